package dev.wengert.nn.data;

import com.google.common.base.Preconditions;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.ops.Reductions;

/**
 * A sequence with the places where it is: as part of one example all of them, as part of a batch
 * that {@link PadToLongest} made those before each end.
 *
 * @param values the sequence [length, ...], or several [n, longest, ...]
 * @param mask where it is, BOOL [length] or [n, longest]
 */
public record Padded(Tensor values, Tensor mask) {

  /**
   * Makes a sequence.
   *
   * @throws IllegalArgumentException if the mask is not BOOL, or its axes are not the first of the
   *     values
   */
  public Padded {
    int rank = mask.rank();
    Preconditions.checkArgument(
        mask.dtype() == DType.BOOL
            && rank > 0
            && rank <= values.rank()
            && mask.shape().equals(leading(values.shape(), rank)),
        "padded: the mask %s does not fit the values %s; give BOOL of their first axes",
        mask.spec(),
        values.spec());
  }

  /**
   * Returns one sequence, all of which is there.
   *
   * @param values [length, ...]
   * @throws IllegalArgumentException if it is a scalar
   */
  public static Padded of(Tensor values) {
    Preconditions.checkArgument(
        values.rank() > 0, "padded: a scalar has no length; give a sequence [length, ...]");
    Shape length = Shape.of(values.shape().side(0));
    return new Padded(values, Tensor.full(new Spec(DType.BOOL, length), 1));
  }

  /** Returns how long each is, INT32 of the mask's shape without its last axis. */
  public Tensor lengths() {
    return Reductions.sum(mask.to(DType.INT32), -1);
  }

  private static Shape leading(Shape shape, int rank) {
    int[] sides = new int[rank];
    System.arraycopy(shape.sides(), 0, sides, 0, rank);
    return Shape.of(sides);
  }
}
