package dev.wengert.ops;

import com.google.common.base.Preconditions;
import dev.wengert.InRange;
import dev.wengert.ScatterAdd;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import java.util.Arrays;

/**
 * Reductions of rows that belong together: x [n, ...] with the number of its segment for each row,
 * INT32 [n], becomes [segments, ...]. Rows of one segment need not be neighbours.
 *
 * <p>A number that is negative or no segment's is an {@link IndexOutOfBoundsException}. A segment
 * without rows has the sum 0, the mean 0, the product 1, and the extreme that every number beats.
 * JAX: {@code ops.segment_sum} and its kin; PyTorch: {@code segment_reduce}, {@code index_reduce}
 * into what has no say.
 */
public final class Segments {

  private Segments() {}

  private static Tensor checked(String operation, Tensor x, Tensor segments, int count) {
    Preconditions.checkArgument(
        count >= 0, "%s: not a number of segments: %s; give 0 or more", operation, count);
    Preconditions.checkArgument(
        x.rank() >= 1 && segments.rank() == 1 && segments.size() == x.shape().side(0),
        "%s: the segments do not fit: x is %s, the segments are %s; give the number of its segment"
            + " for each row",
        operation,
        x.shape(),
        segments.shape());
    x.dtype().checkNumber(operation);
    return new InRange(operation, "segment", count - 1, count + " segments").apply(segments);
  }

  /**
   * Returns the sum of the rows of each segment. Pullback: to each row d of its segment.
   *
   * @throws IllegalArgumentException if the segments are not INT32, one a row, or x is BOOL
   */
  public static Tensor segmentSum(Tensor x, Tensor segments, int count) {
    Tensor known = checked("segmentSum", x, segments, count);
    return new ScatterAdd(0, 0, count).apply(x, known);
  }

  /**
   * Returns the mean of the rows of each segment. Pullback: to each row d of its segment over how
   * many rows that has.
   *
   * @throws IllegalArgumentException if the segments are not INT32, one a row, or x is not floating
   */
  public static Tensor segmentMean(Tensor x, Tensor segments, int count) {
    x.dtype().checkFloating("segmentMean");
    Tensor known = checked("segmentMean", x, segments, count);
    Tensor sizes = Elementary.maximum(sizes(known, count), 1).to(x.dtype());
    return new ScatterAdd(0, 0, count).apply(x, known).div(along(sizes, x));
  }

  /** How many rows each segment has. */
  private static Tensor sizes(Tensor segments, int count) {
    return new ScatterAdd(0, 0, count).apply(Tensor.full(segments.spec(), 1), segments);
  }

  /** A vector of the segments so that it broadcasts along the rows. */
  private static Tensor along(Tensor perSegment, Tensor x) {
    int[] sides = new int[x.rank()];
    Arrays.fill(sides, 1);
    sides[0] = perSegment.size();
    return perSegment.reshape(sides);
  }

  /**
   * Returns the largest element of each segment, column by column, NaN if one is; minus infinity of
   * none, of INT32 the least. Pullback: d to the largest; of equal ones the first takes all.
   *
   * @throws IllegalArgumentException if the segments are not INT32, one a row, or x is BOOL
   */
  public static Tensor segmentMax(Tensor x, Tensor segments, int count) {
    boolean whole = x.dtype() == DType.INT32;
    double least = whole ? Integer.MIN_VALUE : Double.NEGATIVE_INFINITY;
    Tensor known = checked("segmentMax", x, segments, count);
    return filled(x, known, count, Scattering.Combination.LARGEST, least);
  }

  /**
   * Returns the smallest element of each segment, column by column, NaN if one is; infinity of
   * none, of INT32 the greatest. Pullback: d to the smallest; of equal ones the first takes all.
   *
   * @throws IllegalArgumentException if the segments are not INT32, one a row, or x is BOOL
   */
  public static Tensor segmentMin(Tensor x, Tensor segments, int count) {
    boolean whole = x.dtype() == DType.INT32;
    double most = whole ? Integer.MAX_VALUE : Double.POSITIVE_INFINITY;
    Tensor known = checked("segmentMin", x, segments, count);
    return filled(x, known, count, Scattering.Combination.SMALLEST, most);
  }

  /**
   * Returns the product of the rows of each segment. Pullback: to each element d times the product
   * of the others of its segment, right also where some are 0.
   *
   * @throws IllegalArgumentException if the segments are not INT32, one a row, or x is BOOL
   */
  public static Tensor segmentProd(Tensor x, Tensor segments, int count) {
    Tensor known = checked("segmentProd", x, segments, count);
    return filled(x, known, count, Scattering.Combination.PRODUCT, 1);
  }

  private static Tensor filled(
      Tensor x, Tensor segments, int count, Scattering.Combination how, double ofNone) {
    Shape result = x.shape().withSide(0, count);
    if (x.size() == 0) {
      return Tensor.full(x.spec().withShape(result), ofNone);
    }
    Tensor isThere = along(sizes(segments, count), x).gt(0);
    return Selection.where(isThere, Scattering.combined(x, segments, count, how), ofNone);
  }
}
