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
 * <p>How the sum of squares depends on the mean is written beside it, not in it. For every constant
 * c, {@code sum (x - mean)^2 = sum (x - c)^2 - n (mean - c)^2}; with the mean's own value as c the
 * last term is 0 and has all the derivatives. So no sum over x is taken for them.
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

  /** (x - mean) * scale + shift, in one pass. */
  private static final Elementwise SCALED =
      Elementwise.of("scale", 5, deviation().times(Expression.input(3)).plus(Expression.input(4)));

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
    Tensor still = Autodiff.stopGradient(rest);
    Tensor squares = new MapSum(SQUARED_DEVIATION, along, true).apply(x, centre, still);
    Tensor moved = Elementary.square(rest.minus(still)).times(n);
    return new Moments(centre, rest, squares.minus(moved).div(n - correction));
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

  /**
   * Returns (x - mean) / sqrt(variance + epsilon) * gamma + beta for scales and shifts of the
   * moments' own sides. As in the variance, the shift holds how it depends on the mean.
   */
  Tensor normalizeAlike(Tensor x, double epsilon, Tensor gamma, Tensor beta) {
    Tensor scale = inverseRoot(epsilon).times(gamma);
    Tensor still = Autodiff.stopGradient(rest);
    Tensor shift = beta.minus(rest.minus(still).times(scale));
    return SCALED.apply(x, centre, still, scale, shift);
  }

  /** Returns (x - mean) / sqrt(variance + epsilon) * gamma + beta. */
  Tensor normalize(Tensor x, double epsilon, Tensor gamma, Tensor beta) {
    return AFFINE.apply(x, centre, rest, inverseRoot(epsilon), gamma, beta);
  }
}
