package dev.wengert.ops;

import static dev.wengert.expression.Expression.constant;
import static dev.wengert.expression.Expression.select;

import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.expression.Expression;
import dev.wengert.ops.moment.Hypot;
import dev.wengert.ops.primitive.Numbers;

/**
 * The elementary functions, elementwise: powers, exponentials, trigonometry, rounding.
 *
 * <p>{@code tanh} is among the {@link Activations}.
 *
 * <p>They take FLOAT32 and FLOAT64 tensors of any shape ({@code abs}, {@code sign}, {@code square},
 * {@code maximum}, {@code minimum} and {@code clamp} INT32 too); those of two operands broadcast. A
 * wrong dtype or shapes that do not broadcast are an {@link IllegalArgumentException}. Where NumPy
 * and PyTorch are not named, their name is the same.
 *
 * <p>Values and slopes err by 4 units in the last place at most (the slope of {@code tan}, in which
 * the rounding of a cosine counts twice, by 6), powers of numbers left aside, and none leaves the
 * range on the way to a result that is within it.
 */
public final class Elementary {

  private static final Elementwise EXP = Elementwise.of("exp", x -> Expression.exp(x));
  private static final Elementwise EXPM1 = Elementwise.of("expm1", x -> Expression.expm1(x));
  private static final Elementwise LOG = Elementwise.of("log", x -> Expression.log(x));
  private static final Elementwise LOG1P = Elementwise.of("log1p", x -> Expression.log1p(x));
  private static final Elementwise LOG2 = Elementwise.of("log2", x -> Expression.log2(x));
  private static final Elementwise LOG10 = Elementwise.of("log10", x -> Expression.log10(x));
  private static final Elementwise SQRT = Elementwise.of("sqrt", x -> Expression.sqrt(x));
  private static final Elementwise RSQRT = Elementwise.of("rsqrt", x -> rsqrt(x));
  private static final Elementwise RECIPROCAL =
      Elementwise.of("reciprocal", x -> constant(1).div(x));
  private static final Elementwise SQUARE = Elementwise.of("square", x -> x.times(x));
  private static final Elementwise ABS = Elementwise.of("abs", x -> Expression.abs(x));
  private static final Elementwise SIGN = Elementwise.of("sign", x -> Expression.sign(x));
  private static final Elementwise FLOOR = Elementwise.of("floor", x -> Expression.floor(x));
  private static final Elementwise CEIL =
      Elementwise.of("ceil", x -> Expression.floor(x.unaryMinus()).unaryMinus());
  private static final Elementwise ROUND = Elementwise.of("round", x -> Expression.rint(x));
  private static final Elementwise SIN = Elementwise.of("sin", x -> Expression.sin(x));
  private static final Elementwise COS = Elementwise.of("cos", x -> Expression.cos(x));
  private static final Elementwise TAN = Elementwise.of("tan", x -> tan(x));
  private static final Elementwise ASIN = Elementwise.of("asin", x -> asin(x));
  private static final Elementwise ACOS = Elementwise.of("acos", x -> acos(x));
  private static final Elementwise ATAN =
      Elementwise.of("atan", x -> Expression.atan2(x, constant(1)));
  private static final Elementwise ATAN2 =
      Elementwise.of("atan2", (y, x) -> Expression.atan2(y, x));
  private static final Elementwise SINH =
      Elementwise.of(
          "sinh", x -> Expression.withSlope(sinh(x), x, Expression.withSlope(cosh(x), x, sinh(x))));
  private static final Elementwise COSH =
      Elementwise.of(
          "cosh", x -> Expression.withSlope(cosh(x), x, Expression.withSlope(sinh(x), x, cosh(x))));
  private static final Elementwise ASINH = Elementwise.of("asinh", x -> asinh(x));
  private static final Elementwise ACOSH = Elementwise.of("acosh", x -> acosh(x));
  private static final Elementwise ATANH = Elementwise.of("atanh", x -> atanh(x));
  private static final Elementwise SINC = Elementwise.of("sinc", x -> sinc(x));
  private static final Elementwise CBRT = Elementwise.of("cbrt", x -> cbrt(x));
  private static final Elementwise ERF = Elementwise.of("erf", x -> Expression.erf(x));
  private static final Elementwise MAXIMUM =
      Elementwise.of("maximum", (x, y) -> Expression.max(x, y));
  private static final Elementwise MINIMUM =
      Elementwise.of("minimum", (x, y) -> Expression.min(x, y));
  private static final Hypot HYPOT = new Hypot();
  private static final Elementwise LOG_ADD_EXP =
      Elementwise.of("logAddExp", (x, y) -> logAddExp(x, y));
  private static final Elementwise CLAMP =
      Elementwise.of(
          "clamp",
          3,
          select(
              Expression.input(0).lt(Expression.input(1)),
              Expression.input(1),
              select(
                  Expression.input(2).lt(Expression.input(0)),
                  Expression.input(2),
                  Expression.input(0))));

