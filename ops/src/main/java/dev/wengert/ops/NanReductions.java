package dev.wengert.ops;

import com.google.common.base.Preconditions;
import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.expression.Expression;
import dev.wengert.ops.primitive.Axes;

/**
 * Reductions that leave out what is NaN, as NumPy's of the same names; and the two that prefer a
 * number to NaN.
 *
 * <p>Axes are those of {@link Reductions}: the form without them reduces all, an empty list none.
 * Where there is nothing but NaN a sum is 0, a position -1 and everything else NaN. An element that
 * is NaN gets no cotangent. x is FLOAT32 or FLOAT64.
 */
public final class NanReductions {

  private static final Elementwise FMAX =
      Elementwise.of("fmax", (x, y) -> ignoring(x, y, Expression.max(x, y)));
  private static final Elementwise FMIN =
      Elementwise.of("fmin", (x, y) -> ignoring(x, y, Expression.min(x, y)));

  private NanReductions() {}

  private static Expression ignoring(Expression x, Expression y, Expression both) {
    return Expression.select(y.eq(y), Expression.select(x.eq(x), both, y), x);
  }

  /**
   * Returns the larger of x and y; where one is NaN, the other. Pullback: d to the larger; equal
   * ones get half each. NumPy and PyTorch: {@code fmax}.
   */
  public static Tensor fmax(Tensor x, Tensor y) {
    return FMAX.apply(x, y);
  }

  /**
   * Returns the smaller of x and y; where one is NaN, the other. Pullback: d to the smaller; equal
   * ones get half each. NumPy and PyTorch: {@code fmin}.
   */
  public static Tensor fmin(Tensor x, Tensor y) {
    return FMIN.apply(x, y);
  }

  /** Whether each element is a number. */
  private static Tensor isNumber(String operation, Tensor x) {
    x.dtype().checkFloating(operation);
    return Comparisons.not(Comparisons.isNaN(x));
  }

  /** Returns the sum of all elements that are no NaN. */
  public static Tensor nanSum(Tensor x) {
    return nanSum(x, Axes.all(x));
  }

  /**
   * Returns the sum along axes of what is no NaN. Pullback: d, stretched along the axes. NumPy and
   * PyTorch: {@code nansum}.
   *
   * @throws IllegalArgumentException if x is not floating
   */
  public static Tensor nanSum(Tensor x, int... axes) {
    return Reductions.sum(Selection.where(isNumber("nanSum", x), x, 0), axes);
  }

  /** Returns the mean of all elements that are no NaN. */
  public static Tensor nanMean(Tensor x) {
    return nanMean(x, Axes.all(x));
  }

  /**
   * Returns the mean along axes of what is no NaN. Pullback: d over how many those are. NumPy and
   * PyTorch: {@code nanmean}.
   *
   * @throws IllegalArgumentException if x is not floating
   */
  public static Tensor nanMean(Tensor x, int... axes) {
    return mean("nanMean", x, false, axes);
  }

  private static Tensor mean(String operation, Tensor x, boolean keepDims, int... axes) {
    Tensor there = isNumber(operation, x);
    Axes.ascending(operation, x.shape(), axes);
    Tensor count = Reductions.sum(there.to(x.dtype()), keepDims, axes);
    return Reductions.sum(Selection.where(there, x, 0), keepDims, axes).div(count);
  }

  /** Returns the biased variance of all elements that are no NaN. */
  public static Tensor nanVariance(Tensor x) {
    return nanVariance(x, Axes.all(x));
  }

  /**
   * Returns the variance along axes of what is no NaN: the mean of the squared deviations from the
   * mean. Pullback: {@code 2 d (x - mean)} over how many those are. NumPy: {@code nanvar}.
   *
   * @throws IllegalArgumentException if x is not floating
   */
  public static Tensor nanVariance(Tensor x, int... axes) {
    Tensor deviations = x.minus(mean("nanVariance", x, true, axes));
    return nanMean(Elementary.square(deviations), axes);
  }

  /** Returns the biased standard deviation of all elements that are no NaN. */
  public static Tensor nanStd(Tensor x) {
    return nanStd(x, Axes.all(x));
  }

  /**
   * Returns the standard deviation along axes of what is no NaN. Pullback: {@code d (x - mean) / (n
   * y)}, 0 where y is 0. NumPy: {@code nanstd}.
   *
   * @throws IllegalArgumentException if x is not floating
   */
  public static Tensor nanStd(Tensor x, int... axes) {
    x.dtype().checkFloating("nanStd");
    Axes.ascending("nanStd", x.shape(), axes);
    Tensor variance = nanVariance(x, axes);
    Tensor none = variance.eq(0);
    Tensor root = Elementary.sqrt(Selection.where(none, 1, variance));
    return Selection.where(none, 0, root);
  }

  /** Returns the largest of all elements that are no NaN. */
  public static Tensor nanMax(Tensor x) {
    return nanMax(x, Axes.all(x));
  }

