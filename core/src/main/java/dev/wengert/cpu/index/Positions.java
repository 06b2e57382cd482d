package dev.wengert.cpu.index;

import dev.wengert.array.Layout;
import dev.wengert.array.Shape;
import dev.wengert.device.Task;
import dev.wengert.kernel.FlatPositions;
import dev.wengert.kernel.RangeCheck;
import java.util.Arrays;

/** Positions along an axis, as operands of kernels that index give them, and their checks. */
public final class Positions {

  private Positions() {}

  /** Binds positions in row-major order to contiguous operands. */
  public static Task bind(FlatPositions kernel, Layout result) {
    int size = result.shape().size();
    int axes = kernel.axes().length();
    return frame -> {
      int[] flat = (int[]) frame.array(axes);
      int at = frame.offset(axes);
      Arrays.fill(flat, at, at + size, 0);
      for (int k = 0; k < axes; k++) {
        int[] positions = (int[]) frame.array(k);
        int from = frame.offset(k);
        int side = kernel.sides().get(k);
        for (int i = 0; i < size; i++) {
          int position = positions[from + i];
          check(kernel.operation(), position, kernel.axes().get(k), side);
          flat[at + i] = flat[at + i] * side + fromFront(position, side);
        }
      }
    };
  }

  /** Binds a check to a contiguous operand, which is the result. */
  public static Task bind(RangeCheck kernel, Layout result) {
    Shape shape = result.shape();
    int size = shape.size();
    return frame -> {
      int[] values = (int[]) frame.array(0);
      int from = frame.offset(0);
      for (int i = 0; i < size; i++) {
        if (values[from + i] < 0 || values[from + i] > kernel.greatest()) {
          throw outOfRange(kernel, shape.indices(i), values[from + i]);
        }
      }
      System.arraycopy(values, from, frame.array(1), frame.offset(1), size);
    };
  }

  private static IndexOutOfBoundsException outOfRange(RangeCheck kernel, int[] at, int value) {
    return new IndexOutOfBoundsException(
        kernel.operation()
            + ": the "
            + kernel.what()
            + " at "
            + Arrays.toString(at)
            + " is out of range: "
            + value
            + " of "
            + kernel.of()
            + (kernel.greatest() < 0
                ? "; there is none to give"
                : "; give 0 to " + kernel.greatest()));
  }

  /**
   * Looks at all positions of an operand.
   *
   * @throws IndexOutOfBoundsException if one lies outside the axis
   */
  static void check(String operation, int[] positions, int from, int count, int axis, int side) {
    for (int i = from; i < from + count; i++) {
      check(operation, positions[i], axis, side);
    }
  }

  /** Returns a position counted from the front. */
  static int fromFront(int position, int side) {
    return position < 0 ? position + side : position;
  }

  private static void check(String operation, int position, int axis, int side) {
    if (position < -side || position >= side) {
      throw new IndexOutOfBoundsException(
          operation
              + ": index "
              + position
              + " is outside axis "
              + axis
              + " of size "
              + side
              + (side == 0
                  ? "; an empty axis has no positions"
                  : "; positions go from " + -side + " to " + (side - 1)));
    }
  }
}
