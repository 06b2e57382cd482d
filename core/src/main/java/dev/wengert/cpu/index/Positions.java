package dev.wengert.cpu.index;

import dev.wengert.array.Buffer;
import dev.wengert.cpu.copy.Elements;
import dev.wengert.kernel.FlatPositions;
import dev.wengert.kernel.RangeCheck;
import java.util.Arrays;

/** Positions along an axis, as operands of kernels that index give them, and their checks. */
public final class Positions {

  private Positions() {}

  /** Fills the result with positions in row-major order. */
  public static void fill(FlatPositions kernel, Buffer[] inputs, Buffer result) {
    int[] flat = result.ints();
    int at = result.offset();
    int size = result.shape().size();
    Arrays.fill(flat, at, at + size, 0);
    for (int k = 0; k < inputs.length; k++) {
      Buffer operand = Elements.contiguous(inputs[k]);
      int[] positions = operand.ints();
      int from = operand.offset();
      int side = kernel.sides().get(k);
      for (int i = 0; i < size; i++) {
        int position = positions[from + i];
        check(kernel.operation(), position, kernel.axes().get(k), side);
        flat[at + i] = flat[at + i] * side + fromFront(position, side);
      }
    }
  }

  /** Fills the result with the numbers that are checked. */
  public static void fill(RangeCheck kernel, Buffer input, Buffer result) {
    Buffer checked = Elements.contiguous(input);
    int[] values = checked.ints();
    int from = checked.offset();
    int size = input.shape().size();
    for (int i = 0; i < size; i++) {
      if (values[from + i] < 0 || values[from + i] > kernel.greatest()) {
        throw new IndexOutOfBoundsException(
            kernel.operation()
                + ": the "
                + kernel.what()
                + " at "
                + Arrays.toString(input.shape().indices(i))
                + " is out of range: "
                + values[from + i]
                + " of "
                + kernel.of()
                + (kernel.greatest() < 0
                    ? "; there is none to give"
                    : "; give 0 to " + kernel.greatest()));
      }
    }
    System.arraycopy(values, from, result.ints(), result.offset(), size);
  }

  /**
   * Looks at all positions of a contiguous operand.
   *
   * @throws IndexOutOfBoundsException if one lies outside the axis
   */
  static void check(String operation, Buffer index, int axis, int side) {
    int[] positions = index.ints();
    int from = index.offset();
    int to = from + index.shape().size();
    for (int i = from; i < to; i++) {
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
