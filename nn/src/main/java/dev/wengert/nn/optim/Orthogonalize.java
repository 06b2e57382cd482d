package dev.wengert.nn.optim;

import com.google.common.base.Preconditions;
import dev.wengert.Tensor;
import dev.wengert.nn.Values;
import dev.wengert.ops.LinearAlgebra;
import dev.wengert.ops.Reductions;

/** Brings the singular values of each matrix near 1. */
record Orthogonalize(int iterations) implements GradientTransformation<Values>, KeepsSign {

  /** Of Jordan's iteration, which is steepest at 0 among those that stay near 1. */
  private static final double A = 3.4445;

  private static final double B = -4.7750;
  private static final double C = 2.0315;

  /** Keeps from dividing by 0. */
  private static final double SMALL = 1e-7;

  Orthogonalize {
    Preconditions.checkArgument(
        iterations > 0, "orthogonalize: %s iterations; give 1 or more", iterations);
  }

  @Override
  public String name() {
    return "orthogonalize";
  }

  @Override
  public Values init(Values parameters) {
    parameters
        .byPath()
        .forEach(
            (path, value) ->
                Preconditions.checkArgument(
                    value.rank() >= 2,
                    "orthogonalize: %s is %s, which is no matrix; give such parameters an"
                        + " optimiser of their own, by ParameterGroup.withRule",
                    path,
                    value.spec()));
    return Values.empty();
  }

  @Override
  public Update<Values> update(Values updates, Values state, StepContext context) {
    return new Update<>(updates.map((path, update) -> of(update)), state);
  }

  private Tensor of(Tensor update) {
    int rows = update.shape().side(0);
    if (update.size() == 0) {
      return update;
    }
    int columns = update.size() / rows;
    Tensor matrix = update.reshape(rows, columns);
    Tensor x = matrix.div(Reductions.norm(matrix).plus(SMALL));
    boolean isHigh = rows > columns;
    for (int i = 0; i < iterations; i++) {
      Tensor square = LinearAlgebra.matmul(x, x, isHigh, !isHigh);
      Tensor mixed = square.times(B).plus(square.matmul(square).times(C));
      x = x.times(A).plus(isHigh ? x.matmul(mixed) : mixed.matmul(x));
    }
    return x.times(Math.sqrt(Math.max(1, (double) rows / columns))).reshape(update.shape());
  }
}
