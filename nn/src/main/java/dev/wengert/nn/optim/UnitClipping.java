package dev.wengert.nn.optim;

import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.expression.Expression;
import dev.wengert.nn.Values;
import dev.wengert.ops.Norm;
import dev.wengert.ops.Reductions;

/** Bounds on gradients of units, by the sizes of their weights. */
final class UnitClipping {

  /** What a norm of weights is at least. */
  private static final double LEAST = 1e-3;

  /** {@code min(1, share max(w, least) / g)} of the norms g and w; 1 for a gradient of 0. */
  private static final Elementwise FACTOR =
      Elementwise.of(
          "unitClipFactor",
          4,
          Expression.input(2)
              .times(Expression.max(Expression.input(1), Expression.input(3)))
              .div(
                  Expression.max(
                      Expression.input(0),
                      Expression.input(2)
                          .times(Expression.max(Expression.input(1), Expression.input(3))))));

  private UnitClipping() {}

  static Values of(Values updates, StepContext context, double share) {
    Tensor bound = context.of(share);
    Tensor least = context.of(LEAST);
    return updates.map(
        (path, update) -> {
          Tensor value = context.parameters().get(path);
          int[] axes = context.axesOfUnit(path, update.rank());
          return update.times(FACTOR.apply(norms(update, axes), norms(value, axes), bound, least));
        });
  }

  private static Tensor norms(Tensor x, int[] axes) {
    return x.rank() < 2 ? Reductions.norm(x) : Reductions.norm(x, Norm.L2, true, axes);
  }
}
