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

  /*
   * Alike normalisation: how batch normalization saves a pass.
   *
   * y = (x - mean) / sqrt(variance + epsilon) * gamma + beta is a chain of small steps, and with
   * derivatives that follow from the steps nobody has to write a backward pass. What they cost is
   * passes over memory: the arithmetic is nothing beside fetching a batch of images. Forward there
   * are two passes, one for the moments (whose three sums take rows from the cache) and one for y.
   * Backward, taken literally, each of the four things of the size of a row that y depends on asks
   * for a sum over x: d summed for beta, d times the deviation for gamma, the same with a factor for
   * the root, and d again, times the scale, for the mean. Then dx is put together of what comes by
   * the deviation and what comes by the moments.
   *
   * Writing the whole as one primitive with a pullback by hand, as every framework does, brings it to
   * two sums, and with it come a derivative of second order that is missing or slow, and a second
   * place that knows the formula.
   *
   * Where gamma and beta have the sides of the moments ("alike": one number for all that is
   * normalized together, as in batch normalization and unlike layer normalization), the small things
   * can be put together before they meet x: scale = gamma / root and shift = beta, both small. Then
   * y = (x - centre - rest) * scale + shift takes one sum for scale and one for shift, and gamma,
   * root and beta get theirs from those by small products. Only the rest of the mean is left, whose
   * cotangent is the sum of d times the scale: as scale is the same for all of a row, that is the
   * cotangent of the shift times the scale, which is known already. The chain rule does not see it,
   * so it is shown to it: the loop takes the rest as a constant (still), and the shift takes off
   * (rest - still) * scale, which is 0. The value does not change, to the bit: 0 is subtracted. And
   * it is no trick of first order. As a function of rest and scale, (x - centre - still) * scale -
   * (rest - still) * scale is (x - centre - rest) * scale for whatever still is, so derivatives of
   * all orders are those of the formula.
   *
   * The invariant: the backward walk of batch normalization sums over the batch twice, and its
   * gradients are those of the steps, of every order. What breaks the first breaks
   * theWalkOfBatchNormSumsOverTheBatchTwice of NormalizationTest, which counts what a trace around
   * the tape sees; the second, batchNormHasThePublishedGradientAlthoughNobodyWroteIt.
   */

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
