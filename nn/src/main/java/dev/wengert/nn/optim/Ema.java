package dev.wengert.nn.optim;

import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;
import dev.wengert.expression.Expression;

/** A running mean, corrected for its start. */
record Ema(double beta) implements Pointwise {

  private static final Descent DESCENT =
      Descent.of("meanDescent", 2, Expression.input(1).times(Expression.input(0)));

  Ema {
    Hyperparameters.share("ema", "beta", beta);
  }

  @Override
  public String name() {
    return "ema";
  }

  @Override
  public ImmutableList<String> slots() {
    return ImmutableList.of("mean");
  }

  @Override
  public Move at(StepScalars scalars) {
    Average average = Average.of(scalars, beta);
    Tensor keep = scalars.of(scalars.keep());
    Tensor rate = scalars.of(scalars.rate().div(scalars.correction(beta)));
    return (value, gradient, slots) -> {
      Tensor mean = average.next(slots[0], gradient);
      return new Tensor[] {DESCENT.apply(value, keep, mean, rate), mean};
    };
  }
}
