package dev.wengert.nn.optim;

import com.google.common.base.Preconditions;
import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Expression;
import dev.wengert.nn.Values;

/**
 * The optimiser that takes a step against the gradient: {@code w - rate * g}.
 *
 * @param learningRate the step's length in gradients, positive
 */
public record GradientDescent(double learningRate) {

  private static final Elementwise UPDATE =
      Elementwise.of(
          "gradientDescent",
          3,
          Expression.input(0).minus(Expression.input(2).times(Expression.input(1))));

  /**
   * Makes an optimiser.
   *
   * @throws IllegalArgumentException if the rate is not positive and finite
   */
  public GradientDescent {
    Preconditions.checkArgument(
        learningRate > 0 && Double.isFinite(learningRate),
        "gradientDescent: not a learning rate: %s; give a positive number",
        learningRate);
  }

  /** Returns an optimiser. */
  public static GradientDescent of(double learningRate) {
    return new GradientDescent(learningRate);
  }

  /**
   * Returns the values after one step; those without a gradient stay.
   *
   * @throws IllegalArgumentException if a gradient does not fit its value
   */
  public Values step(Values values, Values gradients) {
    return values.with(gradients.map((path, gradient) -> update(values.get(path), gradient)));
  }

  private Tensor update(Tensor value, Tensor gradient) {
    return UPDATE.apply(
        value, gradient, Tensor.full(new Spec(value.dtype(), Shape.SCALAR), learningRate));
  }
}
