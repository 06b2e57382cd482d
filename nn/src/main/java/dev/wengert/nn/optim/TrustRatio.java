package dev.wengert.nn.optim;

import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.expression.Expression;
import dev.wengert.nn.Values;
import dev.wengert.ops.Reductions;

/** Gives each parameter's update a length in proportion to that of the parameter. */
record TrustRatio(double coefficient, double epsilon) {

  /** {@code c * w / (u + epsilon)} of two norms, c and epsilon; 1 where a norm is 0. */
  private static final Elementwise RATIO =
      Elementwise.of(
          "trustRatio",
          4,
          Expression.select(
              Expression.or(Expression.input(0).eq(0), Expression.input(1).eq(0)),
              Expression.constant(1),
              Expression.input(2)
                  .times(Expression.input(0))
                  .div(Expression.input(1).plus(Expression.input(3)))));

  TrustRatio {
    Hyperparameters.positive("scaleByTrustRatio", "coefficient", coefficient);
    Hyperparameters.notNegative("scaleByTrustRatio", "epsilon", epsilon);
  }

  Values of(Values updates, StepContext context) {
    Tensor factor = context.of(coefficient);
    Tensor small = context.of(epsilon);
    return updates.map(
        (path, update) -> {
          Tensor length = Reductions.norm(context.parameters().get(path));
          return update.times(RATIO.apply(length, Reductions.norm(update), factor, small));
        });
  }
}