  private Elementary() {}

  /** {@code 1 - x^2}, exact near 1; by the rule of the product its slope has no digits near 0. */
  private static Expression rest(Expression x) {
    return Expression.withSlope(constant(1).minus(x).times(x.plus(1)), x, x.times(-2));
  }

  /** The other leg of a right triangle with hypotenuse 1. */
  private static Expression legOf(Expression x) {
    return Expression.sqrt(rest(x));
  }

  private static Expression asin(Expression x) {
    Expression leg = legOf(x);
    return Expression.withSlope(Expression.atan2(x, leg), x, constant(1).div(leg));
  }

  private static Expression acos(Expression x) {
    Expression leg = legOf(x);
    return Expression.withSlope(Expression.atan2(leg, x), x, constant(-1).div(leg));
  }

  private static Expression atanh(Expression x) {
    Expression value = Expression.log1p(x).minus(Expression.log1p(x.unaryMinus())).times(0.5);
    return Expression.withSlope(value, x, constant(1).div(rest(x)));
  }

  private static Expression rsqrt(Expression x) {
    Expression root = Expression.sqrt(x);
    return Expression.withSlope(constant(1).div(root), x, constant(-0.5).div(root).div(x));
  }

  private static Expression tan(Expression x) {
    Expression cos = Expression.cos(x);
    return Expression.withSlope(Expression.sin(x).div(cos), x, constant(1).div(cos.times(cos)));
  }

  /** Up to here the slope of {@code sin(y) / y} is a difference that loses digits. */
  private static final double STRAIGHT = 1.5;

  /** How many powers of the square of y the series of {@code sin(y) / y} takes up to there. */
  private static final int TERMS = 11;

  /** {@code sin(y) / y} for {@code y = pi x}, the angle without its whole half turns. */
  private static Expression sinc(Expression x) {
    Expression y = x.times(Math.PI);
    Expression square = y.times(y);
    Expression series = constant(0);
    Expression rise = constant(0);
    for (int k = TERMS; k > 0; k--) {
      double factor = term(k);
      series = series.times(square).plus(constant(factor));
      rise = rise.times(square).plus(constant(2 * k * factor));
    }
    Expression near = series.times(square).plus(1);
    Expression turns = Expression.rint(x);
    Expression rest = x.minus(turns).times(Math.PI);
    Expression half = turns.times(0.5);
    Expression sign = select(half.eq(Expression.floor(half)), constant(1), constant(-1));
    Expression far = Expression.sin(rest).times(sign).div(y);
    Expression fall = Expression.cos(rest).times(sign).minus(far).div(x);
    Expression isNear = Expression.abs(y).lt(STRAIGHT);
    Expression isInfinite = Expression.abs(x).eq(Double.POSITIVE_INFINITY);
    return Expression.withSlope(
        select(isNear, near, select(isInfinite, constant(0), far)),
        x,
        select(isNear, rise.times(y).times(Math.PI), select(isInfinite, constant(0), fall)));
  }

  /** The factor of {@code y^2k} in the series of {@code sin(y) / y}. */
  private static double term(int k) {
    double term = 1;
    for (int i = 1; i <= k; i++) {
      term /= -(2.0 * i) * (2 * i + 1);
    }
    return term;
  }

