package dev.wengert.ops;

import com.google.common.base.Preconditions;
import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.kernel.Expression;

/** Functions that say how far a prediction is from its target. */
public final class Losses {

  /** {@code max(z, 0) - z y + log(1 + e^-|z|)}: no exponential ever overflows. */
  private static final Elementwise BINARY_CROSS_ENTROPY =
      Elementwise.of(
          "binaryCrossEntropy",
          (z, y) ->
              Expression.max(z, Expression.constant(0))
                  .minus(z.times(y))
                  .plus(Expression.log1p(Expression.exp(Expression.abs(z).unaryMinus()))));

  private Losses() {}

  /**
   * Returns the mean binary cross-entropy of logits: {@code -mean(y log s + (1 - y) log(1 - s))}
   * with {@code s = sigmoid(z)}, computed without forming s. Pullback to the logits: {@code d (s -
   * y) / n}.
   *
   * @param logits z, any shape
   * @param targets y in [0, 1], of the logits' shape
   * @return a scalar
   * @throws IllegalArgumentException if the shapes differ or are empty
   */
  public static Tensor binaryCrossEntropyWithLogits(Tensor logits, Tensor targets) {
    Preconditions.checkArgument(
        logits.shape().equals(targets.shape()),
        "binaryCrossEntropyWithLogits: shapes differ: logits are %s, targets are %s; give one"
            + " target a logit",
        logits.shape(),
        targets.shape());
    return Reductions.mean(BINARY_CROSS_ENTROPY.apply(logits, targets));
  }
}
