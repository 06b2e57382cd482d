package dev.wengert.nn.optim;

import dev.wengert.Tensor;
import dev.wengert.nn.Values;

/**
 * The rule that takes a step against the gradient: {@code w - rate * g}. Source: Robbins and Monro,
 * "A stochastic approximation method", 1951, equation 6.
 *
 * @param rate the step's length in gradients
 */
public record GradientDescent(Schedule rate) implements UpdateRule {

  /**
   * Returns the rule with a constant rate.
   *
   * @throws IllegalArgumentException if the rate is not positive and finite
   */
  public static GradientDescent of(double rate) {
    return new GradientDescent(Hyperparameters.rate("gradientDescent", rate));
  }

  @Override
  public String name() {
    return "gradientDescent";
  }

  @Override
  public Chain chain() {
    return Chain.of(new AddDecayedWeights(0), new ScaleByLearningRate(rate));
  }

  /**
   * Returns the values after one step at the schedule's first rate, for loops by hand that need no
   * state; those without a gradient stay.
   *
   * @throws IllegalArgumentException if a gradient does not fit its value
   */
  public Values step(Values values, Values gradients) {
    Tensor first = Tensor.scalar(rate.at(0));
    return values.with(
        gradients.map(
            (path, gradient) -> {
              Tensor value = values.get(path);
              StepScalars scalars =
                  new StepScalars(value.dtype(), Tensor.scalar(1.0), first, Tensor.scalar(1.0));
              return Plain.INSTANCE.at(scalars).apply(value, gradient, new Tensor[0])[0];
            }));
  }
}