  /** One step of Newton's method after the power, which has a third as its exponent only nearly. */
  private static Expression cbrt(Expression x) {
    Expression size = Expression.abs(x);
    Expression root = Expression.pow(size, constant(1.0 / 3));
    Expression square = root.times(root);
    Expression excess = root.minus(size.div(square));
    Expression better = root.minus(excess.div(constant(3)));
    Expression plain = Expression.and(constant(0).lt(size), size.lt(Double.POSITIVE_INFINITY));
    Expression signed = select(plain, select(x.lt(0), better.unaryMinus(), better), x);
    return Expression.withSlope(signed, x, constant(1).div(signed.times(signed).times(3)));
  }

  /** {@code e^x / 2}, by halves: e^x itself overflows earlier. */
  private static Expression halfExp(Expression x) {
    Expression root = Expression.exp(x.times(0.5));
    return root.times(0.5).times(root);
  }

  /** Near 0 through expm1, which keeps the digits that a difference of exponentials loses. */
  private static Expression sinh(Expression x) {
    Expression e = Expression.expm1(x);
    Expression near = e.plus(e.div(e.plus(1))).times(0.5);
    Expression far = halfExp(x).minus(halfExp(x.unaryMinus()));
    return select(Expression.abs(x).lt(1), near, far);
  }

  /** Near 0 the halves round to a sum below 1, which no hyperbolic cosine is. */
  private static Expression cosh(Expression x) {
    return Expression.max(halfExp(x).plus(halfExp(x.unaryMinus())), constant(1));
  }

  /** Beyond this, 1 is nothing beside the square, which in FLOAT32 still is a number. */
  private static final double FAR = 1e9;

  /** The slope is stated for its own slope, which has no digits near 0 by the rules. */
  private static Expression asinh(Expression x) {
    Expression size = Expression.abs(x);
    Expression value =
        select(x.lt(0), asinhOfPositive(x.unaryMinus()).unaryMinus(), asinhOfPositive(x));
    Expression near = constant(1).div(Expression.sqrt(x.times(x).plus(1)));
    return Expression.withSlope(
        value, x, select(constant(FAR).lt(size), constant(1).div(size), near));
  }

  /** Of x from 0: through log1p, which keeps the digits near 0. */
  private static Expression asinhOfPositive(Expression x) {
    Expression square = x.times(x);
    Expression root = Expression.sqrt(square.plus(1));
    Expression near = Expression.log1p(x.plus(square.div(root.plus(1))));
    return select(constant(FAR).lt(x), Expression.log(x).plus(Math.log(2)), near);
  }

  private static Expression acosh(Expression x) {
    Expression excess = x.minus(1);
    Expression near = Expression.log1p(excess.plus(Expression.sqrt(excess.times(excess.plus(2)))));
    Expression inside = select(constant(FAR).lt(x), Expression.log(x).plus(Math.log(2)), near);
    // Far below 1 the sum under the logarithm is 1 again.
    return select(x.lt(1), constant(Double.NaN), inside);
  }

  private static Expression logAddExp(Expression x, Expression y) {
    Expression rise = y.plus(Expression.log1p(Expression.exp(x.minus(y))));
    Expression fall = x.plus(Expression.log1p(Expression.exp(y.minus(x))));
    Expression infinite = Expression.and(x.eq(y), Expression.abs(x).eq(Double.POSITIVE_INFINITY));
    return select(Expression.not(infinite), select(x.lt(y), rise, fall), x.plus(y).times(0.5));
  }

  // Powers, exponentials and logarithms

  /** Returns {@code e^x}. Pullback: {@code d y}. */
  public static Tensor exp(Tensor x) {
    return EXP.apply(x);
  }

  /** Returns {@code e^x - 1}, exact near 0. Pullback: {@code d e^x}. */
  public static Tensor expm1(Tensor x) {
    return EXPM1.apply(x);
  }

  /** Returns the natural logarithm of x. Pullback: {@code d / x}. */
  public static Tensor log(Tensor x) {
    return LOG.apply(x);
  }

  /** Returns {@code log(1 + x)}, exact near 0. Pullback: {@code d / (1 + x)}. */
  public static Tensor log1p(Tensor x) {
    return LOG1P.apply(x);
  }

  /**
   * Returns the logarithm of x to base 2, the exponent of every power of two. Pullback: {@code d /
   * (x log 2)}.
   */
  public static Tensor log2(Tensor x) {
    return LOG2.apply(x);
  }

