package dev.wengert.ops;

import static dev.wengert.expression.Expression.abs;
import static dev.wengert.expression.Expression.constant;
import static dev.wengert.expression.Expression.floor;
import static dev.wengert.expression.Expression.fma;
import static dev.wengert.expression.Expression.select;

import com.google.common.base.Preconditions;
import dev.wengert.Autodiff;
import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.expression.Expression;
import dev.wengert.ops.primitive.Numbers;

/**
 * Whole parts, remainders and signs, beside {@code floor}, {@code ceil}, {@code round} and {@code
 * sign} of {@link Elementary}.
 *
 * <p>A remainder is exact: no rounding of a quotient shows in it. Quotients beyond {@code 2^90} in
 * FLOAT32 and {@code 2^200} in FLOAT64, of which no digit of the remainder could be told from
 * noise, give NaN. Remainders of INT32 are INT32; one by 0 is an {@link ArithmeticException}, while
 * floating ones are NaN.
 */
public final class Rounding {

  /** How often what is left is divided again; each time by as much as the dtype has digits. */
  private static final int STEPS = 4;

  /** By how many powers of two a number below the normal ones is lifted to be one. */
  private static final int LIFT = 64;

  private static final Elementwise TRUNC = Elementwise.of("trunc", x -> trunc(x));
  private static final Elementwise FRAC = Elementwise.of("frac", x -> x.minus(trunc(x)));
  private static final Elementwise FMOD = Elementwise.of("fmod", (x, y) -> fmod(x, y));
  private static final Elementwise REMAINDER =
      Elementwise.of("remainder", (x, y) -> floored(fmod(x, y), y));
  private static final Elementwise FLOOR_DIVIDE =
      Elementwise.of("floorDivide", (x, y) -> floorDivide(x, y));
  private static final Elementwise WHOLE_FMOD =
      Elementwise.of("fmod", (x, y) -> x.minus(x.div(y).times(y)));
  private static final Elementwise WHOLE_REMAINDER =
      Elementwise.of("remainder", (x, y) -> floored(x.minus(x.div(y).times(y)), y));
  private static final Elementwise WHOLE_FLOOR_DIVIDE =
      Elementwise.of("floorDivide", (x, y) -> wholeFloorDivide(x, y));
  private static final Elementwise COPY_SIGN = Elementwise.of("copySign", (x, y) -> copySign(x, y));
  private static final Elementwise HEAVISIDE =
      Elementwise.of(
          "heaviside",
          (x, half) ->
              select(
                  x.lt(0),
                  constant(0),
                  select(constant(0).lt(x), constant(1), select(x.eq(0), half, x))));

  private Rounding() {}

  private static Expression trunc(Expression x) {
    return select(x.lt(0), floor(x.unaryMinus()).unaryMinus(), floor(x));
  }

  /**
   * What is left of x after as many whole y as fit. The remainder of a rounded quotient is a number
   * of the format, so that each step is exact; a quotient that was rounded up to a whole number
   * takes one y too much, which is put back last. The whole numbers have derivative 0: what is left
   * has the derivative of a remainder.
   */
  private static Expression fmod(Expression x, Expression y) {
    Expression left = x;
    for (int step = 0; step < STEPS; step++) {
      left = fma(trunc(left.div(y)).unaryMinus(), y, left);
    }
    Expression size = abs(y);
    // Too much was taken where what is left has the other sign.
    Expression more = select(left.lt(0), size, size.unaryMinus());
    Expression exact = select(differ(x, left), left.plus(more), left);
    Expression inside = select(abs(exact).lt(size), exact, constant(Double.NaN));
    // Of an infinity none fits into a number.
    Expression whole = Expression.and(size.eq(Double.POSITIVE_INFINITY), abs(x).lt(size));
    return select(whole, x, inside);
  }

  /** The remainder with the sign of y out of that with the sign of x. */
  private static Expression floored(Expression left, Expression y) {
    return select(differ(left, y), left.plus(y), left);
  }

  /** Whether one of two numbers is positive and one negative. */
  private static Expression differ(Expression a, Expression b) {
    return Expression.or(
        Expression.and(a.lt(0), constant(0).lt(b)), Expression.and(constant(0).lt(a), b.lt(0)));
  }

