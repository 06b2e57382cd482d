package dev.wengert.nn;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;

/**
 * What a parameter's values are before training.
 *
 * <p>A weight's shape is [outputs, inputs, ...]; further axes are those of a convolution's window
 * and multiply both fans.
 */
@FunctionalInterface
public interface Initializer {

  /** Returns the first values of a parameter. */
  Tensor draw(Key key, Spec spec);

  /** Returns one value everywhere. */
  static Initializer constant(double value) {
    return (key, spec) -> Tensor.full(spec, value);
  }

  /** Returns zeros. */
  static Initializer zeros() {
    return constant(0);
  }

  /** Returns ones. */
  static Initializer ones() {
    return constant(1);
  }

  /** Returns normal numbers of variance {@code 1 / inputs}. Source: LeCun et al., 1998. */
  static Initializer leCun() {
    return (key, spec) -> key.normal(spec).times(Math.sqrt(1.0 / inputs(spec.shape())));
  }

  /** Returns normal numbers of variance {@code 2 / inputs}, for relu. Source: He et al., 2015. */
  static Initializer he() {
    return (key, spec) -> key.normal(spec).times(Math.sqrt(2.0 / inputs(spec.shape())));
  }

  /**
   * Returns normal numbers of variance {@code 2 / (inputs + outputs)}. Source: Glorot and Bengio,
   * 2010, equation 16.
   */
  static Initializer xavier() {
    return (key, spec) ->
        key.normal(spec).times(Math.sqrt(2.0 / (inputs(spec.shape()) + outputs(spec.shape()))));
  }

  private static int inputs(Shape shape) {
    return shape.rank() < 2 ? shape.size() : shape.side(1) * window(shape);
  }

  private static int outputs(Shape shape) {
    return shape.rank() < 2 ? shape.size() : shape.side(0) * window(shape);
  }

  private static int window(Shape shape) {
    int window = 1;
    for (int axis = 2; axis < shape.rank(); axis++) {
      window *= shape.side(axis);
    }
    return window;
  }
}
