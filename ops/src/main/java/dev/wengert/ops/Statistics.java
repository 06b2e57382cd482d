package dev.wengert.ops;

import com.google.common.base.Preconditions;
import dev.wengert.InRange;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.ops.primitive.Axes;
import dev.wengert.ops.primitive.Bounds;
import dev.wengert.ops.primitive.Checks;
import java.util.Arrays;
import java.util.List;

/**
 * What describes many numbers beside their mean and variance: quantiles, covariances, counts.
 *
 * <p>Means, variances and extremes are {@link Reductions}.
 */
public final class Statistics {

  private Statistics() {}

  /** Returns the median of all elements, the mean of the two in the middle of an even number. */
  public static Tensor median(Tensor x) {
    return median(Shapes.flatten(x), 0);
  }

  /**
   * Returns the median along an axis, the mean of the two in the middle of an even number; NaN if
   * an element is. Pullback: d to the element in the middle, or half of it to each of the two.
   *
   * <p>NumPy: {@code median}. PyTorch's {@code median} takes the lower of the two; its {@code
   * quantile(x, 0.5)} is this.
   *
   * @throws IllegalArgumentException if the axis is empty or x is not floating
   */
  public static Tensor median(Tensor x, int axis) {
    return quantile("median", x, 0.5, axis);
  }

  /** Returns a quantile of all elements. */
  public static Tensor quantile(Tensor x, double q) {
    return quantile(Shapes.flatten(x), q, 0);
  }

  /**
   * Returns what a share q of the elements along an axis does not exceed: of n sorted ones that at
   * place {@code q (n - 1)}, between two places on the line through both, and never beyond either;
   * NaN if an element is. Pullback: d to the two elements, in the shares in which they are mixed;
   * equal ones count in their order.
   *
   * <p>NumPy and PyTorch: {@code quantile}, with the interpolation that is their default.
   *
   * @param q from 0 to 1
   * @throws IllegalArgumentException if q is outside [0, 1], the axis is empty or x is not floating
   */
  public static Tensor quantile(Tensor x, double q, int axis) {
    return quantile("quantile", x, q, axis);
  }

  private static Tensor quantile(String operation, Tensor x, double q, int axis) {
    int at = x.shape().axis(operation, axis);
    int n = x.shape().side(at);
    x.dtype().checkFloating(operation);
    Preconditions.checkArgument(
        q >= 0 && q <= 1, "%s: not a share: %s; give a number from 0 to 1", operation, q);
    Preconditions.checkArgument(
        n > 0,
        "%s: nothing to choose from: axis %s of shape %s is empty; reduce along an axis that is not"
            + " empty",
        operation,
        at,
        x.shape());
    Tensor sorted = Indexing.sort(x, at);
    double place = q * (n - 1);
    int low = (int) place;
    Tensor result = Axes.part(sorted, at, low, low + 1);
    if (place > low) {
      Tensor high = Axes.part(sorted, at, low + 1, low + 2);
      Tensor mixed = result.times(1 - (place - low)).plus(high.times(place - low));
      result = Bounds.kept(mixed, result, high);
    }
    Tensor last = Axes.part(sorted, at, n - 1, n);
    return Shapes.squeeze(Selection.where(Comparisons.isNaN(last), last, result), at);
  }

  /** Returns the unbiased covariances: {@link #covariance(Tensor, int)} with correction 1. */
  public static Tensor covariance(Tensor x) {
    return covariance(x, 1);
  }

  /**
   * Returns how variables vary together: {@code C = (x - mean) (x - mean)^T / (n - correction)},
   * the means taken of each row. Pullback: {@code (D + D^T) (x - mean) / (n - correction)}. NumPy
   * and PyTorch: {@code cov}.
   *
   * @param x [variables, n]: n observations of each
   * @param correction 1 for the unbiased estimate, which is the default elsewhere; 0 for the mean
   * @return [variables, variables], symmetric
   * @throws IllegalArgumentException if x is not a matrix or not floating, or {@code n -
   *     correction} is not positive
   */
  public static Tensor covariance(Tensor x, int correction) {
    Preconditions.checkArgument(
        x.rank() == 2,
        "covariance: not a matrix: the shape is %s; give [variables, observations]",
        x.shape());
    x.dtype().checkFloating("covariance");
    int n = Checks.count("covariance", x.shape(), correction, 1);
    Tensor centred = x.minus(Reductions.mean(x, true, 1));
    return LinearAlgebra.matmul(centred, centred, false, true).div(n - correction);
  }

