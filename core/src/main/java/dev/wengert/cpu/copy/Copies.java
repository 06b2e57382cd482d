package dev.wengert.cpu.copy;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Layout;
import dev.wengert.array.Shape;
import dev.wengert.cpu.machine.Lane;
import dev.wengert.cpu.machine.Lanes;
import dev.wengert.device.Frame;
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
    return frame -> run(frame, move, 0, 1);
  }

  /** Binds a reordering; where the result is stretched, of each value that it stores. */
  public static Task bind(Reorder reorder, Layout input, Layout result) {
    Shape narrow = result.narrow();
    int[] from = input.strides();
    int[] strides = new int[from.length];
    for (int axis = 0; axis < strides.length; axis++) {
      strides[axis] = from[reorder.axes().get(axis)];
    }
    Move move = Move.of(narrow, 0, strides, 0, narrow.strides());
    return frame -> run(frame, move, 0, 1);
  }

  /** Binds a copy from a contiguous operand. */
  public static Task bind(StridedCopy copy, Layout result) {
    Move move = part(copy.offset(), copy.strides(), result);
    return frame -> run(frame, move, 0, 1);
  }

  /** Binds copies from a contiguous operand. */
  public static Task bind(Parts parts, Layout[] results) {
    Move[] moves = new Move[results.length];
    for (int k = 0; k < moves.length; k++) {
      moves[k] = part(parts.offsets().get(k), parts.strides(), results[k]);
    }
    return frame -> {
      for (int k = 0; k < moves.length; k++) {
        run(frame, moves[k], 0, 1 + k);
      }
    };
  }

  private static Move part(int offset, ImmutableIntArray strides, Layout result) {
    Shape shape = result.shape();
    return Move.of(shape, offset, strides.toArray(), 0, shape.strides());
  }

  /** Binds a placement, with zeros where nothing is placed. */
  public static Task bind(Placement placement, Layout[] inputs, Layout result) {
    int[] strides = placement.strides().toArray();
    Move[] moves = new Move[inputs.length];
    int placed = 0;
    for (int k = 0; k < moves.length; k++) {
      Layout input = inputs[k];
      int at = placement.offsets().get(k);
      moves[k] = Move.of(input.shape(), 0, input.strides(), at, strides);
      placed += input.shape().size();
    }
    int size = result.shape().size();
    boolean isCovered = placed == size;
    return frame -> {
      if (!isCovered && !frame.isBlank()) {
        int first = frame.offset(moves.length);
        Elements.clear(frame.array(moves.length), first, first + size);
      }
      for (int k = 0; k < moves.length; k++) {
        run(frame, moves[k], k, moves.length);
      }
    };
  }

  private static void run(Frame frame, Move move, int source, int target) {
    Lane lane = ((Lanes) frame.scratch()).first();
    move.run(
        lane, frame.array(source), frame.offset(source), frame.array(target), frame.offset(target));
  }
}
