package dev.wengert.ops;

import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.expression.Expression;
import dev.wengert.ops.primitive.Numbers;

/** Choosing elementwise between values. */
public final class Selection {

  private static final Elementwise WHERE =
      Elementwise.of(
          "where",
          3,
          Expression.select(Expression.logical(0), Expression.input(1), Expression.input(2)));

  private static final Elementwise NAN_TO_NUM =
      Elementwise.of(
          "nanToNum",
          4,
          nanToNum(
              Expression.input(0), Expression.input(1), Expression.input(2), Expression.input(3)));

  private Selection() {}

  private static Expression nanToNum(
      Expression x, Expression nan, Expression positive, Expression negative) {
    return Expression.select(
        x.eq(x),
        Expression.select(
            x.eq(Double.POSITIVE_INFINITY),
            positive,
            Expression.select(x.eq(Double.NEGATIVE_INFINITY), negative, x)),
        nan);
  }

  /**
   * Returns x with 0 for NaN and the largest and the least number of its dtype for the infinities.
   */
  public static Tensor nanToNum(Tensor x) {
    x.dtype().checkFloating("nanToNum");
    double largest = x.dtype().largest();
    return nanToNum(x, 0, largest, -largest);
  }

  /**
   * Returns x with numbers for NaN, infinity and minus infinity. Pullback: d where x is finite,
   * else 0. NumPy and PyTorch: {@code nan_to_num}.
   *
   * @throws IllegalArgumentException if x is not floating
   */
  public static Tensor nanToNum(
      Tensor x, double nan, double positiveInfinity, double negativeInfinity) {
    x.dtype().checkFloating("nanToNum");
    return NAN_TO_NUM.apply(
        x,
        Numbers.like("nanToNum", x, nan),
        Numbers.like("nanToNum", x, positiveInfinity),
        Numbers.like("nanToNum", x, negativeInfinity));
  }

  /**
   * Returns x where the condition is true and y elsewhere; the three broadcast.
   *
   * <p>Pullback: d to the value that was taken and 0 to the other. What computed the other may have
   * been NaN or infinite, or have such a derivative: nothing of that reaches the gradient, nor the
   * derivatives of the gradient, so {@code where(x.gt(0), log(x), 0)} has gradient 0 at 0. That
   * holds for all operations of this library: a cotangent of 0 makes its term of a sum 0, in
   * elementwise derivatives, matrix products, convolutions, softmax, extremes and determinants. It
   * does not hold for
   *
   * <ul>
   *   <li>what throws: {@code inverse}, {@code solve} and {@code cholesky} of a matrix that has
   *       none, taken or not, and the third derivative of {@code det} at a singular matrix; choose
   *       their operand before them;
   *   <li>pullbacks given to {@link dev.wengert.Autodiff#custom}, which say themselves what they
   *       multiply;
   *   <li>an element that was taken and mixes in others: a row of a matrix product with a NaN in it
   *       is NaN in each element of the result, and where one of those is taken, so is the
   *       gradient.
   * </ul>
   *
   * @param condition BOOL
   * @throws IllegalArgumentException if the condition is not BOOL, the dtypes of x and y differ, or
   *     the shapes do not broadcast
   */
  public static Tensor where(Tensor condition, Tensor x, Tensor y) {
    return WHERE.apply(condition, x, y);
  }

  /** Returns x where the condition is true and a number elsewhere. */
  public static Tensor where(Tensor condition, Tensor x, double y) {
    return where(condition, x, Numbers.like("where", x, y));
  }

  /** Returns a number where the condition is true and y elsewhere. */
  public static Tensor where(Tensor condition, double x, Tensor y) {
    return where(condition, Numbers.like("where", y, x), y);
  }
}
