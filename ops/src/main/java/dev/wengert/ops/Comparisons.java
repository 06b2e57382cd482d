package dev.wengert.ops;

import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.expression.Expression;
import dev.wengert.ops.primitive.Axes;
import dev.wengert.ops.primitive.Numbers;

/**
 * Logic on BOOL tensors, and what makes them besides the comparison operators of {@link Tensor}
 * ({@code lt le gt ge eq ne}).
 *
 * <p>None has a derivative. Those of two operands broadcast; numbers given for truth values are an
 * {@link IllegalArgumentException}.
 */
public final class Comparisons {

  private static final Elementwise AND =
      Elementwise.of("and", 2, Expression.and(Expression.logical(0), Expression.logical(1)));
  private static final Elementwise OR =
      Elementwise.of("or", 2, Expression.or(Expression.logical(0), Expression.logical(1)));
  private static final Elementwise XOR =
      Elementwise.of(
          "xor",
          2,
          Expression.and(
              Expression.or(Expression.logical(0), Expression.logical(1)),
              Expression.not(Expression.and(Expression.logical(0), Expression.logical(1)))));
  private static final Elementwise NOT =
      Elementwise.of("not", 1, Expression.not(Expression.logical(0)));
  private static final Elementwise IS_NAN = Elementwise.of("isNaN", x -> Expression.not(x.eq(x)));
  private static final Elementwise IS_INFINITE =
      Elementwise.of("isInfinite", x -> Expression.abs(x).eq(Double.POSITIVE_INFINITY));
  private static final Elementwise IS_FINITE =
      Elementwise.of("isFinite", x -> Expression.abs(x).lt(Double.POSITIVE_INFINITY));

  private static final Elementwise IS_CLOSE = Elementwise.of("isClose", 4, close());
  private static final Elementwise ALL_CLOSE = Elementwise.of("allClose", 4, close());

  private Comparisons() {}

  /** An infinity is close to itself only, though its distance from itself is NaN. */
  private static Expression close() {
    Expression x = Expression.input(0);
    Expression y = Expression.input(1);
    Expression magnitude = Expression.abs(y);
    Expression limit = magnitude.times(Expression.input(2)).plus(Expression.input(3));
    Expression isNear = Expression.abs(x.minus(y)).le(limit);
    // A share of an infinity would let everything pass.
    return Expression.or(x.eq(y), Expression.and(magnitude.lt(Double.POSITIVE_INFINITY), isNear));
  }

  /** Returns where both hold. NumPy and PyTorch: {@code logical_and}. */
  public static Tensor and(Tensor a, Tensor b) {
    return AND.apply(a, b);
  }

  /** Returns where one or both hold. NumPy and PyTorch: {@code logical_or}. */
  public static Tensor or(Tensor a, Tensor b) {
    return OR.apply(a, b);
  }

  /** Returns where exactly one holds. NumPy and PyTorch: {@code logical_xor}. */
  public static Tensor xor(Tensor a, Tensor b) {
    return XOR.apply(a, b);
  }

  /** Returns where a does not hold. NumPy and PyTorch: {@code logical_not}. */
  public static Tensor not(Tensor a) {
    return NOT.apply(a);
  }

  /** Returns where x is NaN. NumPy and PyTorch: {@code isnan}. */
  public static Tensor isNaN(Tensor x) {
    return IS_NAN.apply(x);
  }

  /** Returns where x is infinite, with either sign. NumPy and PyTorch: {@code isinf}. */
  public static Tensor isInfinite(Tensor x) {
    return IS_INFINITE.apply(x);
  }

  /** Returns where x is neither infinite nor NaN. NumPy and PyTorch: {@code isfinite}. */
  public static Tensor isFinite(Tensor x) {
    return IS_FINITE.apply(x);
  }

  /** Returns whether any element holds; of none there is none. NumPy and PyTorch: {@code any}. */
  public static Tensor any(Tensor a) {
    return any(a, Axes.all(a));
  }

  /**
   * Returns whether any element along axes holds; an empty list of axes reduces none, as NumPy's
   * {@code axis=()}. Of nothing none holds.
   */
  public static Tensor any(Tensor a, int... axes) {
    checkLogical("any", a);
    Axes.ascending("any", a.shape(), axes);
    return Reductions.sum(a.to(DType.INT32), axes).gt(0);
  }

  /** Returns whether all elements hold; of none all do. NumPy and PyTorch: {@code all}. */
  public static Tensor all(Tensor a) {
    return all(a, Axes.all(a));
  }

  /**
   * Returns whether all elements along axes hold; an empty list of axes reduces none, as NumPy's
   * {@code axis=()}. Of nothing all hold.
   */
  public static Tensor all(Tensor a, int... axes) {
    checkLogical("all", a);
    Axes.ascending("all", a.shape(), axes);
    return Reductions.sum(not(a).to(DType.INT32), axes).eq(0);
  }

  /**
   * Returns where x and y agree to {@code |x - y| <= absolute + relative |y|}. NaN agrees with
   * nothing, an infinity with itself only. NumPy and PyTorch: {@code isclose}.
   *
   * @throws IllegalArgumentException if the dtypes differ or are not floating, or the shapes do not
   *     broadcast
   */
  public static Tensor isClose(Tensor x, Tensor y, double relative, double absolute) {
    x.dtype().checkFloating("isClose");
    return IS_CLOSE.apply(
        x, y, Numbers.like("isClose", x, relative), Numbers.like("isClose", x, absolute));
  }

  /**
   * Returns whether x and y agree everywhere to 1e-5 of y or 1e-8, as NumPy and PyTorch have it.
   */
  public static Tensor allClose(Tensor x, Tensor y) {
    return allClose(x, y, 1e-5, 1e-8);
  }

  /**
   * Returns whether x and y agree everywhere to {@code |x - y| <= absolute + relative |y|}; BOOL
   * scalar. NaN agrees with nothing, an infinity with itself only. NumPy and PyTorch: {@code
   * allclose}.
   *
   * @throws IllegalArgumentException if the dtypes differ or are not floating, or the shapes do not
   *     broadcast
   */
  public static Tensor allClose(Tensor x, Tensor y, double relative, double absolute) {
    x.dtype().checkFloating("allClose");
    return all(
        ALL_CLOSE.apply(
            x, y, Numbers.like("allClose", x, relative), Numbers.like("allClose", x, absolute)));
  }

  private static void checkLogical(String operation, Tensor a) {
    if (a.dtype() != DType.BOOL) {
      throw new IllegalArgumentException(
          operation + ": the tensor is " + a.dtype() + "; make truth values by a comparison");
    }
  }
}
