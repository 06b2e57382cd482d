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
    int size = result.shape().size();
    Arrays.fill(flat, 0, size, 0);
    for (int k = 0; k < inputs.length; k++) {
      int[] positions = Elements.contiguous(inputs[k]).ints();
      int side = kernel.sides().get(k);
      for (int i = 0; i < size; i++) {
        int position = positions[i];
        check(kernel.operation(), position, kernel.axes().get(k), side);
        flat[i] = flat[i] * side + (position < 0 ? position + side : position);
      }
    }
  }

  /** Fills the result with the numbers that are checked. */
  public static void fill(RangeCheck kernel, Buffer input, Buffer result) {
    int[] values = Elements.contiguous(input).ints();
    int size = input.shape().size();
    for (int i = 0; i < size; i++) {
      if (values[i] < 0 || values[i] > kernel.greatest()) {
        throw new IndexOutOfBoundsException(
            kernel.operation()
                + ": the "
                + kernel.what()
                + " at "
                + Arrays.toString(input.shape().indices(i))
                + " is out of range: "
                + values[i]
                + " of "
                + kernel.of()
                + (kernel.greatest() < 0
                    ? "; there is none to give"
                    : "; give 0 to " + kernel.greatest()));
      }
    }
    System.arraycopy(values, 0, result.ints(), 0, size);
  }

  /**
   * Returns the positions counted from the front: the operand's own array if none is negative.
   *
   * @throws IndexOutOfBoundsException if one lies outside the axis
   */
  static int[] resolve(String operation, Buffer index, int axis, int side) {
    int[] given = Elements.contiguous(index).ints();
    int[] fromFront = null;
    int size = index.shape().size();
    for (int i = 0; i < size; i++) {
      int position = given[i];
      check(operation, position, axis, side);
      if (position < 0) {
        fromFront = fromFront == null ? given.clone() : fromFront;
        fromFront[i] = position + side;
      }
    }
    return fromFront == null ? given : fromFront;
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