  /** The difference is a multiple of y but for roundings, so the quotient is nearly whole. */
  private static Expression floorDivide(Expression x, Expression y) {
    Expression whole = Expression.rint(x.minus(floored(fmod(x, y), y)).div(y));
    Expression size = abs(y);
    Expression isSmall = Expression.and(size.eq(Double.POSITIVE_INFINITY), abs(x).lt(size));
    Expression ofInfinity = select(differ(x, y), constant(-1), constant(0));
    return select(isSmall, ofInfinity, select(y.eq(0), x.div(y), whole));
  }

  private static Expression wholeFloorDivide(Expression x, Expression y) {
    Expression quotient = x.div(y);
    Expression left = x.minus(quotient.times(y));
    return select(differ(left, y), quotient.minus(constant(1)), quotient);
  }

  /** Whether a number is negative, or the zero below zero, of which the reciprocal tells. */
  private static Expression isNegative(Expression x) {
    return Expression.or(x.lt(0), constant(1).div(x).lt(0));
  }

  private static Expression copySign(Expression x, Expression y) {
    Expression same =
        Expression.or(
            Expression.and(isNegative(x), isNegative(y)),
            Expression.not(Expression.or(isNegative(x), isNegative(y))));
    return select(y.eq(y), select(same, x, x.unaryMinus()), constant(Double.NaN));
  }

  /**
   * Returns the integer next to x in the direction of 0. The derivative is 0 everywhere. NumPy and
   * PyTorch: {@code trunc}, {@code fix}.
   */
  public static Tensor trunc(Tensor x) {
    return TRUNC.apply(x);
  }

  /** Returns {@code x - trunc(x)}, with the sign of x. Pullback: d. PyTorch: {@code frac}. */
  public static Tensor frac(Tensor x) {
    return FRAC.apply(x);
  }

  /**
   * Returns what is left of x after as many whole y as fit, with the sign of x: {@code x - y
   * trunc(x / y)} with the exact quotient. Pullback: d to x, {@code -d trunc(x / y)} to y. C, NumPy
   * and PyTorch: {@code fmod}; Java's {@code %}; JAX's {@code lax.rem}.
   */
  public static Tensor fmod(Tensor x, Tensor y) {
    return (x.dtype() == DType.INT32 ? WHOLE_FMOD : FMOD).apply(x, y);
  }

  /** Returns what is left of x after as many of a number as fit, with the sign of x. */
  public static Tensor fmod(Tensor x, double y) {
    return fmod(x, Numbers.like("fmod", x, y));
  }

  /**
   * Returns what is left of x after as many whole y as fit, with the sign of y: {@code x - y
   * floor(x / y)} with the exact quotient. Pullback: d to x, {@code -d floor(x / y)} to y. NumPy
   * and PyTorch: {@code remainder}; Python's {@code %}.
   */
  public static Tensor remainder(Tensor x, Tensor y) {
    return (x.dtype() == DType.INT32 ? WHOLE_REMAINDER : REMAINDER).apply(x, y);
  }

  /** Returns what is left of x after as many of a number as fit, with the sign of the number. */
  public static Tensor remainder(Tensor x, double y) {
    return remainder(x, Numbers.like("remainder", x, y));
  }

  /**
   * Returns {@code floor(x / y)} of the exact quotient: 9 for 1 and 0.1, of which ten are more than
   * 1. The derivative is 0 everywhere. NumPy and PyTorch: {@code floor_divide}; Python's {@code
   * //}.
   */
  public static Tensor floorDivide(Tensor x, Tensor y) {
    return (x.dtype() == DType.INT32 ? WHOLE_FLOOR_DIVIDE : FLOOR_DIVIDE).apply(x, y);
  }

  /**
   * Returns the size of x with the sign of y, -0 being negative. Pullback to x: d where the signs
   * are equal, else {@code -d}; none to y. NumPy and PyTorch: {@code copysign}, which look at the
   * sign of NaN too; here a y that is NaN gives NaN.
   *
   * @throws IllegalArgumentException if x is not floating
   */
  public static Tensor copySign(Tensor x, Tensor y) {
    x.dtype().checkFloating("copySign");
    return COPY_SIGN.apply(x, y);
  }

