package dev.wengert.ops.moment;

import static dev.wengert.expression.Expression.input;
import static dev.wengert.expression.Expression.select;

import dev.wengert.Autodiff;
import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.expression.Expression;
import dev.wengert.ops.primitive.Axes;
import dev.wengert.ops.primitive.Numbers;

/**
 * The lengths of vectors along axes, which stay with side 1: as parts of which none overflows or
 * vanishes, so that vectors can be divided by them whatever their size.
 *
 * @param scale what the elements are divided by first: 1 unless their powers overflow or vanish; a
 *     constant of the derivative
 * @param powers the sum of the powers of the elements so divided
 * @param length its root: the norm, less the scale
 */
public record Lengths(Tensor scale, Tensor powers, Tensor length) {

  /** x / scale * ratio, in one pass. */
  private static final Elementwise TIMES =
      Elementwise.of("weightNorm", 3, input(0).div(input(1)).times(input(2)));

  /** x / max(scale * length, least), of which the product may have no place in the dtype. */
  private static final Elementwise NORMALIZED =
      Elementwise.of("normalize", 4, normalized(input(0), input(1), input(2), input(3)));

  /** x / scale / root * gamma, in one pass. */
  private static final Elementwise ROOT_MEAN_NORMALIZED =
      Elementwise.of("rmsNorm", 4, input(0).div(input(1)).div(input(2)).times(input(3)));

  /** sqrt(squares / n + epsilon), less the scale. */
  private static final Elementwise ROOT_MEAN =
      Elementwise.of(
          "rootMean",
          4,
          Expression.sqrt(input(0).div(input(2)).plus(input(3).div(input(1)).div(input(1)))));

  private static Expression normalized(
      Expression x, Expression scale, Expression length, Expression least) {
    Expression isShort = length.times(scale).lt(least);
    return select(isShort, x, x.div(scale)).div(select(isShort, least, length));
  }

  /**
   * Returns the lengths of x.
   *
   * @param order finite
   * @param range where sums of powers are left as they are
   */
  public static Lengths of(Tensor x, double order, Range range, int... axes) {
    PowerSum sum = new PowerSum(order, Axes.ascending("norm", x.shape(), axes), true, range);
    Tensor[] found = sum.applyAll(x);
    return new Lengths(Autodiff.stopGradient(found[3]), found[1], found[2]);
  }

  /** Returns x with each vector of length 1, times a factor. */
  public Tensor direct(Tensor x, Tensor factor) {
    return TIMES.apply(x, scale, factor.div(length));
  }

  /** Returns x / max(|x|, least). */
  public Tensor normalize(Tensor x, double least) {
    return NORMALIZED.apply(x, scale, length, Numbers.like("normalize", x, least));
  }

  /** Returns x / sqrt(sum x^2 / n + epsilon) gamma. */
  public Tensor rootMeanNormalize(Tensor x, int n, double epsilon, Tensor gamma) {
    Tensor count = Numbers.like("rmsNorm", x, n);
    Tensor root = ROOT_MEAN.apply(powers, scale, count, Numbers.like("rmsNorm", x, epsilon));
    return ROOT_MEAN_NORMALIZED.apply(x, scale, root, gamma);
  }
}
