package dev.wengert.nn.optim;

import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;
import dev.wengert.expression.Expression;

/** What {@link Nadam} does with a gradient, without the rate. */
record ScaleByNadam(double beta1, double beta2, double epsilon) implements Pointwise {

  /** Of m, v, the factors of m and g with the rate in them, correction, epsilon, and g. */
  private static final Descent DESCENT =
      Descent.of(
          "nadam",
          7,
          Expression.input(2)
              .times(Expression.input(0))
              .plus(Expression.input(3).times(Expression.input(6)))
              .div(
                  Average.root(Expression.input(1).div(Expression.input(4)))
                      .plus(Expression.input(5))));

  ScaleByNadam {
    Hyperparameters.moments("scaleByNadam", beta1, beta2, epsilon);
  }

  @Override
  public String name() {
    return "scaleByNadam";
  }

  @Override
  public ImmutableList<String> slots() {
    return ImmutableList.of("mean", "meanSquare");
  }

  @Override
  public Move at(StepScalars scalars) {
    Average first = Average.of(scalars, beta1);
    Average second = Average.of(scalars, beta2);
    Tensor now = scalars.correction(beta1);
    Tensor next = Tensor.scalar(1.0).minus(Tensor.scalar(beta1).pow(scalars.step().plus(1)));
    Tensor ofMean = scalars.of(scalars.rate().times(beta1).div(next));
    Tensor ofGradient = scalars.of(scalars.rate().times(1 - beta1).div(now));
    Tensor keep = scalars.of(scalars.keep());
    Tensor correction = scalars.of(scalars.correction(beta2));
    Tensor small = scalars.of(epsilon);
    return (value, gradient, slots) -> {
      Tensor mean = first.next(slots[0], gradient);
      Tensor square = second.nextOfSquares(slots[1], gradient);
      Tensor result =
          DESCENT.apply(value, keep, mean, square, ofMean, ofGradient, correction, small, gradient);
      return new Tensor[] {result, mean, square};
    };
  }
}
