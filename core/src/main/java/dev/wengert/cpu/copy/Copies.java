package dev.wengert.cpu.copy;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Layout;
import dev.wengert.array.Shape;
import dev.wengert.cpu.machine.Steps;
import dev.wengert.cpu.machine.Threads;
import dev.wengert.device.Task;
import dev.wengert.kernel.Parts;
import dev.wengert.kernel.Placement;
import dev.wengert.kernel.Reorder;
import dev.wengert.kernel.StridedCopy;
import dev.wengert.kernel.View;

/** How kernels run that move elements and change none: as {@linkplain Move moves}. */
public final class Copies {

  private Copies() {}

  /** Binds a copy of the operand's elements in their order, under another shape. */
  public static Task bind(View view, Layout input) {
    Move move = Move.toContiguous(input);
    return task(move, 0, 1);
  }

  /** Binds a reordering; where the result is stretched, of each value that it stores. */
  public static Task bind(Reorder reorder, Layout input, Layout result) {
    Shape narrow = result.narrow();
    int[] from = input.strides();
    int[] strides = new int[from.length];
    for (int axis = 0; axis < strides.length; axis++) {
      strides[axis] = from[reorder.axes().get(axis)];
    }
    Move move = Move.of(result.dtype(), narrow, 0, strides, 0, narrow.strides());
    return task(move, 0, 1);
  }

  /** Binds a copy from a contiguous operand. */
  public static Task bind(StridedCopy copy, Layout result) {
    Move move = part(copy.offset(), copy.strides(), result);
    return task(move, 0, 1);
  }

  /** Binds copies from a contiguous operand. */
  public static Task bind(Parts parts, Layout[] results) {
    Task[] moves = new Task[results.length];
    for (int k = 0; k < moves.length; k++) {
      moves[k] = task(part(parts.offsets().get(k), parts.strides(), results[k]), 0, 1 + k);
    }
    return frame -> {
      for (Task move : moves) {
        move.run(frame);
      }
    };
  }

  private static Move part(int offset, ImmutableIntArray strides, Layout result) {
    Shape shape = result.shape();
    return Move.of(result.dtype(), shape, offset, strides.toArray(), 0, shape.strides());
  }

  /** Binds a placement, with zeros where nothing is placed. */
  public static Task bind(Placement placement, Layout[] inputs, Layout result) {
    int[] strides = placement.strides().toArray();
    Task[] moves = new Task[inputs.length];
    int placed = 0;
    for (int k = 0; k < moves.length; k++) {
      Layout input = inputs[k];
      int at = placement.offsets().get(k);
      Move move = Move.of(input.dtype(), input.shape(), 0, input.strides(), at, strides);
      moves[k] = task(move, k, moves.length);
      placed += input.shape().size();
    }
    int size = result.shape().size();
    boolean isCovered = placed == size;
    return frame -> {
      if (!isCovered && !frame.isBlank()) {
        int first = frame.offset(moves.length);
        Elements.clear(frame.array(moves.length), first, first + size);
      }
      for (Task move : moves) {
        move.run(frame);
      }
    };
  }

  /** Returns what moves from one place of the frame to another. */
  private static Task task(Move move, int source, int target) {
    int units = move.units();
    int grain = move.grain();
    Steps steps =
        (frame, lane, from, to) ->
            move.run(
                lane,
                frame.array(source),
                frame.offset(source),
                frame.array(target),
                frame.offset(target),
                from,
                to);
    return frame -> Threads.forEachRange(units, grain, frame, steps);
  }
}
