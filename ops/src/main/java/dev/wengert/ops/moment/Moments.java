package dev.wengert.ops.moment;

import static dev.wengert.expression.Expression.constant;
import static dev.wengert.expression.Expression.input;
import static dev.wengert.expression.Expression.select;

import dev.wengert.Autodiff;
import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.expression.Expression;
import dev.wengert.ops.primitive.Axes;
import dev.wengert.ops.primitive.Checks;
import dev.wengert.ops.primitive.Numbers;

/**
 * Mean and variance of a tensor along axes, which stay with side 1.
 *
 * <p>A mean far from 0 has no room for its own last digits, so it is kept in two parts: a centre,
 * near the mean, and the mean of what lies beside it. The centre is a constant of the derivative:
 * whatever it is, the deviations from the sum of both are the same. The variance is the mean of
 * their squares.
 *
 * <p>All of them are those of x times a unit, a power of two that is 1 unless squares overflow or
 * vanish. It is a constant of the derivative, too.
 *
 * @param unit what x is multiplied by
 * @param centre a number near the mean
 * @param rest the mean, less the centre
 * @param variance the mean of the squared deviations from the mean
 */
public record Moments(Tensor unit, Tensor centre, Tensor rest, Tensor variance) {

  /** (x - mean) / root * scale + shift, in one pass. */
  private static final Elementwise AFFINE =
      Elementwise.of(
          "normalize",
          7,
          MeanAndVariance.deviation().times(input(4)).times(input(5)).plus(input(6)));

  /** (x - mean) * scale + shift, in one pass. */
  private static final Elementwise SCALED =
      Elementwise.of("scale", 6, MeanAndVariance.deviation().times(input(4)).plus(input(5)));

  private static final Elementwise STANDARDIZED =
      Elementwise.of("standardize", 5, MeanAndVariance.deviation().times(input(4)));

  /**
   * 1 / sqrt(variance + epsilon), in the unit. Where that is large epsilon may vanish beside it,
   * and with it the root, if all numbers are equal.
   */
  private static final Elementwise INVERSE_ROOT =
      Elementwise.of("inverseRoot", 3, inverseRoot(input(0), input(1), input(2)));

  private static Expression inverseRoot(Expression variance, Expression unit, Expression epsilon) {
    Expression sum = variance.plus(epsilon.times(unit).times(unit));
    Expression whole = constant(1).div(Expression.sqrt(sum));
    Expression ofEpsilon = constant(1).div(Expression.sqrt(epsilon).times(unit));
    return select(sum.eq(0), ofEpsilon, whole);
  }

  /** Returns the moments of x, of which the variance is to be divided by with epsilon beside it. */
  public static Moments of(String operation, Tensor x, double epsilon, int... axes) {
    x.dtype().checkFloating(operation);
    Checks.count(operation, x.shape(), 0, axes);
    MeanAndVariance parts =
        new MeanAndVariance(
            Axes.ascending(operation, x.shape(), axes),
            0,
            Range.of(x.dtype()).beside(epsilon),
            MeanAndVariance.Measure.NONE,
            true);
    Tensor[] found = parts.applyAll(x);
    return new Moments(
        Autodiff.stopGradient(found[3]), Autodiff.stopGradient(found[0]), found[1], found[2]);
  }

  /** Returns the mean in one part. */
  public Tensor mean() {
    return centre.plus(rest).div(unit);
  }

  /** Returns the variance of x itself. */
  public Tensor wholeVariance() {
    return variance.div(unit).div(unit);
  }

  /** Returns 1 / sqrt(variance + epsilon). */
  private Tensor inverseRoot(double epsilon) {
    return INVERSE_ROOT.apply(variance, unit, Numbers.like("standardize", variance, epsilon));
  }

  /** Returns (x - mean) / sqrt(variance + epsilon). */
  public Tensor standardize(Tensor x, double epsilon) {
    return STANDARDIZED.apply(x, unit, centre, rest, inverseRoot(epsilon));
  }

  /**
   * Returns (x - mean) / sqrt(variance + epsilon) * gamma + beta for scales and shifts of the
   * moments' own sides.
   *
   * <p>How the result depends on the mean stands in the shift, in a term that is 0: so no sum over
   * x is taken for it on the way back.
   */
  public Tensor normalizeAlike(Tensor x, double epsilon, Tensor gamma, Tensor beta) {
    Tensor scale = inverseRoot(epsilon).times(gamma);
    Tensor still = Autodiff.stopGradient(rest);
    Tensor shift = beta.minus(rest.minus(still).times(scale));
    return SCALED.apply(x, unit, centre, still, scale, shift);
  }

  /** Returns (x - mean) / sqrt(variance + epsilon) * gamma + beta. */
  public Tensor normalize(Tensor x, double epsilon, Tensor gamma, Tensor beta) {
    return AFFINE.apply(x, unit, centre, rest, inverseRoot(epsilon), gamma, beta);
  }
}
