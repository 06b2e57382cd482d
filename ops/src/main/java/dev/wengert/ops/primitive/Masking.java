package dev.wengert.ops.primitive;

import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.expression.Expression;

/** Elements kept or replaced by 0. */
public final class Masking {

  private static final Elementwise MASK =
      Elementwise.of(
          "mask",
          2,
          Expression.select(Expression.logical(1), Expression.input(0), Expression.constant(0)));

  private Masking() {}

  /** Returns x where the mask is true and 0 elsewhere. Pullback: d where it is true, else 0. */
  public static Tensor mask(Tensor x, Tensor mask) {
    return MASK.apply(x, mask);
  }
}
