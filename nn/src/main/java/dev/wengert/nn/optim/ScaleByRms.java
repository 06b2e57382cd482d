package dev.wengert.nn.optim;

import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;
import dev.wengert.expression.Expression;

/** Divides by a running root mean square. */
record ScaleByRms(double beta, double epsilon) implements Pointwise {

  /** {@code rate * g / (sqrt(s) + epsilon)}, of g, s, rate and epsilon. */
  static final Descent DESCENT =
      Descent.of(
          "adaptiveStep",
          4,
          Expression.input(2)
              .times(Expression.input(0))
              .div(Average.root(Expression.input(1)).plus(Expression.input(3))));

  ScaleByRms {
    Hyperparameters.share("scaleByRms", "beta", beta);
    Hyperparameters.positive("scaleByRms", "epsilon", epsilon);
  }

  @Override
  public String name() {
    return "scaleByRms";
  }

  @Override
  public ImmutableList<String> slots() {
    return ImmutableList.of("meanSquare");
  }

  @Override
  public Move at(StepScalars scalars) {
    Average average = Average.of(scalars, beta);
    Tensor small = scalars.of(epsilon);
    Tensor keep = scalars.of(scalars.keep());
    Tensor rate = scalars.of(scalars.rate());
    return (value, gradient, slots) -> {
      Tensor square = average.nextOfSquares(slots[0], gradient);
      return new Tensor[] {DESCENT.apply(value, keep, gradient, square, rate, small), square};
    };
  }
}
