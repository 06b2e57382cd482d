package dev.wengert.cpu.copy;

import dev.wengert.array.Layout;
import dev.wengert.cpu.machine.Lane;
import dev.wengert.cpu.machine.Lanes;
import dev.wengert.device.Frame;
import dev.wengert.device.Task;
import java.util.Arrays;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A task that takes contiguous operands, and those that are stretched as copies in the scratch. */
public final class Contiguous implements Task {

  private final Task task;
  private final Layout[] inputs;
  private final int places;

  /** For each operand how it is copied, or null where it is read where it lies. */
  private final @Nullable Move[] moves;

  private Contiguous(Task task, Layout[] inputs, int places, @Nullable Move[] moves) {
    this.task = task;
    this.inputs = inputs;
    this.places = places;
    this.moves = moves;
  }

  /**
   * Returns the task that runs another on contiguous operands; that other one itself if they are
   * contiguous.
   *
   * @param outputs how many results there are
   * @param bind makes the other task from the layouts that its operands will have
   */
  public static Task of(Layout[] inputs, int outputs, Function<Layout[], Task> bind) {
    return of(inputs, Layout::isContiguous, outputs, bind);
  }

  /**
   * Returns the task that runs another on operands that lie as it wants, or else are contiguous.
   *
   * @param isFine whether an operand is read where it lies
   * @param outputs how many results there are
   * @param bind makes the other task from the layouts that its operands will have
   */
  public static Task of(
      Layout[] inputs, Predicate<Layout> isFine, int outputs, Function<Layout[], Task> bind) {
    @Nullable Move[] moves = null;
    Layout[] contiguous = inputs;
    for (int k = 0; k < inputs.length; k++) {
      if (!isFine.test(inputs[k])) {
        if (moves == null) {
          moves = new @Nullable Move[inputs.length];
          contiguous = Arrays.copyOf(inputs, inputs.length, Layout[].class);
        }
        moves[k] = Move.toContiguous(inputs[k]);
        contiguous[k] = Layout.contiguous(inputs[k].spec());
      }
    }
    Task task = bind.apply(contiguous);
    return moves == null ? task : new Contiguous(task, contiguous, inputs.length + outputs, moves);
  }

  @Override
  public void run(Frame frame) {
    Lane lane = ((Lanes) frame.scratch()).first();
    int mark = lane.mark();
    Frame copied = lane.frame(places);
    try {
      for (int k = 0; k < places; k++) {
        Move move = k < moves.length ? moves[k] : null;
        if (move == null) {
          copied.setAs(k, frame, k);
        } else {
          Object array = lane.numbers(inputs[k].dtype(), inputs[k].shape().size());
          move.run(lane, frame.array(k), frame.offset(k), array, 0);
          copied.set(k, array, 0);
        }
      }
      copied.setBlank(frame.isBlank());
      task.run(copied);
    } finally {
      copied.clear();
      lane.release(mark);
    }
  }
}