  /**
   * Returns how often each of the numbers from 0 to {@code classes - 1} occurs: INT32 [classes].
   * There is no derivative. NumPy and PyTorch: {@code bincount}.
   *
   * @param numbers INT32, any shape
   * @throws IndexOutOfBoundsException if a number is negative or not less than the classes
   * @throws IllegalArgumentException if they are not INT32, or the number of classes is negative
   */
  public static Tensor bincount(Tensor numbers, int classes) {
    Preconditions.checkArgument(
        classes >= 0, "bincount: not a number of classes: %s; give 0 or more", classes);
    Tensor index = Shapes.flatten(InRange.classes("bincount", "number", numbers, classes));
    Tensor none = Tensor.zeros(DType.INT32, classes);
    return Indexing.scatterAdd(none, index, Tensor.full(index.spec(), 1), 0);
  }

  /**
   * Returns before how many sorted numbers, from the left, each value belongs so that they stay
   * sorted: INT32, of the values' shape. NaN belongs last, as {@link Indexing#sort} puts it, and
   * all NaN are equal. There is no derivative.
   *
   * <p>Each value is compared with each number, so that it can be recorded and mapped. NumPy and
   * PyTorch: {@code searchsorted}.
   *
   * @param sorted a vector in ascending order, NaN last
   * @param right whether a value goes behind those that equal it, else before them
   * @throws IllegalArgumentException if the numbers are not a vector or the dtypes differ
   */
  public static Tensor searchSorted(Tensor sorted, Tensor values, boolean right) {
    Preconditions.checkArgument(
        sorted.rank() == 1,
        "searchSorted: not a vector: the sorted numbers are %s; flatten them first",
        sorted.shape());
    Preconditions.checkArgument(
        sorted.dtype() == values.dtype(),
        "searchSorted: dtypes differ: %s and %s; convert one of them with to(...)",
        sorted.dtype(),
        values.dtype());
    Tensor each = Shapes.unsqueeze(values, -1);
    Tensor before =
        right
            ? Comparisons.or(sorted.le(each), each.ne(each))
            : Comparisons.or(sorted.lt(each), Comparisons.and(sorted.eq(sorted), each.ne(each)));
    return Reductions.countNonZero(before, -1);
  }

  /**
   * Returns how variables vary together as shares: the covariances over the product of both
   * standard deviations, from -1 to 1, which rounding does not pass; NaN for a variable that does
   * not vary. NumPy and PyTorch: {@code corrcoef}.
   *
   * @param x [variables, n]: n observations of each
   * @return [variables, variables], symmetric
   * @throws IllegalArgumentException if x is not a matrix or not floating, or there are no
   *     observations
   */
  public static Tensor correlation(Tensor x) {
    Preconditions.checkArgument(
        x.rank() == 2,
        "correlation: not a matrix: the shape is %s; give [variables, observations]",
        x.shape());
    x.dtype().checkFloating("correlation");
    Checks.count("correlation", x.shape(), 0, 1);
    Tensor covariance = covariance(x, 0);
    Tensor spread = Elementary.sqrt(LinearAlgebra.diagonal(covariance));
    Tensor shares = covariance.div(Shapes.unsqueeze(spread, 1)).div(spread);
    return Bounds.kept("correlation", shares, -1, 1, 0.5);
  }

