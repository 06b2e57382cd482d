package dev.wengert.nn.optim;

import com.google.common.collect.ImmutableList;
import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.expression.Expression;

/** A sum of gradients that fade: the velocity of a heavy ball, or what Nesterov takes for it. */
record Trace(double momentum, boolean isNesterov) implements Pointwise {

  /** {@code momentum * v + g}. */
  private static final Elementwise VELOCITY =
      Elementwise.of(
          "velocity", 3, Expression.input(2).times(Expression.input(0)).plus(Expression.input(1)));

  private static final Descent DESCENT =
      Descent.of("momentum", 2, Expression.input(1).times(Expression.input(0)));

  /** {@code rate * (g + momentum * v)}, of g, v, rate and momentum. */
  private static final Descent NESTEROV =
      Descent.of(
          "nesterov",
          4,
          Expression.input(2)
              .times(Expression.input(0).plus(Expression.input(3).times(Expression.input(1)))));

  Trace {
    Hyperparameters.share("trace", "the momentum", momentum);
  }

  @Override
  public String name() {
    return "trace";
  }

  @Override
  public ImmutableList<String> slots() {
    return ImmutableList.of("velocity");
  }

  @Override
  public Move at(StepScalars scalars) {
    Tensor share = scalars.of(momentum);
    Tensor keep = scalars.of(scalars.keep());
    Tensor rate = scalars.of(scalars.rate());
    return (value, gradient, slots) -> {
      Tensor velocity = VELOCITY.apply(slots[0], gradient, share);
      Tensor next =
          isNesterov
              ? NESTEROV.apply(value, keep, gradient, velocity, rate, share)
              : DESCENT.apply(value, keep, velocity, rate);
      return new Tensor[] {next, velocity};
    };
  }
}
