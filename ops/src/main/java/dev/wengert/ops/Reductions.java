package dev.wengert.ops;

import dev.wengert.Autodiff;
import dev.wengert.Elementwise;
import dev.wengert.Extreme;
import dev.wengert.Sum;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.expression.Expression;
import dev.wengert.ops.moment.MeanAndVariance;
import dev.wengert.ops.moment.PowerSum;
import dev.wengert.ops.moment.Range;
import dev.wengert.ops.primitive.ArgExtreme;
import dev.wengert.ops.primitive.Axes;
import dev.wengert.ops.primitive.Checks;
import dev.wengert.ops.primitive.CumulativeSum;
import java.util.function.BinaryOperator;

/**
 * Many numbers made one along axes: sums, means, variances, extremes, norms; and running sums.
 *
 * <p>Each reduction takes any number of axes, counted from the end when negative; its formula,
 * pullback and errors stand at the form that does. The form without axes reduces all of them; a
 * list of axes that came out empty reduces none, as NumPy's {@code axis=()}. The reduced axes
 * vanish, or stay with side 1 where {@code keepDims} asks for it. An axis that is not there is an
 * {@link IndexOutOfBoundsException}, one named twice an {@link IllegalArgumentException}.
 */
public final class Reductions {

  private static final Elementwise SHIFTED =
      Elementwise.of("shifted", (x, shift) -> difference(x, shift));

  private static final Elementwise SHIFTED_EXP =
      Elementwise.of("shiftedExp", (x, shift) -> Expression.exp(difference(x, shift)));

  private Reductions() {}

  /** Returns the sum of all elements; 0 of none. */
  public static Tensor sum(Tensor x) {
    return sum(x, false);
  }

  /** Returns the sum of all elements, in x's rank if asked. */
  public static Tensor sum(Tensor x, boolean keepDims) {
    return sum(x, keepDims, Axes.all(x));
  }

  /**
   * Returns the sum along axes; 0 where there is nothing. Pullback: d, stretched along the axes.
   *
   * @throws IllegalArgumentException if x is BOOL
   */
  public static Tensor sum(Tensor x, int... axes) {
    return sum(x, false, axes);
  }

  /** Returns the sum along axes, which stay with side 1 if asked. */
  public static Tensor sum(Tensor x, boolean keepDims, int... axes) {
    return new Sum(Axes.ascending("sum", x.shape(), axes), keepDims).apply(x);
  }

  /** Returns the mean of all elements. */
  public static Tensor mean(Tensor x) {
    return mean(x, false);
  }

  /** Returns the mean of all elements, in x's rank if asked. */
  public static Tensor mean(Tensor x, boolean keepDims) {
    return mean(x, keepDims, Axes.all(x));
  }

  /**
   * Returns the mean along axes. Pullback: {@code d / n}, stretched along the axes. The sum is
   * formed first, as in NumPy and PyTorch: where that overflows, {@code sum(x.div(n))} does not.
   *
   * @throws IllegalArgumentException if there is nothing to average, or x is not floating
   */
  public static Tensor mean(Tensor x, int... axes) {
    return mean(x, false, axes);
  }

  /** Returns the mean along axes, which stay with side 1 if asked. */
  public static Tensor mean(Tensor x, boolean keepDims, int... axes) {
    x.dtype().checkFloating("mean");
    int n = Checks.count("mean", x.shape(), 0, axes);
    return sum(x, keepDims, axes).div(n);
  }

  /** Returns the biased variance of all elements. */
  public static Tensor variance(Tensor x) {
    return variance(x, false);
  }

  /** Returns the biased variance of all elements, in x's rank if asked. */
  public static Tensor variance(Tensor x, boolean keepDims) {
    return variance(x, keepDims, Axes.all(x));
  }

