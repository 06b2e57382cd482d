package dev.wengert.ops;

import static dev.wengert.expression.Expression.constant;
import static dev.wengert.expression.Expression.select;

import com.google.common.base.Preconditions;
import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.expression.Expression;
import dev.wengert.ops.primitive.Numbers;

/** Values between others: on the line through two, and on one through many points. */
public final class Interpolation {

  private static final Elementwise LERP =
      Elementwise.of(
          "lerp", 3, lerp(Expression.input(0), Expression.input(1), Expression.input(2)));

  private Interpolation() {}

  /** From the nearer end, so that both ends are met exactly. */
  private static Expression lerp(Expression x, Expression y, Expression t) {
    Expression way = y.minus(x);
    Expression fromEnd = y.minus(way.times(constant(1).minus(t)));
    return select(t.lt(0.5), x.plus(way.times(t)), fromEnd);
  }

  /**
   * Returns {@code x + t (y - x)}: x for t = 0 and y for t = 1, both exactly, what lies beyond for
   * other t. Pullback: {@code d (1 - t)} to x, {@code d t} to y, {@code d (y - x)} to t. PyTorch:
   * {@code lerp}.
   */
  public static Tensor lerp(Tensor x, Tensor y, Tensor t) {
    return LERP.apply(x, y, t);
  }

  /** Returns {@code x + t (y - x)} for a number t. */
  public static Tensor lerp(Tensor x, Tensor y, double t) {
    return LERP.apply(x, y, Numbers.like("lerp", x, t));
  }

  /**
   * Returns the height at x of the line through points (places, heights): the first height before
   * the first place, the last one behind the last, NaN for NaN. Pullback: {@code d} times the slope
   * of the piece to x, in which a place belongs to the piece behind it, and 0 outside; to the
   * heights in the shares in which they are mixed; to the places what moving them does. NumPy:
   * {@code interp}.
   *
   * @param x any shape
   * @param places [n] in ascending order
   * @param heights [n]
   * @throws IllegalArgumentException if there are no points, places or heights are no vectors of
   *     one length, or the dtypes differ or are not floating
   */
  public static Tensor interp(Tensor x, Tensor places, Tensor heights) {
    x.dtype().checkFloating("interp");
    Preconditions.checkArgument(
        places.rank() == 1 && places.shape().equals(heights.shape()) && places.size() > 0,
        "interp: the points do not fit: the places are %s, the heights %s; give two vectors of one"
            + " length, 1 or more",
        places.shape(),
        heights.shape());
    Preconditions.checkArgument(
        x.dtype() == places.dtype() && x.dtype() == heights.dtype(),
        "interp: dtypes differ: x is %s, the places are %s, the heights %s; convert them with"
            + " to(...)",
        x.dtype(),
        places.dtype(),
        heights.dtype());
    int last = places.size() - 1;
    Tensor behind = Statistics.searchSorted(places, x, true);
    Tensor from = Elementary.clamp(behind.minus(1), 0, Math.max(0, last - 1));
    Tensor to = Elementary.minimum(from.plus(1), last);
    Tensor left = Indexing.take(places, from, 0);
    Tensor low = Indexing.take(heights, from, 0);
    Tensor width = Indexing.take(places, to, 0).minus(left);
    Tensor share = x.minus(left).div(Selection.where(width.eq(0), 1, width));
    Tensor inside = lerp(low, Indexing.take(heights, to, 0), share);
    Tensor end = Indexing.take(heights, Tensor.of(last), 0);
    Tensor outside = Selection.where(behind.eq(0), Indexing.take(heights, Tensor.of(0), 0), end);
    Tensor isInside =
        Comparisons.and(behind.gt(0), x.lt(Indexing.take(places, Tensor.of(last), 0)));
    return Selection.where(isInside, inside, Selection.where(Comparisons.isNaN(x), x, outside));
  }
}