  /**
   * Returns the most frequent element along an axis, the smallest of equally frequent ones; NaN
   * only where all are. Pullback: d to the last of the elements that equal it. PyTorch: {@code
   * mode}; SciPy: {@code stats.mode}.
   *
   * @throws IllegalArgumentException if the axis is empty or x is BOOL
   */
  public static Tensor mode(Tensor x, int axis) {
    int at = x.shape().axis("mode", axis);
    x.dtype().checkNumber("mode");
    int n = x.shape().side(at);
    Preconditions.checkArgument(
        n > 0,
        "mode: nothing to choose from: axis %s of shape %s is empty; reduce along an axis that is"
            + " not empty",
        at,
        x.shape());
    Tensor sorted = Indexing.sort(x, at);
    int[] column = new int[x.rank() - at];
    Arrays.fill(column, 1);
    column[0] = n;
    Tensor places = Creation.arange(n).reshape(column);
    Tensor later = Axes.part(sorted, at, 1, n);
    Tensor changes = later.ne(Axes.part(sorted, at, 0, n - 1));
    Tensor begins = Shapes.pad(changes, first(x.rank(), at), new int[x.rank()]);
    Tensor starts = RunningExtremes.cummax(Selection.where(begins, places, 0), at).values();
    // How often an element has come so far; the first place with the most is that of the smallest.
    Tensor often = places.minus(starts);
    Tensor found = Shapes.unsqueeze(Reductions.argmax(often, at), at);
    return Shapes.squeeze(Indexing.alongAxis(sorted, found, at), at);
  }

  private static int[] first(int rank, int axis) {
    int[] widths = new int[rank];
    widths[axis] = 1;
    return widths;
  }

  /**
   * Returns how many elements lie in each of the bins between edges: INT32 [edges - 1]. A bin has
   * its lower edge, and the last one its upper one too; what lies outside, and NaN, is not counted.
   * There is no derivative. NumPy: {@code histogram}; PyTorch: {@code histc}, {@code histogram}.
   *
   * @param x any shape
   * @param edges a vector in ascending order; {@code linspace(low, high, bins + 1)} for equal bins
   * @throws IllegalArgumentException if the edges are no vector, or fewer than two, or the dtypes
   *     differ
   */
  public static Tensor histogram(Tensor x, Tensor edges) {
    return histogram("histogram", Shapes.flatten(x).reshape(x.size(), 1), List.of(edges));
  }

  /**
   * Returns how many points lie in each of the bins of a grid: INT32 [edges of the first axis - 1,
   * ...], bins as of {@link #histogram}. NumPy: {@code histogram2d}, {@code histogramdd}.
   *
   * @param points [n, axes]
   * @param edges for each axis a vector in ascending order
   * @throws IllegalArgumentException if the points are no matrix with a column an axis, edges are
   *     no vectors or fewer than two, or the dtypes differ
   */
  public static Tensor histogramOfPoints(Tensor points, List<Tensor> edges) {
    return histogram("histogramOfPoints", points, edges);
  }

  private static Tensor histogram(String operation, Tensor points, List<Tensor> edges) {
    Preconditions.checkArgument(
        points.rank() == 2 && points.shape().side(1) == edges.size(),
        "%s: the points do not fit: they are %s for %s vectors of edges; give [n, %s]",
        operation,
        points.shape(),
        edges.size(),
        edges.size());
    int n = points.shape().side(0);
    int[] sides = new int[edges.size()];
    Tensor number = Tensor.zeros(DType.INT32, n);
    Tensor isInside = Tensor.full(DType.BOOL, 1, n);
    for (int axis = 0; axis < sides.length; axis++) {
      Tensor along = edges.get(axis);
      Preconditions.checkArgument(
          along.rank() == 1 && along.size() >= 2 && along.dtype() == points.dtype(),
          "%s: the edges do not fit: they are %s for points of %s; give a vector of that dtype, of"
              + " 2 or more",
          operation,
          along.spec(),
          points.dtype());
      sides[axis] = along.size() - 1;
      Tensor x = Axes.part(points, 1, axis, axis + 1).reshape(n);
      Tensor last = along.get(sides[axis]);
      Tensor behind = searchSorted(along, x, true).minus(1);
      Tensor bin = Selection.where(x.eq(last), sides[axis] - 1, behind);
      Tensor isHere = Comparisons.and(x.ge(along.get(0)), x.le(last));
      isInside = Comparisons.and(isInside, isHere);
      number = number.times(sides[axis]).plus(Selection.where(isHere, bin, 0));
    }
    int bins = Shape.of(sides).size();
    Tensor counted = bincount(Selection.where(isInside, number, bins), bins + 1);
    return Axes.part(counted, 0, 0, bins).reshape(sides);
  }
}