  /**
   * Returns the variance along axes: the mean of the squared deviations from the mean, in two
   * passes. This is the biased one (division by n), as NumPy's {@code var} and as normalization
   * uses it. Pullback: {@code 2 d (x - mean) / n}. It is infinite only if it is no number of the
   * dtype itself.
   *
   * @throws IllegalArgumentException if there is nothing to average
   */
  public static Tensor variance(Tensor x, int... axes) {
    return variance(x, 0, false, axes);
  }

  /** Returns the biased variance along axes, which stay with side 1 if asked. */
  public static Tensor variance(Tensor x, boolean keepDims, int... axes) {
    return variance(x, 0, keepDims, axes);
  }

  /**
   * Returns the variance of all n elements with division by {@code n - correction}, in x's rank if
   * asked.
   *
   * @throws IllegalArgumentException if {@code n - correction} is not positive
   */
  public static Tensor variance(Tensor x, int correction, boolean keepDims) {
    return variance(x, correction, keepDims, Axes.all(x));
  }

  /**
   * Returns the variance along axes with division by {@code n - correction}. PyTorch's {@code var}
   * has correction 1, NumPy calls it {@code ddof}.
   *
   * @throws IllegalArgumentException if {@code n - correction} is not positive
   */
  public static Tensor variance(Tensor x, int correction, boolean keepDims, int... axes) {
    return spread("variance", MeanAndVariance.Measure.VARIANCE, x, correction, keepDims, axes);
  }

  private static Tensor spread(
      String operation,
      MeanAndVariance.Measure measure,
      Tensor x,
      int correction,
      boolean keepDims,
      int... axes) {
    x.dtype().checkFloating(operation);
    Checks.count(operation, x.shape(), correction, axes);
    Range range = Range.of(x.dtype());
    return new MeanAndVariance(
            Axes.ascending(operation, x.shape(), axes), correction, range, measure, keepDims)
        .applyAll(x)[MeanAndVariance.MEASURED];
  }

  /** Returns the biased standard deviation of all elements. */
  public static Tensor std(Tensor x) {
    return std(x, false);
  }

  /** Returns the biased standard deviation of all elements, in x's rank if asked. */
  public static Tensor std(Tensor x, boolean keepDims) {
    return std(x, keepDims, Axes.all(x));
  }

  /**
   * Returns the standard deviation along axes, biased as {@link #variance(Tensor, int...)}.
   * Pullback: {@code d (x - mean) / (n y)}, 0 where y is 0. No square overflows or vanishes on the
   * way. Its square has the derivatives of the variance, of every order, also where y is 0; other
   * smooth functions of it have second derivative 0 there: write them with the variance ({@link
   * Norm}, {@link dev.wengert.Root}).
   *
   * @throws IllegalArgumentException if there is nothing to average
   */
  public static Tensor std(Tensor x, int... axes) {
    return std(x, 0, false, axes);
  }

  /** Returns the biased standard deviation along axes, which stay with side 1 if asked. */
  public static Tensor std(Tensor x, boolean keepDims, int... axes) {
    return std(x, 0, keepDims, axes);
  }

  /**
   * Returns the standard deviation of all n elements with division by {@code n - correction}, in
   * x's rank if asked.
   *
   * @throws IllegalArgumentException if {@code n - correction} is not positive
   */
  public static Tensor std(Tensor x, int correction, boolean keepDims) {
    return std(x, correction, keepDims, Axes.all(x));
  }

  /**
   * Returns the root of {@link #variance(Tensor, int, boolean, int...)}.
   *
   * @throws IllegalArgumentException if {@code n - correction} is not positive
   */
  public static Tensor std(Tensor x, int correction, boolean keepDims, int... axes) {
    return spread("std", MeanAndVariance.Measure.DEVIATION, x, correction, keepDims, axes);
  }

  /** Returns the largest of all elements. */
  public static Tensor max(Tensor x) {
    return max(x, false);
  }

  /** Returns the largest of all elements, in x's rank if asked. */
  public static Tensor max(Tensor x, boolean keepDims) {
    return max(x, keepDims, Axes.all(x));
  }

