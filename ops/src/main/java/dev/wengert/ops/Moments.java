package dev.wengert.ops;

import dev.wengert.Autodiff;
import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.expression.Expression;

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

  /** x less both parts of the mean, which are inputs 1 and 2. */
  static Expression deviation() {
    return Expression.input(0).minus(Expression.input(1)).minus(Expression.input(2));
  }

  /**
   * Returns the moments of x.
   *
   * @param correction what is taken off the count by which the squares are divided
   */
  static Moments of(String operation, Tensor x, int correction, int... axes) {
    Reductions.checkFloating(operation, x);
    Reductions.count(operation, x.shape(), correction, axes);
    MeanAndVariance parts =
        new MeanAndVariance(Axes.ascending(operation, x.shape(), axes), correction);
    Tensor[] found = parts.applyAll(x);
    return new Moments(Autodiff.stopGradient(found[0]), found[1], found[2]);
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
   * moments' own sides.
   *
   * <p>How the result depends on the mean stands in the shift, in a term that is 0: so no sum over
   * x is taken for it on the way back.
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
