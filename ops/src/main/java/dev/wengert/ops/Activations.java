package dev.wengert.ops;

import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.kernel.Expression;

/** The functions that make a network nonlinear, elementwise. */
public final class Activations {

  private static final Elementwise RELU =
      Elementwise.of("relu", x -> Expression.select(x.le(0), Expression.constant(0), x));
  private static final Elementwise SIGMOID = Elementwise.of("sigmoid", x -> Expression.sigmoid(x));
  private static final Elementwise TANH = Elementwise.of("tanh", x -> Expression.tanh(x));

  private Activations() {}

  /**
   * Returns {@code max(x, 0)}, NaN for NaN. Pullback: d where x > 0, else 0; so the derivative at 0
   * is 0.
   */
  public static Tensor relu(Tensor x) {
    return RELU.apply(x);
  }

  /** Returns {@code 1 / (1 + e^-x)}. Pullback: {@code d y (1 - y)}. */
  public static Tensor sigmoid(Tensor x) {
    return SIGMOID.apply(x);
  }

  /** Returns the hyperbolic tangent of x. Pullback: {@code d (1 - y^2)}. */
  public static Tensor tanh(Tensor x) {
    return TANH.apply(x);
  }
}