  /**
   * Returns the largest element along axes, NaN if one is. Pullback: d to the largest; equal ones
   * share it equally. PyTorch: {@code amax}.
   *
   * @throws IllegalArgumentException if there is nothing to choose from
   */
  public static Tensor max(Tensor x, int... axes) {
    return max(x, false, axes);
  }

  /** Returns the largest element along axes, which stay with side 1 if asked. */
  public static Tensor max(Tensor x, boolean keepDims, int... axes) {
    return new Extreme(true, Axes.ascending("max", x.shape(), axes), keepDims).apply(x);
  }

  /** Returns the smallest of all elements. */
  public static Tensor min(Tensor x) {
    return min(x, false);
  }

  /** Returns the smallest of all elements, in x's rank if asked. */
  public static Tensor min(Tensor x, boolean keepDims) {
    return min(x, keepDims, Axes.all(x));
  }

  /**
   * Returns the smallest element along axes, NaN if one is. Pullback: d to the smallest; equal ones
   * share it equally. PyTorch: {@code amin}.
   *
   * @throws IllegalArgumentException if there is nothing to choose from
   */
  public static Tensor min(Tensor x, int... axes) {
    return min(x, false, axes);
  }

  /** Returns the smallest element along axes, which stay with side 1 if asked. */
  public static Tensor min(Tensor x, boolean keepDims, int... axes) {
    return new Extreme(false, Axes.ascending("min", x.shape(), axes), keepDims).apply(x);
  }

  /** Returns the product of all elements; 1 of none. */
  public static Tensor prod(Tensor x) {
    return prod(x, false);
  }

  /** Returns the product of all elements, in x's rank if asked. */
  public static Tensor prod(Tensor x, boolean keepDims) {
    return prod(x, keepDims, Axes.all(x));
  }

  /**
   * Returns the product along axes; 1 where there is nothing. Pullback: to each element d times the
   * product of the others, right also where some are 0.
   *
   * @throws IllegalArgumentException if x is BOOL
   */
  public static Tensor prod(Tensor x, int... axes) {
    return prod(x, false, axes);
  }

  /** Returns the product along axes, which stay with side 1 if asked. */
  public static Tensor prod(Tensor x, boolean keepDims, int... axes) {
    x.dtype().checkNumber("prod");
    Shape result = reduced("prod", x, keepDims, axes);
    Tensor rows = Axes.flattenLast(x, Axes.ascending("prod", x.shape(), axes).toArray());
    // Halves are multiplied with each other: no division, so a 0 is as good as any factor.
    while (rows.shape().side(1) > 1) {
      int n = rows.shape().side(1);
      Tensor halves = Axes.part(rows, 1, 0, n / 2).times(Axes.part(rows, 1, n / 2, n / 2 * 2));
      rows = n % 2 == 0 ? halves : Shapes.concat(1, halves, Axes.part(rows, 1, n - 1, n));
    }
    return rows.shape().side(1) == 0
        ? Tensor.full(x.spec().withShape(result), 1)
        : rows.reshape(result);
  }

  /** Returns {@code log(sum(e^x))} of all elements. */
  public static Tensor logSumExp(Tensor x) {
    return logSumExp(x, false);
  }

  /** Returns {@code log(sum(e^x))} of all elements, in x's rank if asked. */
  public static Tensor logSumExp(Tensor x, boolean keepDims) {
    return logSumExp(x, keepDims, Axes.all(x));
  }

  /**
   * Returns {@code log(sum(e^x))} along axes without overflow. Pullback: {@code d e^(x - y)}; where
   * y is infinite the elements equal to it share d equally, as those of {@link #max} do, so that
   * all of a row of -infinity get {@code d / n}. SciPy and PyTorch: {@code logsumexp}.
   *
   * @throws IllegalArgumentException if there is nothing to sum, or x is not floating
   */
  public static Tensor logSumExp(Tensor x, int... axes) {
    return logSumExp(x, false, axes);
  }

