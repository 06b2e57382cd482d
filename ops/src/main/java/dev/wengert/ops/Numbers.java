package dev.wengert.ops;

import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;

/** Java numbers as operands: one formula then serves every value of an attribute. */
final class Numbers {

  private Numbers() {}

  /** Returns a scalar of x's dtype. */
  static Tensor like(Tensor x, double value) {
    return Tensor.full(new Spec(x.dtype(), Shape.SCALAR), value);
  }
}
