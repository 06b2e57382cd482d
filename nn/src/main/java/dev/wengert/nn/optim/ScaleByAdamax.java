package dev.wengert.nn.optim;

import com.google.common.collect.ImmutableList;
import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.expression.Expression;

/** A running mean, divided by the largest gradient there was, which fades. */
record ScaleByAdamax(double beta1, double beta2, double epsilon) implements Pointwise {

  /** {@code max(beta2 * u, |g| + epsilon)}, of u, g, beta2 and epsilon. */
  private static final Elementwise LARGEST =
      Elementwise.of(
          "fadingMaximum",
          4,
          Expression.max(
              Expression.input(2).times(Expression.input(0)),
              Expression.abs(Expression.input(1)).plus(Expression.input(3))));

  /** {@code rate * m / u}, of m, u and rate. */
  private static final Descent DESCENT =
      Descent.of(
          "adamax", 3, Expression.input(2).times(Expression.input(0)).div(Expression.input(1)));

  ScaleByAdamax {
    Hyperparameters.moments("scaleByAdamax", beta1, beta2, epsilon);
  }

  @Override
  public String name() {
    return "scaleByAdamax";
  }

  @Override
  public ImmutableList<String> slots() {
    return ImmutableList.of("mean", "largest");
  }

  @Override
  public Move at(StepScalars scalars) {
    Average average = Average.of(scalars, beta1);
    Tensor fading = scalars.of(beta2);
    Tensor keep = scalars.of(scalars.keep());
    Tensor rate = scalars.of(scalars.rate().div(scalars.correction(beta1)));
    Tensor small = scalars.of(epsilon);
    return (value, gradient, slots) -> {
      Tensor mean = average.next(slots[0], gradient);
      Tensor largest = LARGEST.apply(slots[1], gradient, fading, small);
      return new Tensor[] {DESCENT.apply(value, keep, mean, largest, rate), mean, largest};
    };
  }
}