  /** Returns {@code log(sum(e^x))} along axes, which stay with side 1 if asked. */
  public static Tensor logSumExp(Tensor x, boolean keepDims, int... axes) {
    return logSumExp("logSumExp", x, keepDims, axes);
  }

  static Tensor logSumExp(String operation, Tensor x, boolean keepDims, int... axes) {
    x.dtype().checkFloating(operation);
    Tensor shift = largest(operation, x, axes);
    Tensor sum = Elementary.log(sum(shiftedExp(x, shift), true, axes)).plus(shift);
    return sum.reshape(reduced(operation, x, keepDims, axes));
  }

  /** Returns the shape that is left of x. */
  private static Shape reduced(String operation, Tensor x, boolean keepDims, int... axes) {
    return x.shape().reduced(Axes.ascending(operation, x.shape(), axes).toArray(), keepDims);
  }

  /** {@code x - y}, 0 for equal infinities: beside the largest, one that is as large counts 1. */
  private static Expression difference(Expression x, Expression y) {
    Expression difference = x.minus(y);
    Expression value = Expression.select(x.eq(y), Expression.constant(0), difference);
    return Expression.withSlope(value, difference, Expression.constant(1));
  }

  /** Returns {@code x - shift}, 0 where both are the same infinity. */
  static Tensor shifted(Tensor x, Tensor shift) {
    return SHIFTED.apply(x, shift);
  }

  /** Returns {@code e^(x - shift)} in one loop, 1 where both are the same infinity. */
  static Tensor shiftedExp(Tensor x, Tensor shift) {
    return SHIFTED_EXP.apply(x, shift);
  }

  /** The largest element, a constant: what is taken off before an exponential. */
  static Tensor largest(String operation, Tensor x, int... axes) {
    for (int axis : Axes.ascending(operation, x.shape(), axes).toArray()) {
      Checks.notEmpty(operation, x.shape(), axis);
    }
    return max(Autodiff.stopGradient(x), true, axes);
  }

  /** Returns the Euclidean norm of all elements, that of Frobenius for a matrix. */
  public static Tensor norm(Tensor x) {
    return norm(x, Norm.L2);
  }

  /** Returns a norm of all elements. */
  public static Tensor norm(Tensor x, Norm norm) {
    return norm(x, norm, false);
  }

  /** Returns a norm of all elements, in x's rank if asked. */
  public static Tensor norm(Tensor x, Norm norm, boolean keepDims) {
    return norm(x, norm, keepDims, Axes.all(x));
  }

  /**
   * Returns a norm of the elements along axes: {@code norm(x, Norm.L1, 0)} is the sum of |x| down
   * each column. {@link Norm} says which there are and what their pullbacks are; over two axes they
   * are those of the elements, not of the operator: {@link Norm#L2} is that of Frobenius.
   *
   * @throws IllegalArgumentException if x is BOOL, or INT32 and the norm neither {@link Norm#L1}
   *     nor {@link Norm#MAX}; or there is nothing whose largest {@link Norm#MAX} would be
   */
  public static Tensor norm(Tensor x, Norm norm, int... axes) {
    return norm(x, norm, false, axes);
  }

  /** Returns a norm of the elements along axes, which stay with side 1 if asked. */
  public static Tensor norm(Tensor x, Norm norm, boolean keepDims, int... axes) {
    x.dtype().checkNumber("norm");
    if (norm.p() == 1) {
      return sum(Elementary.abs(x), keepDims, axes);
    }
    if (norm.p() == Double.POSITIVE_INFINITY) {
      return max(Elementary.abs(x), keepDims, axes);
    }
    x.dtype().checkFloating("norm");
    Range range = Range.of(x.dtype());
    return new PowerSum(norm.p(), Axes.ascending("norm", x.shape(), axes), keepDims, range)
        .apply(x);
  }

