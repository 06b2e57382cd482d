package dev.wengert.cpu;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Buffer;
import dev.wengert.array.Layout;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.cpu.fold.ColumnFold;
import dev.wengert.cpu.fold.FoldPlan;
import dev.wengert.cpu.fold.Folds;
import dev.wengert.cpu.loop.BoundLoop;
import dev.wengert.cpu.loop.Loops;
import dev.wengert.cpu.machine.Lane;
import dev.wengert.cpu.machine.Lanes;
import dev.wengert.cpu.machine.Steps;
import dev.wengert.cpu.machine.Threads;
import dev.wengert.device.Frame;
import dev.wengert.device.Task;
import dev.wengert.kernel.Loop;
import dev.wengert.kernel.Reduction;
import dev.wengert.kernel.Tiled;
import java.util.Arrays;

/**
 * How a {@link Tiled} chain runs: each step over its part of a tile, tile by tile; where tiles are
 * too large or too few, step by step.
 *
 * <p>A step writes over an operand that it reads last, if it may; so a chain that ends where its
 * first step began needs one buffer. Values are numbered: the operands, behind those the numbers,
 * behind those the results of the steps.
 */
final class Tiles implements Task {

  /** Elements of a tile: two arrays of as many fit the second level of cache. */
  private static final int TILE = 1 << 16;

  /** Elements that are too few to be worth a thread. */
  private static final int GRAIN = 1 << 14;

  /** Where a step's result lies in none of the results. */
  private static final int SPARE = -1;

  private final Tiled chain;
  private final int given;
  private final Object[] numbers;

  /** How the values lie. */
  private final Layout[] values;

  private final Task[] tasks;

  /** For each step which result's place it writes to, or {@link #SPARE}. */
  private final int[] outputs;

  /** For each step the step whose result's place it has: an earlier one's, or its own. */
  private final int[] homes;

  /** For each step what computes a range of it, and how many steps of that there are in a row. */
  private final Steps[] parts;

  private final int[] sizes;
  private final int rows;
  private final int largest;
  private final boolean isTiled;
  private final Steps byTiles;

  private Tiles(Tiled chain, Layout[] inputs, Layout[] results) {
    int steps = chain.steps().size();
    this.chain = chain;
    this.given = inputs.length;
    this.numbers = new Object[chain.numbers().length()];
    this.values = Arrays.copyOf(inputs, given + numbers.length + steps, Layout[].class);
    this.homes = new int[steps];
    this.outputs = new int[steps];
    this.tasks = new Task[steps];
    this.parts = new Steps[steps];
    this.sizes = new int[steps];
    for (int i = 0; i < numbers.length; i++) {
      Spec number = inputs[0].spec().withShape(Shape.SCALAR);
      numbers[i] = Buffer.filled(number, chain.numbers().get(i)).array();
      values[given + i] = Layout.contiguous(number);
    }
    int count = 1;
    for (int axis = 0; axis < chain.rows(); axis++) {
      count *= results[0].shape().side(axis);
    }
    this.rows = count;
    place();
    boolean fits = true;
    for (int i = 0; i < steps; i++) {
      values[first() + i] = Layout.contiguous(chain.steps().get(i).result());
      fits &= bind(i);
    }
    int most = 1;
    for (int i = 0; i < values.length && count > 0; i++) {
      most = Math.max(most, values[i].shape().size() / count);
    }
    this.largest = most;
    this.isTiled = fits && most <= TILE;
    this.byTiles = this::runTiles;
  }

  /** Binds a chain. */
  static Task bind(Tiled chain, Layout[] inputs, Layout[] outputs) {
    return new Tiles(chain, inputs, outputs);
  }

  /** The number of the first step's result. */
  private int first() {
    return given + numbers.length;
  }

  /** Binds a step; returns whether it can be cut into rows. */
  private boolean bind(int step) {
    Layout result = values[first() + step];
    Layout[] operands = new Layout[chain.steps().get(step).operands().length()];
    Arrays.setAll(operands, k -> values[chain.steps().get(step).operands().get(k)]);
    switch (chain.steps().get(step).kernel()) {
      case Loop loop -> {
        BoundLoop bound = Loops.bind(loop, operands, new Layout[] {result});
        tasks[step] = bound;
        parts[step] = bound;
        sizes[step] = rows == 0 ? 0 : result.shape().size() / rows;
      }
      case Reduction reduction -> {
        Task bound = Folds.bind(reduction, operands, result);
        tasks[step] = bound;
        if (!(bound instanceof FoldPlan plan)
            || (plan instanceof ColumnFold && plan.kept.rows() % rows != 0)) {
          return false;
        }
        parts[step] = plan;
        sizes[step] = plan.units() / rows;
      }
      default -> throw new AssertionError(chain.steps().get(step));
    }
    return result.shape().size() > 0;
  }

