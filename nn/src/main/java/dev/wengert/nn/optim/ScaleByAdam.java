package dev.wengert.nn.optim;

import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;
import dev.wengert.expression.Expression;

/** What {@link Adam} does with a gradient, without the rate. */
record ScaleByAdam(double beta1, double beta2, double epsilon) implements Pointwise {

  /** {@code rate * m / (sqrt(v / correction) + epsilon)}, of m, v, rate, correction, epsilon. */
  static final Descent DESCENT =
      Descent.of(
          "adam",
          5,
          Expression.input(2)
              .times(Expression.input(0))
              .div(
                  Average.root(Expression.input(1).div(Expression.input(3)))
                      .plus(Expression.input(4))));

  ScaleByAdam {
    Hyperparameters.moments("scaleByAdam", beta1, beta2, epsilon);
  }

  @Override
  public String name() {
    return "scaleByAdam";
  }

  @Override
  public ImmutableList<String> slots() {
    return ImmutableList.of("mean", "meanSquare");
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
      Tensor square = second.nextOfSquares(slots[1], gradient);
      Tensor next = DESCENT.apply(value, keep, mean, square, rate, correction, small);
      return new Tensor[] {next, mean, square};
    };
  }
}