  /**
   * Returns the logarithm of x to base 10, the exponent of every power of ten, also where that is
   * no number of the format but rounds to x. Pullback: {@code d / (x log 10)}.
   */
  public static Tensor log10(Tensor x) {
    return LOG10.apply(x);
  }

  /** Returns the square root of x. Pullback: {@code d / (2 y)}, infinite at 0. */
  public static Tensor sqrt(Tensor x) {
    return SQRT.apply(x);
  }

  /** Returns {@code 1 / sqrt(x)}. Pullback: {@code -d y / (2 x)}. NumPy has no name for it. */
  public static Tensor rsqrt(Tensor x) {
    return RSQRT.apply(x);
  }

  /**
   * Returns the real cube root of x, with the sign of x. Pullback: {@code d / (3 y^2)}, infinite at
   * 0. NumPy and JAX: {@code cbrt}.
   */
  public static Tensor cbrt(Tensor x) {
    return CBRT.apply(x);
  }

  /** Returns {@code 1 / x}. Pullback: {@code -d y / x}. */
  public static Tensor reciprocal(Tensor x) {
    return RECIPROCAL.apply(x);
  }

  /** Returns {@code x * x}. Pullback: {@code 2 x d}. */
  public static Tensor square(Tensor x) {
    return SQUARE.apply(x);
  }

  // Signs, rounding and limits

  /** Returns {@code |x|}. Pullback: {@code d sign(x)}; at 0 the derivative is 0. */
  public static Tensor abs(Tensor x) {
    return ABS.apply(x);
  }

  /** Returns -1, 0 or 1 with the sign of x, NaN for NaN. The derivative is 0 everywhere. */
  public static Tensor sign(Tensor x) {
    return SIGN.apply(x);
  }

  /** Returns the largest integer not above x. The derivative is 0 everywhere. */
  public static Tensor floor(Tensor x) {
    return FLOOR.apply(x);
  }

  /** Returns the smallest integer not below x. The derivative is 0 everywhere. */
  public static Tensor ceil(Tensor x) {
    return CEIL.apply(x);
  }

  /** Returns the nearest integer, ties to the even one. The derivative is 0 everywhere. */
  public static Tensor round(Tensor x) {
    return ROUND.apply(x);
  }

  /**
   * Returns the larger of x and y, NaN if either is. Pullback: d to the larger; equal ones get half
   * each.
   */
  public static Tensor maximum(Tensor x, Tensor y) {
    return MAXIMUM.apply(x, y);
  }

  /** Returns the larger of x and a number. */
  public static Tensor maximum(Tensor x, double y) {
    return MAXIMUM.apply(x, Numbers.like("maximum", x, y));
  }

  /**
   * Returns the smaller of x and y, NaN if either is. Pullback: d to the smaller; equal ones get
   * half each.
   */
  public static Tensor minimum(Tensor x, Tensor y) {
    return MINIMUM.apply(x, y);
  }

  /** Returns the smaller of x and a number. */
  public static Tensor minimum(Tensor x, double y) {
    return MINIMUM.apply(x, Numbers.like("minimum", x, y));
  }

  /**
   * Returns x, but {@code min} where it is less and {@code max} where it is more; NaN for NaN.
   * Pullback: d within the limits and at them, else 0. NumPy: {@code clip}.
   *
   * @throws IllegalArgumentException if {@code min > max}
   */
  public static Tensor clamp(Tensor x, double min, double max) {
    if (!(min <= max)) {
      throw new IllegalArgumentException(
          "clamp: the limits are not in order: " + min + " and " + max + "; give the lower first");
    }
    return CLAMP.apply(x, Numbers.like("clamp", x, min), Numbers.like("clamp", x, max));
  }

  // Trigonometric and hyperbolic functions

  /** Returns the sine of an angle in radians. Pullback: {@code d cos(x)}. */
  public static Tensor sin(Tensor x) {
    return SIN.apply(x);
  }

  /** Returns the cosine of an angle in radians. Pullback: {@code -d sin(x)}. */
  public static Tensor cos(Tensor x) {
    return COS.apply(x);
  }

