package dev.wengert.expression;

import static dev.wengert.expression.Expression.abs;
import static dev.wengert.expression.Expression.and;
import static dev.wengert.expression.Expression.constant;
import static dev.wengert.expression.Expression.exponent;
import static dev.wengert.expression.Expression.not;
import static dev.wengert.expression.Expression.or;
import static dev.wengert.expression.Expression.select;

/**
 * x^y written out: e^(y log |x|), the logarithm and the product in twice the digits, and the cases
 * of IEEE 754 (section 9.2.1), which are those of C and NumPy: {@code 1^y = x^0 = 1} even for NaN.
 */
final class Powers {

  private static final Expression INFINITY = constant(Double.POSITIVE_INFINITY);
  private static final Expression ZERO = constant(0);
  private static final Expression ONE = constant(1);

  private Powers() {}

  static Expression pow(FormulaConstants format, Expression x, Expression y) {
    Expression size = abs(x);
    Pair logarithm = PreciseLogarithm.of(format, size);
    Pair exponent = Pair.product(y, logarithm.high(), y.times(logarithm.low()));
    Expression power = Exponentials.exp(format, exponent.high(), exponent.low());
    Expression positive = ZERO.lt(y);
    Expression atZero = select(positive, ZERO, INFINITY);
    Expression atInfinity = select(positive, INFINITY, ZERO);
    Expression bounded =
        select(
            size.eq(1),
            ONE,
            select(size.eq(0), atZero, select(size.eq(INFINITY), atInfinity, power)));
    Expression integer = Expansion.rint(format, y).eq(y);
    Expression half = y.times(0.5);
    Expression odd = and(integer, not(Expansion.rint(format, half).eq(half)));
    Expression signed = select(and(odd, Trigonometry.isNegative(x)), bounded.unaryMinus(), bounded);
    Expression undefined =
        or(and(x.lt(0), and(size.lt(INFINITY), not(integer))), or(not(x.eq(x)), not(y.eq(y))));
    return select(or(x.eq(1), y.eq(0)), ONE, select(undefined, constant(Double.NaN), signed));
  }
}
