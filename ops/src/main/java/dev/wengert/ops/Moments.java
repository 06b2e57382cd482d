package dev.wengert.ops;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Autodiff;
import dev.wengert.Elementwise;
import dev.wengert.MapSum;
import dev.wengert.Tensor;
import dev.wengert.kernel.Expression;

/**
 * Mean and variance of a tensor along axes, which stay with side 1.
 *
 * <p>A mean far from 0 has no room for its own last digits, so it is kept in two parts: a centre,
 * near the mean, and the mean of what lies beside it. The centre is a constant of the derivative:
 * whatever it is, the deviations from the sum of both are the same. The variance is the mean of
 * their squares.
 *
 * @param centre a number near the mean
 * @param rest the mean, less the centre
 * @param variance the mean of the squared deviations from the mean
 */
record Moments(Tensor centre, Tensor rest, Tensor variance) {

  private static final Elementwise DIFFERENCE = Elementwise.of("difference", (x, c) -> x.minus(c));

  private static final Elementwise SQUARED_DEVIATION =
      Elementwise.of("squaredDeviation", 3, squared(deviation()));

  /** (x - mean) / root * scale + shift, in one pass. */
  private static final Elementwise AFFINE =
      Elementwise.of(
          "normalize",
          6,
          deviation()
              .times(Expression.input(3))
              .times(Expression.input(4))
              .plus(Expression.input(5)));

  private static final Elementwise STANDARDIZED =
      Elementwise.of("standardize", 4, deviation().times(Expression.input(3)));

  private static Expression deviation() {
    return Expression.input(0).minus(Expression.input(1)).minus(Expression.input(2));
  }

  private static Expression squared(Expression x) {
    return x.times(x);
  }

  /**
   * Returns the moments of x.
   *
   * @param correction what is taken off the count by which the squares are divided
   */
  static Moments of(String operation, Tensor x, int correction, int... axes) {
    int n = Reductions.count(operation, x.shape(), correction, axes);
    Tensor centre = Autodiff.stopGradient(Reductions.mean(x, true, axes));
    ImmutableIntArray along = Axes.ascending(operation, x.shape(), axes);
    Tensor rest = new MapSum(DIFFERENCE, along, true).apply(x, centre).div(n);
    Tensor squares = new MapSum(SQUARED_DEVIATION, along, true).apply(x, centre, rest);
    return new Moments(centre, rest, squares.div(n - correction));
  }

  /** Returns the mean in one part. */
  Tensor mean() {
    return centre.plus(rest);
  }

  /** Returns 1 / sqrt(variance + epsilon). */
  private Tensor inverseRoot(double epsilon) {
    return Elementary.rsqrt(variance.plus(epsilon));
  }

  /** Returns (x - mean) / sqrt(variance + epsilon). */
  Tensor standardize(Tensor x, double epsilon) {
    return STANDARDIZED.apply(x, centre, rest, inverseRoot(epsilon));
  }

  /** Returns (x - mean) / sqrt(variance + epsilon) * gamma + beta. */
  Tensor normalize(Tensor x, double epsilon, Tensor gamma, Tensor beta) {
    return AFFINE.apply(x, centre, rest, inverseRoot(epsilon), gamma, beta);
  }
}