  /**
   * Returns {@code sin(pi x) / (pi x)}, 1 at 0 and 0 at all other integers. Pullback: {@code d
   * (cos(pi x) - y) / x}, 0 at 0; near its roots it errs by units in the last place of {@code 1 /
   * x}. NumPy, PyTorch and JAX: {@code sinc}.
   */
  public static Tensor sinc(Tensor x) {
    return SINC.apply(x);
  }

  /** Returns the tangent of an angle in radians. Pullback: {@code d / cos(x)^2}. */
  public static Tensor tan(Tensor x) {
    return TAN.apply(x);
  }

  /**
   * Returns the angle in [-pi/2, pi/2] with sine x; NaN outside [-1, 1]. Pullback: {@code d /
   * sqrt(1 - x^2)}. NumPy: {@code arcsin}.
   */
  public static Tensor asin(Tensor x) {
    return ASIN.apply(x);
  }

  /**
   * Returns the angle in [0, pi] with cosine x; NaN outside [-1, 1]. Pullback: {@code -d / sqrt(1 -
   * x^2)}. NumPy: {@code arccos}.
   */
  public static Tensor acos(Tensor x) {
    return ACOS.apply(x);
  }

  /**
   * Returns the angle in [-pi/2, pi/2] with tangent x. Pullback: {@code d / (1 + x^2)}. NumPy:
   * {@code arctan}.
   */
  public static Tensor atan(Tensor x) {
    return ATAN.apply(x);
  }

  /**
   * Returns the angle of the point (x, y), in [-pi, pi]. Pullback: {@code d x / (x^2 + y^2)} to y,
   * {@code -d y / (x^2 + y^2)} to x. NumPy: {@code arctan2}.
   */
  public static Tensor atan2(Tensor y, Tensor x) {
    return ATAN2.apply(y, x);
  }

  /** Returns the hyperbolic sine of x. Pullback: {@code d cosh(x)}. */
  public static Tensor sinh(Tensor x) {
    return SINH.apply(x);
  }

  /** Returns the hyperbolic cosine of x. Pullback: {@code d sinh(x)}. */
  public static Tensor cosh(Tensor x) {
    return COSH.apply(x);
  }

  /**
   * Returns the number with hyperbolic sine x. Pullback: {@code d / sqrt(x^2 + 1)}. NumPy: {@code
   * arcsinh}.
   */
  public static Tensor asinh(Tensor x) {
    return ASINH.apply(x);
  }

  /**
   * Returns the number from 0 with hyperbolic cosine x; NaN below 1. Pullback: {@code d / sqrt(x^2
   * - 1)}, infinite at 1. NumPy: {@code arccosh}.
   */
  public static Tensor acosh(Tensor x) {
    return ACOSH.apply(x);
  }

  /**
   * Returns the number with hyperbolic tangent x, infinite at -1 and 1 and NaN outside. Pullback:
   * {@code d / (1 - x^2)}. NumPy: {@code arctanh}.
   */
  public static Tensor atanh(Tensor x) {
    return ATANH.apply(x);
  }

  /**
   * Returns the error function {@code 2 / sqrt(pi)} times the integral of {@code e^-t^2} from 0 to
   * x. Pullback: {@code 2 d e^-x^2 / sqrt(pi)}. SciPy and PyTorch: {@code special.erf}.
   */
  public static Tensor erf(Tensor x) {
    return ERF.apply(x);
  }

  // Two operands

  /**
   * Returns {@code sqrt(x^2 + y^2)} whose squares neither overflow nor vanish; infinity where x or
   * y is infinite, whatever the other is (C99). Pullback: {@code d x / z} and {@code d y / z}; at
   * (0, 0) both are 0. An infinite x has the slope of |x| and leaves y none; so has an infinite y
   * beside a finite x.
   */
  public static Tensor hypot(Tensor x, Tensor y) {
    Shape common = Shape.broadcast("hypot", x.shape(), y.shape());
    return HYPOT.apply(x.broadcastTo(common), y.broadcastTo(common));
  }

  /**
   * Returns {@code log(e^x + e^y)} without overflow. Pullback: {@code d e^(x - z)} and {@code d
   * e^(y - z)}; equal infinities share d. NumPy: {@code logaddexp}.
   */
  public static Tensor logAddExp(Tensor x, Tensor y) {
    return LOG_ADD_EXP.apply(x, y);
  }
}
