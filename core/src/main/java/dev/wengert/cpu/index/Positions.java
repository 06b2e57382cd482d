package dev.wengert.cpu.index;

import dev.wengert.array.Buffer;
import dev.wengert.cpu.copy.Elements;
import dev.wengert.kernel.Gather;
import dev.wengert.kernel.ScatterAdd;

/** Positions along an axis, as an operand of {@link Gather} and {@link ScatterAdd} gives them. */
final class Positions {

  private Positions() {}

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
      if (position < 0) {
        fromFront = fromFront == null ? given.clone() : fromFront;
        fromFront[i] = position + side;
      }
    }
    return fromFront == null ? given : fromFront;
  }
}
