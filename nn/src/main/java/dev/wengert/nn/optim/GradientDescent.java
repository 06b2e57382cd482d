package dev.wengert.nn.optim;

import com.google.common.collect.ImmutableList;
import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.expression.Expression;
import dev.wengert.nn.Values;

/**
 * The rule that takes a step against the gradient: {@code w - rate * g}. Source: Robbins and Monro,
 * "A stochastic approximation method", 1951, equation 6.
 *
 * @param rate the step's length in gradients
 */
public record GradientDescent(Schedule rate) implements UpdateRule {

  private static final Elementwise UPDATE =
      Elementwise.of(
          "gradientDescent",
          4,
          Expression.input(2)
              .times(Expression.input(0))
              .minus(Expression.input(3).times(Expression.input(1))));

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
  public ImmutableList<String> slots() {
    return ImmutableList.of();
  }

  @Override
  public Update at(StepScalars scalars) {
    Tensor keep = scalars.of(scalars.keep());
    Tensor rate = scalars.of(scalars.rate());
    return (value, gradient, slots) -> new Tensor[] {UPDATE.apply(value, gradient, keep, rate)};
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
              return at(scalars).apply(value, gradient, new Tensor[0])[0];
            }));
  }
}
