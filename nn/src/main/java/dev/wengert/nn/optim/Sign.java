package dev.wengert.nn.optim;

import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;
import dev.wengert.expression.Expression;

/** The update that is the gradient's sign. */
record Sign() implements Pointwise {

  static final Sign INSTANCE = new Sign();

  private static final Descent DESCENT =
      Descent.of("signDescent", 2, Expression.input(1).times(Expression.sign(Expression.input(0))));

  @Override
  public String name() {
    return "scaleBySign";
  }

  @Override
  public ImmutableList<String> slots() {
    return ImmutableList.of();
  }

  @Override
  public Move at(StepScalars scalars) {
    Tensor keep = scalars.of(scalars.keep());
    Tensor rate = scalars.of(scalars.rate());
    return (value, gradient, slots) -> new Tensor[] {DESCENT.apply(value, keep, gradient, rate)};
  }
}
