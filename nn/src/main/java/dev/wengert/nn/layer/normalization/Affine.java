package dev.wengert.nn.layer.normalization;

import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Initializer;
import dev.wengert.nn.Parameter;
import dev.wengert.nn.Pass;
import org.jspecify.annotations.Nullable;

/** The scale and shift after a normalization; a layer may have both, one, or none. */
final class Affine {

  private final Shape shape;
  private final @Nullable Parameter scale;
  private final @Nullable Parameter shift;

  private Affine(Shape shape, boolean scales, boolean shifts) {
    this.shape = shape;
    this.scale = scales ? parameter(Initializer.ones()) : null;
    this.shift = shifts ? parameter(Initializer.zeros()) : null;
  }

  private Parameter parameter(Initializer first) {
    return Parameter.of(Parameter.Role.NORMALIZATION, first, shape.sides());
  }

  /** Returns a scale and a shift of a shape. */
  static Affine of(int... sides) {
    return new Affine(Shape.of(sides), true, true);
  }

  /** Returns new parameters like these. */
  Affine fresh() {
    return new Affine(shape, scale != null, shift != null);
  }

  /** Returns new parameters like these, without the scale. */
  Affine withoutScale() {
    return new Affine(shape, false, shift != null);
  }

  /** Returns new parameters like these, without the shift. */
  Affine withoutShift() {
    return new Affine(shape, scale != null, false);
  }

  Shape shape() {
    return shape;
  }

  void declare(Declarations declarations) {
    if (scale != null) {
      declarations.parameter("weight", scale);
    }
    if (shift != null) {
      declarations.parameter("bias", shift);
    }
  }

  /** Returns what to multiply by: a one that takes no memory where there is no scale. */
  Tensor scale(Pass pass) {
    return scale == null
        ? Tensor.full(new Spec(pass.model().dtype(), shape), 1)
        : pass.value(scale);
  }

  /** Returns what to add: a zero that takes no memory where there is no shift. */
  Tensor shift(Pass pass) {
    return shift == null ? Tensor.zeros(new Spec(pass.model().dtype(), shape)) : pass.value(shift);
  }
}
