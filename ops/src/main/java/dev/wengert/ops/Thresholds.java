package dev.wengert.ops;

import static dev.wengert.expression.Expression.constant;
import static dev.wengert.expression.Expression.select;

import com.google.common.base.Preconditions;
import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.expression.Expression;
import dev.wengert.ops.primitive.Numbers;

/**
 * Activations with a limit that the caller gives: what lies on one side of it passes, what lies on
 * the other does not.
 *
 * <p>The names are PyTorch's. NaN gives NaN.
 */
public final class Thresholds {

  private static final Elementwise HARD_SHRINK =
      Elementwise.of(
          "hardShrink", (x, limit) -> select(Expression.abs(x).le(limit), constant(0), x));
  private static final Elementwise SOFT_SHRINK =
      Elementwise.of(
          "softShrink",
          (x, limit) ->
              select(
                  Expression.abs(x).le(limit),
                  constant(0),
                  select(x.lt(0), x.plus(limit), x.minus(limit))));
  private static final Elementwise THRESHOLD =
      Elementwise.of(
          "threshold",
          3,
          select(
              Expression.input(0).le(Expression.input(1)),
              Expression.input(2),
              Expression.input(0)));

  private Thresholds() {}

  /**
   * Returns x, but 0 where {@code |x| <= limit}. Pullback: d beyond the limit, 0 up to and at it.
   *
   * @throws IllegalArgumentException if the limit is negative
   */
  public static Tensor hardShrink(Tensor x, double limit) {
    checkLimit("hardShrink", limit);
    return HARD_SHRINK.apply(x, Numbers.like("hardShrink", x, limit));
  }

  /**
   * Returns x moved towards 0 by the limit, 0 where {@code |x| <= limit}: {@code sign(x) max(|x| -
   * limit, 0)}, the proximal map of {@code limit |x|}. Pullback: d beyond the limit, 0 up to and at
   * it.
   *
   * @throws IllegalArgumentException if the limit is negative
   */
  public static Tensor softShrink(Tensor x, double limit) {
    checkLimit("softShrink", limit);
    return SOFT_SHRINK.apply(x, Numbers.like("softShrink", x, limit));
  }

  private static void checkLimit(String operation, double limit) {
    Preconditions.checkArgument(
        limit >= 0,
        "%s: the limit is negative: %s; give 0 or more, 0.5 is usual",
        operation,
        limit);
  }

  /**
   * Returns x where it is above a limit, and a number elsewhere. Pullback: d above the limit, 0 up
   * to and at it.
   */
  public static Tensor threshold(Tensor x, double limit, double otherwise) {
    return THRESHOLD.apply(
        x, Numbers.like("threshold", x, limit), Numbers.like("threshold", x, otherwise));
  }
}
