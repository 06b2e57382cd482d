package dev.wengert.ops;

import com.google.common.base.Preconditions;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import java.util.Arrays;

/** Padding by a tensor's own elements, of any dtype; {@link Shapes#pad} pads with a number. */
public final class Borders {

  private Borders() {}

  /**
   * Returns x with elements of its own around it, axis by axis. Pullback: d added up where the
   * elements came from. NumPy: {@code pad} with mode {@code reflect}, {@code symmetric}, {@code
   * edge} or {@code wrap}; PyTorch: {@code nn.functional.pad} with {@code reflect}, {@code
   * replicate} or {@code circular}.
   *
   * <p>More than an axis has to give is refused, as PyTorch does: {@link Border#REFLECT} has one
   * element less than the axis on each side, {@link Border#SYMMETRIC} and {@link Border#CIRCULAR}
   * have all of it, {@link Border#REPLICATE} has one for any width.
   *
   * @param before one an axis, how many before its elements
   * @param after one an axis, how many behind them
   * @throws IllegalArgumentException if there is not one number an axis, one is negative, or more
   *     than the axis has
   */
  public static Tensor pad(Tensor x, int[] before, int[] after, Border border) {
    int rank = x.rank();
    Preconditions.checkArgument(
        before.length == rank && after.length == rank,
        "pad: the widths do not fit the shape %s: before is %s, after is %s; give one an axis",
        x.shape(),
        Arrays.toString(before),
        Arrays.toString(after));
    Tensor result = x;
    for (int axis = 0; axis < rank; axis++) {
      if (before[axis] != 0 || after[axis] != 0) {
        int[] positions = positions(x.shape(), axis, before[axis], after[axis], border);
        result = Indexing.take(result, Tensor.wrap(positions, positions.length), axis);
      }
    }
    return result;
  }

  private static int[] positions(Shape shape, int axis, int before, int after, Border border) {
    int side = shape.side(axis);
    int most =
        switch (border) {
          case REFLECT -> side - 1;
          case SYMMETRIC, CIRCULAR -> side;
          case REPLICATE -> side == 0 ? 0 : Integer.MAX_VALUE;
        };
    if (before < 0 || after < 0 || before > most || after > most) {
      throw new IllegalArgumentException(
          "pad: axis "
              + axis
              + " of shape "
              + shape
              + " cannot be padded by "
              + before
              + " before and "
              + after
              + " behind with "
              + border
              + "; give "
              + (most < 0 ? "an axis with elements" : "0 to " + most));
    }
    int[] positions = new int[Shape.side("pad", (long) before + side + after)];
    Arrays.setAll(positions, i -> source(i - before, side, border));
    return positions;
  }

  /** Which element stands at a place that may lie outside. */
  private static int source(int place, int side, Border border) {
    if (place >= 0 && place < side) {
      return place;
    }
    boolean isBefore = place < 0;
    return switch (border) {
      case REFLECT -> isBefore ? -place : 2 * (side - 1) - place;
      case SYMMETRIC -> isBefore ? -place - 1 : 2 * side - 1 - place;
      case REPLICATE -> isBefore ? 0 : side - 1;
      case CIRCULAR -> isBefore ? place + side : place - side;
    };
  }
}
