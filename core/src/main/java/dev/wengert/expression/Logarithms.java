package dev.wengert.expression;

import static dev.wengert.expression.Expression.constant;
import static dev.wengert.expression.Expression.exponent;
import static dev.wengert.expression.Expression.fma;
import static dev.wengert.expression.Expression.select;
import static dev.wengert.expression.Expression.significand;

/**
 * Logarithms written out, as in fdlibm (Sun Microsystems, 1993, e_log.c and s_log1p.c).
 *
 * <p>The argument is 2^k (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)); log(1 + f) is a series in s =
 * f / (2 + f).
 */
final class Logarithms {

  private static final Expression INFINITY = constant(Double.POSITIVE_INFINITY);

  private Logarithms() {}

  /** log(1 + f) + k ln 2 + correction. */
  private static Expression combine(
      FormulaConstants format, Expression f, Expression k, Expression correction) {
    Expression s = f.div(f.plus(2));
    Expression z = s.times(s);
    Expression series = Polynomials.horner(format.logarithm, z);
    Expression half = f.times(f).times(0.5);
    Expression tail = fma(k, constant(format.ln2.low()), correction);
    Expression low = fma(s, fma(series, z, half), tail).minus(half);
    return fma(k, constant(format.ln2.high()), low.plus(f));
  }

  static Expression log(FormulaConstants format, Expression x) {
    Expression tiny = x.lt(format.layout.leastNormal());
    Expression lifted = select(tiny, x.times(Math.scalb(1.0, format.layout.lift())), x);
    Expression lift = select(tiny, constant(format.layout.lift()), constant(0));
    Expression k = exponent(lifted).minus(lift);
    Expression inside = combine(format, significand(lifted).minus(1), k, constant(0));
    return bounded(x, 0, inside);
  }

  static Expression log1p(FormulaConstants format, Expression x) {
    Expression u = x.plus(1);
    Expression k = exponent(u);
    Expression near = k.eq(0);
    // What 1 + x has lost of x: for k = 0 the series takes x itself.
    Expression lost = select(x.lt(1), x.minus(u.minus(1)), constant(1).minus(u.minus(x))).div(u);
    Expression f = select(near, x, significand(u).minus(1));
    Expression finite = combine(format, f, k, select(near, constant(0), lost));
    return bounded(x, -1, select(x.eq(0), x, finite));
  }

  /** What is inside, between the pole and infinity; beyond them -infinity, NaN, or x itself. */
  static Expression bounded(Expression x, double pole, Expression inside) {
    Expression below = select(x.eq(pole), constant(Double.NEGATIVE_INFINITY), constant(Double.NaN));
    return select(x.lt(INFINITY), select(constant(pole).lt(x), inside, below), x);
  }
}
