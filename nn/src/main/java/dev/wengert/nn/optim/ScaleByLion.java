package dev.wengert.nn.optim;

import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;
import dev.wengert.expression.Expression;

/** The sign of a mean of gradients. */
record ScaleByLion(double beta1, double beta2) implements Pointwise {

  /** Of m, g, rate, beta1 and 1 - beta1. */
  private static final Descent DESCENT =
      Descent.of(
          "lion",
          5,
          Expression.input(2)
              .times(
                  Expression.sign(
                      Expression.input(3)
                          .times(Expression.input(0))
                          .plus(Expression.input(4).times(Expression.input(1))))));

  ScaleByLion {
    Hyperparameters.share("scaleByLion", "beta1", beta1);
    Hyperparameters.share("scaleByLion", "beta2", beta2);
  }

  @Override
  public String name() {
    return "scaleByLion";
  }

  @Override
  public ImmutableList<String> slots() {
    return ImmutableList.of("mean");
  }

  @Override
  public Move at(StepScalars scalars) {
    Average direction = Average.of(scalars, beta1);
    Average average = Average.of(scalars, beta2);
    Tensor keep = scalars.of(scalars.keep());
    Tensor rate = scalars.of(scalars.rate());
    return (value, gradient, slots) -> {
      Tensor next =
          DESCENT.apply(value, keep, slots[0], gradient, rate, direction.beta(), direction.rest());
      return new Tensor[] {next, average.next(slots[0], gradient)};
    };
  }
}
