package dev.wengert.nn.optim;

import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;
import dev.wengert.expression.Expression;

/** Divides by a running standard deviation. */
record ScaleByStddev(double beta, double epsilon) implements Pointwise {

  /** {@code rate * g / (sqrt(max(s - m^2, 0)) + epsilon)}, of g, m, s, rate and epsilon. */
  private static final Descent DESCENT =
      Descent.of(
          "centeredStep",
          5,
          Expression.input(3)
              .times(Expression.input(0))
              .div(
                  Average.root(
                          Expression.max(
                              Expression.input(2)
                                  .minus(Expression.input(1).times(Expression.input(1))),
                              Expression.constant(0)))
                      .plus(Expression.input(4))));

  ScaleByStddev {
    Hyperparameters.share("scaleByStddev", "beta", beta);
    Hyperparameters.positive("scaleByStddev", "epsilon", epsilon);
  }

  @Override
  public String name() {
    return "scaleByStddev";
  }

  @Override
  public ImmutableList<String> slots() {
    return ImmutableList.of("mean", "meanSquare");
  }

  @Override
  public Move at(StepScalars scalars) {
    Average average = Average.of(scalars, beta);
    Tensor small = scalars.of(epsilon);
    Tensor keep = scalars.of(scalars.keep());
    Tensor rate = scalars.of(scalars.rate());
    return (value, gradient, slots) -> {
      Tensor mean = average.next(slots[0], gradient);
      Tensor square = average.nextOfSquares(slots[1], gradient);
      Tensor next = DESCENT.apply(value, keep, gradient, mean, square, rate, small);
      return new Tensor[] {next, mean, square};
    };
  }
}
