package dev.wengert.nn.optim;

import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.expression.Expression;
import dev.wengert.nn.Values;
import dev.wengert.ops.Elementary;
import dev.wengert.ops.Reductions;

/** What goes by the root mean square of a whole parameter, or of its update. */
final class BlockRms {

  /** {@code x / max(1, rms / bound)}, of x, rms and bound. */
  private static final Elementwise CLIPPED =
      Elementwise.of(
          "clipBlockRms",
          3,
          Expression.input(0)
              .div(
                  Expression.max(
                      Expression.constant(1), Expression.input(1).div(Expression.input(2)))));

  private BlockRms() {}

  /** The norm knows numbers of any size. */
  private static Tensor rms(Tensor x) {
    return Reductions.norm(x).div(Math.sqrt(x.size()));
  }

  static Values clipped(Values updates, StepContext context, double bound) {
    Tensor limit = context.of(bound);
    return updates.map((path, update) -> CLIPPED.apply(update, rms(update), limit));
  }

  static Values scaled(Values updates, StepContext context, double least) {
    return updates.map(
        (path, update) ->
            update.times(Elementary.maximum(rms(context.parameters().get(path)), least)));
  }
}
