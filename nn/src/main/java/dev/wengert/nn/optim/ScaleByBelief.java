package dev.wengert.nn.optim;

import com.google.common.collect.ImmutableList;
import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.expression.Expression;

/** {@link ScaleByAdam} by the square of what the mean did not foresee. */
record ScaleByBelief(double beta1, double beta2, double epsilon) implements Pointwise {

  /** {@code b s + c (g - m)^2 + epsilon}, of s, g, m, b, c and epsilon. */
  private static final Elementwise SURPRISE =
      Elementwise.of(
          "surprise",
          6,
          Expression.input(3)
              .times(Expression.input(0))
              .plus(
                  Expression.input(4)
                      .times(Expression.input(1).minus(Expression.input(2)))
                      .times(Expression.input(1).minus(Expression.input(2))))
              .plus(Expression.input(5)));

  ScaleByBelief {
    Hyperparameters.moments("scaleByBelief", beta1, beta2, epsilon);
  }

  @Override
  public String name() {
    return "scaleByBelief";
  }

  @Override
  public ImmutableList<String> slots() {
    return ImmutableList.of("mean", "surprise");
  }

  @Override
  public Move at(StepScalars scalars) {
    Average first = Average.of(scalars, beta1);
    Average second = Average.of(scalars, beta2);
    Tensor keep = scalars.of(scalars.keep());
    Tensor rate = scalars.of(scalars.rate().div(scalars.correction(beta1)));
    Tensor correction = scalars.of(scalars.correction(beta2));
    Tensor small = scalars.of(epsilon);
    return (value, gradient, slots) -> {
      Tensor mean = first.next(slots[0], gradient);
      Tensor surprise =
          SURPRISE.apply(slots[1], gradient, mean, second.beta(), second.rest(), small);
      Tensor next = ScaleByAdam.DESCENT.apply(value, keep, mean, surprise, rate, correction, small);
      return new Tensor[] {next, mean, surprise};
    };
  }
}