  /**
   * Returns 0 below 0, 1 above it, a given value at it, and NaN for NaN. The derivative by x is 0
   * everywhere; the pullback to the value is d where x is 0. NumPy and PyTorch: {@code heaviside}.
   */
  public static Tensor heaviside(Tensor x, Tensor atZero) {
    return HEAVISIDE.apply(x, atZero);
  }

  /**
   * A number as a fraction and a power of two.
   *
   * @param fraction f, from 1/2 to 1 by its size
   * @param exponent n: INT32
   */
  public record Frexp(Tensor fraction, Tensor exponent) {}

  /**
   * Returns x taken apart as {@code f 2^n} with {@code 1/2 <= |f| < 1}, exactly; 0 and what is not
   * finite as itself and n = 0. Pullback to x: {@code d / 2^n}, n being constant. C, NumPy and
   * PyTorch: {@code frexp}; {@code f.times(pow(2, n))} is {@code ldexp}.
   *
   * @throws IllegalArgumentException if x is not floating
   */
  public static Frexp frexp(Tensor x) {
    x.dtype().checkFloating("frexp");
    Tensor plain = Comparisons.and(Comparisons.isFinite(x), x.ne(0));
    Tensor isSmall = Comparisons.and(plain, Elementary.abs(x).lt(x.dtype().leastNormal()));
    // What is below the normal numbers has no digits to spare for a logarithm.
    Tensor lifted = Selection.where(isSmall, x.times(Math.pow(2, LIFT)), x);
    Tensor size = Elementary.abs(lifted);
    Tensor power = Elementary.floor(Elementary.log2(Selection.where(plain, size, 1))).plus(1);
    Tensor nearly = lifted.times(Operators.pow(2, power.unaryMinus()));
    // A logarithm that was rounded to a whole number may be one too large.
    Tensor isShort = Elementary.abs(nearly).lt(0.5);
    Tensor fraction = Selection.where(isShort, nearly.times(2), nearly);
    Tensor exponent = Selection.where(isShort, power.minus(1), power);
    Tensor lowered = Selection.where(isSmall, exponent.minus(LIFT), exponent);
    return new Frexp(
        Selection.where(plain, fraction, x), Selection.where(plain, lowered, 0).to(DType.INT32));
  }

  /**
   * Returns the number of the dtype that comes after x on the way to y; y where they are equal, NaN
   * where one is. C, NumPy and PyTorch: {@code nextafter}.
   *
   * @throws IllegalArgumentException if x or y is not floating, the dtypes differ, the shapes do
   *     not broadcast, or a derivative is taken through one of them: there is none
   */
  public static Tensor nextAfter(Tensor x, Tensor y) {
    x.dtype().checkFloating("nextAfter");
    Preconditions.checkArgument(
        x.dtype() == y.dtype(),
        "nextAfter: dtypes differ: %s and %s; convert one of them with to(...)",
        x.dtype(),
        y.dtype());
    Preconditions.checkArgument(
        !Autodiff.isDifferentiated(x) && !Autodiff.isDifferentiated(y),
        "nextAfter: a derivative is taken through %s: there is none; take stopGradient(...) first",
        x.spec());
    DType dtype = x.dtype();
    Frexp parts = frexp(x);
    Tensor gap = Operators.pow(2, parts.exponent.minus(dtype.digits()).to(dtype));
    Tensor size = Elementary.abs(x);
    Tensor wider = size.plus(Elementary.maximum(gap, dtype.least()));
    // Below a power of two the numbers lie twice as close.
    Tensor isPower = Elementary.abs(parts.fraction).eq(0.5);
    Tensor down = Selection.where(isPower, gap.times(0.5), gap);
    Tensor within = size.minus(Elementary.maximum(down, dtype.least()));
    Tensor smaller = Selection.where(Comparisons.isFinite(x), within, dtype.largest());
    Tensor grows = Comparisons.xor(x.lt(y), x.lt(0));
    Tensor next = copySign(Selection.where(grows, wider, smaller), x);
    Tensor ofZero = copySign(Tensor.full(y.spec(), dtype.least()), y);
    Tensor moved = Selection.where(x.eq(0), ofZero, next);
    Tensor isNaN = Comparisons.or(Comparisons.isNaN(x), Comparisons.isNaN(y));
    return Selection.where(isNaN, Double.NaN, Selection.where(x.eq(y), y, moved));
  }
}