  /**
   * Returns the largest element along axes that is no NaN. Pullback: d to the largest; equal ones
   * share it equally. NumPy: {@code nanmax}.
   *
   * @throws IllegalArgumentException if there is nothing to choose from, or x is not floating
   */
  public static Tensor nanMax(Tensor x, int... axes) {
    return extreme("nanMax", true, x, axes);
  }

  /** Returns the smallest of all elements that are no NaN. */
  public static Tensor nanMin(Tensor x) {
    return nanMin(x, Axes.all(x));
  }

  /**
   * Returns the smallest element along axes that is no NaN. Pullback: d to the smallest; equal ones
   * share it equally. NumPy: {@code nanmin}.
   *
   * @throws IllegalArgumentException if there is nothing to choose from, or x is not floating
   */
  public static Tensor nanMin(Tensor x, int... axes) {
    return extreme("nanMin", false, x, axes);
  }

  private static Tensor extreme(String operation, boolean largest, Tensor x, int... axes) {
    Tensor there = isNumber(operation, x);
    Axes.ascending(operation, x.shape(), axes);
    double never = largest ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    Tensor numbers = Selection.where(there, x, never);
    Tensor found = largest ? Reductions.max(numbers, axes) : Reductions.min(numbers, axes);
    return Selection.where(Comparisons.any(there, axes), found, Double.NaN);
  }

  /**
   * Returns the position along an axis of the largest element that is no NaN, the first of equal
   * ones: INT32, -1 where all are NaN. There is no derivative. NumPy: {@code nanargmax}.
   *
   * @throws IllegalArgumentException if the axis is empty or x is not floating
   */
  public static Tensor nanArgmax(Tensor x, int axis) {
    return position("nanArgmax", true, x, axis);
  }

  /**
   * Returns the position along an axis of the smallest element that is no NaN, the first of equal
   * ones: INT32, -1 where all are NaN. There is no derivative. NumPy: {@code nanargmin}.
   *
   * @throws IllegalArgumentException if the axis is empty or x is not floating
   */
  public static Tensor nanArgmin(Tensor x, int axis) {
    return position("nanArgmin", false, x, axis);
  }

  /**
   * An infinity may be the largest there is: what equals it is looked for, not what replaces NaN.
   */
  private static Tensor position(String operation, boolean largest, Tensor x, int axis) {
    int at = x.shape().axis(operation, axis);
    checkSome(operation, x, at);
    Tensor found = Shapes.unsqueeze(extreme(operation, largest, x, at), at);
    Tensor isFound = x.eq(found);
    Tensor first = Reductions.argmax(isFound.to(DType.INT32), at);
    return Selection.where(Comparisons.any(isFound, at), first, -1);
  }

  /** Returns the median of all elements that are no NaN. */
  public static Tensor nanMedian(Tensor x) {
    return nanMedian(Shapes.flatten(x), 0);
  }

  /**
   * Returns the median along an axis of what is no NaN, the mean of the two in the middle of an
   * even number. Pullback: as {@link Statistics#median(Tensor, int)}. NumPy: {@code nanmedian};
   * PyTorch's takes the lower of the two.
   *
   * @throws IllegalArgumentException if the axis is empty or x is not floating
   */
  public static Tensor nanMedian(Tensor x, int axis) {
    return quantile("nanMedian", x, 0.5, axis);
  }

  /**
   * Returns a quantile along an axis of what is no NaN, as {@link Statistics#quantile(Tensor,
   * double, int)} does. NumPy and PyTorch: {@code nanquantile}.
   *
   * @param q from 0 to 1
   * @throws IllegalArgumentException if q is outside [0, 1], the axis is empty or x is not floating
   */
  public static Tensor nanQuantile(Tensor x, double q, int axis) {
    return quantile("nanQuantile", x, q, axis);
  }

  private static Tensor quantile(String operation, Tensor x, double q, int axis) {
    int at = x.shape().axis(operation, axis);
    Tensor there = isNumber(operation, x);
    Preconditions.checkArgument(
        q >= 0 && q <= 1, "%s: not a share: %s; give a number from 0 to 1", operation, q);
    checkSome(operation, x, at);
    Tensor sorted = Indexing.sort(x, at);
    // NaN comes last, so that the numbers are as many first places as there are.
    Tensor count = Reductions.sum(there.to(DType.INT32), true, at);
    Tensor last = Elementary.maximum(count.minus(1), 0);
    Tensor place = last.to(DType.FLOAT64).times(q);
    Tensor low = Elementary.floor(place);
    Tensor share = place.minus(low).to(x.dtype());
    Tensor below = Indexing.alongAxis(sorted, low.to(DType.INT32), at);
    Tensor next = Elementary.minimum(low.to(DType.INT32).plus(1), last);
    Tensor above = Indexing.alongAxis(sorted, next, at);
    Tensor mixed = Interpolation.lerp(below, above, share);
    return Shapes.squeeze(Selection.where(share.eq(0), below, mixed), at);
  }

  private static void checkSome(String operation, Tensor x, int axis) {
    Preconditions.checkArgument(
        x.shape().side(axis) > 0,
        "%s: nothing to choose from: axis %s of shape %s is empty; reduce along an axis that is not"
            + " empty",
        operation,
        axis,
        x.shape());
  }
}