  @Override
  public void run(Frame frame) {
    Lane lane = ((Lanes) frame.scratch()).first();
    int mark = lane.mark();
    Frame all = lane.frame(values.length);
    Frame frames = lane.frame(tasks.length);
    try {
      locate(frame, lane, all);
      for (int i = 0; i < tasks.length; i++) {
        frames.set(i, frameOf(i, lane, all), 0);
      }
      if (isTiled && rows >= 2 * Threads.count()) {
        Threads.forEachRange(rows, Math.max(1, GRAIN / largest), frames, byTiles);
      } else {
        for (int i = 0; i < tasks.length; i++) {
          tasks[i].run((Frame) frames.array(i));
        }
      }
      repeat(frame, all);
    } finally {
      for (int i = 0; i < tasks.length; i++) {
        if (frames.array(i) instanceof Frame step) {
          step.clear();
        }
      }
      frames.clear();
      all.clear();
      lane.release(mark);
    }
  }

  /** Sets where the values lie. */
  private void locate(Frame frame, Lane lane, Frame all) {
    for (int k = 0; k < given; k++) {
      all.setAs(k, frame, k);
    }
    for (int k = 0; k < numbers.length; k++) {
      all.set(given + k, numbers[k], 0);
    }
    for (int i = 0; i < tasks.length; i++) {
      int home = homes[i];
      if (outputs[home] != SPARE) {
        all.setAs(first() + i, frame, given + outputs[home]);
      } else if (home == i) {
        Spec result = chain.steps().get(i).result();
        all.set(first() + i, lane.numbers(result.dtype(), result.shape().size()), 0);
      } else {
        all.setAs(first() + i, all, first() + home);
      }
    }
  }

  private Frame frameOf(int step, Lane lane, Frame all) {
    ImmutableIntArray operands = chain.steps().get(step).operands();
    Frame frame = lane.frame(operands.length() + 1);
    for (int k = 0; k < operands.length(); k++) {
      frame.setAs(k, all, operands.get(k));
    }
    frame.setAs(operands.length(), all, first() + step);
    return frame;
  }

  private void runTiles(Frame frames, Lane lane, int from, int to) {
    int tile = Math.max(1, TILE / largest);
    for (int row = from; row < to; row += tile) {
      int end = Math.min(to, row + tile);
      for (int i = 0; i < parts.length; i++) {
        int mark = lane.mark();
        parts[i].run((Frame) frames.array(i), lane, row * sizes[i], end * sizes[i]);
        lane.release(mark);
      }
    }
  }

  /** A step may be returned more than once: the others are copies of the one it was computed in. */
  private void repeat(Frame frame, Frame all) {
    for (int i = 0; i < chain.returned().length(); i++) {
      int step = chain.returned().get(i);
      if (outputs[homes[step]] != i) {
        int size = values[first() + step].shape().size();
        System.arraycopy(
            all.array(first() + step),
            all.offset(first() + step),
            frame.array(given + i),
            frame.offset(given + i),
            size);
      }
    }
  }

  /**
   * Gives each step a place for its result: steps that write over one another share theirs, and a
   * step whose result is returned has the result's.
   */
  private void place() {
    for (int i = 0; i < homes.length; i++) {
      homes[i] = home(i);
    }
    Arrays.fill(outputs, SPARE);
    for (int i = 0; i < chain.returned().length(); i++) {
      outputs[homes[chain.returned().get(i)]] = i;
    }
  }

  /** The step with whose result this one's shares a place: one that it reads last, or itself. */
  private int home(int index) {
    Tiled.Step step = chain.steps().get(index);
    for (int k = 0; k < step.operands().length(); k++) {
      int earlier = step.operands().get(k) - first();
      if (step.kernel() instanceof Loop
          && earlier >= 0
          && chain.steps().get(earlier).result().equals(step.result())
          && !isReadBehind(index, homes[earlier])) {
        return homes[earlier];
      }
    }
    return index;
  }

  private boolean isReadBehind(int index, int home) {
    for (int i = 0; i < chain.returned().length(); i++) {
      int step = chain.returned().get(i);
      if (step < index && homes[step] == home) {
        return true;
      }
    }
    for (int i = index + 1; i < chain.steps().size(); i++) {
      Tiled.Step later = chain.steps().get(i);
      for (int k = 0; k < later.operands().length(); k++) {
        int read = later.operands().get(k) - first();
        if (read >= 0 && read < index && homes[read] == home) {
          return true;
        }
      }
    }
    return false;
  }
}