  /**
   * Returns the position of the largest element along an axis, the first of equal ones: INT32.
   * There is no derivative.
   *
   * @throws IllegalArgumentException if the axis is empty
   */
  public static Tensor argmax(Tensor x, int axis) {
    return ArgExtreme.of(true, x, axis);
  }

  /**
   * Returns the position of the smallest element along an axis, the first of equal ones: INT32.
   * There is no derivative.
   *
   * @throws IllegalArgumentException if the axis is empty
   */
  public static Tensor argmin(Tensor x, int axis) {
    return ArgExtreme.of(false, x, axis);
  }

  /**
   * Returns the running sum along an axis: {@code y[i] = x[0] + ... + x[i]}. Pullback: the running
   * sum of d from the end.
   *
   * @throws IllegalArgumentException if x is BOOL
   */
  public static Tensor cumsum(Tensor x, int axis) {
    return new CumulativeSum(x.shape().axis("cumsum", axis), false).apply(x);
  }

  /**
   * Returns the running product along an axis: {@code y[i] = x[0] ... x[i]}. Pullback: without a
   * division, right also where some elements are 0.
   *
   * @throws IllegalArgumentException if x is BOOL
   */
  public static Tensor cumprod(Tensor x, int axis) {
    x.dtype().checkNumber("cumprod");
    return running(x, x.shape().axis("cumprod", axis), Tensor::times);
  }

  /** Combines all elements up to each, in any order of pairs. */
  private static Tensor running(Tensor x, int axis, BinaryOperator<Tensor> pair) {
    int n = x.shape().side(axis);
    Tensor result = x;
    // After each step every element is made of the last 2 * reach ones.
    for (int reach = 1; reach < n; reach *= 2) {
      Tensor done = Axes.part(result, axis, 0, reach);
      Tensor later = Axes.part(result, axis, reach, n);
      Tensor earlier = Axes.part(result, axis, 0, n - reach);
      result = Shapes.concat(axis, done, pair.apply(later, earlier));
    }
    return result;
  }

  /**
   * Returns the running {@code log(sum(e^x))} along an axis without overflow: {@code y[i] =
   * log(e^x[0] + ... + e^x[i])}. Pullback: {@code e^x} times the running sum of {@code d e^-y} from
   * the end; of equal infinities as {@link Elementary#logAddExp}. PyTorch: {@code logcumsumexp};
   * JAX: {@code lax.cumlogsumexp}.
   *
   * @throws IllegalArgumentException if x is not floating
   */
  public static Tensor logCumSumExp(Tensor x, int axis) {
    x.dtype().checkFloating("logCumSumExp");
    return running(x, x.shape().axis("logCumSumExp", axis), Elementary::logAddExp);
  }

  /**
   * Returns the differences of neighbours along an axis: {@code y[i] = x[i + 1] - x[i]}, one
   * shorter than x. Pullback: the differences of {@code -d} with a zero put at each end. NumPy,
   * PyTorch: {@code diff}.
   *
   * @throws IllegalArgumentException if x is BOOL
   */
  public static Tensor diff(Tensor x, int axis) {
    int at = x.shape().axis("diff", axis);
    int n = x.shape().side(at);
    x.dtype().checkNumber("diff");
    return n == 0 ? x : Axes.part(x, at, 1, n).minus(Axes.part(x, at, 0, n - 1));
  }

  /** Returns how many of all elements hold, or are not 0: INT32. */
  public static Tensor countNonZero(Tensor x) {
    return countNonZero(x, Axes.all(x));
  }

  /**
   * Returns how many elements along axes hold, or are not 0: INT32. NumPy and PyTorch: {@code
   * count_nonzero}.
   */
  public static Tensor countNonZero(Tensor x, int... axes) {
    Axes.ascending("countNonZero", x.shape(), axes);
    return sum(x.to(DType.BOOL).to(DType.INT32), axes);
  }
}
