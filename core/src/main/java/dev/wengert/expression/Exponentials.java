package dev.wengert.expression;

import static dev.wengert.expression.Expression.abs;
import static dev.wengert.expression.Expression.constant;
import static dev.wengert.expression.Expression.fma;
import static dev.wengert.expression.Expression.pow2;
import static dev.wengert.expression.Expression.select;

/**
 * e^x and its relatives written out.
 *
 * <p>The argument is n ln 2 + r with |r| up to ln(2) / 2, as in fdlibm (Sun Microsystems, 1993,
 * e_exp.c); e^r is its Taylor series, which at these lengths is exact to the last bit.
 */
final class Exponentials {

  private static final Expression INFINITY = constant(Double.POSITIVE_INFINITY);

  private Exponentials() {}

  /** The integer n nearest to x / ln 2. */
  private static Expression powers(FormulaConstants format, Expression x) {
    return Expansion.nearest(format, x, 1 / Math.log(2));
  }

  /**
   * e^r - 1 = high + low for the rest r = x + more - n ln 2.
   *
   * @param high r itself
   * @param low what is left of the series, and of the digits that the rest has lost
   */
  private record Series(Expression high, Expression low) {

    static Series of(FormulaConstants format, Expression x, Expression more, Expression n) {
      Expression minus = n.unaryMinus();
      Expression most = fma(minus, constant(format.ln2.high()), x);
      Expression low = constant(format.ln2.low());
      Expression rest = fma(minus, low, most);
      Expression r = rest.plus(more);
      Expression lost = fma(minus, low, most.minus(rest)).plus(rest.minus(r).plus(more));
      double factorial = 1;
      for (int i = 2; i <= format.exponential; i++) {
        factorial *= i;
      }
      Expression sum = constant(1 / factorial);
      for (int i = format.exponential; i > 2; i--) {
        factorial /= i;
        sum = fma(sum, r, constant(1 / factorial));
      }
      return new Series(r, fma(sum, r.times(r), lost));
    }

    /** Adds a number that is not smaller, with the digits that the sum loses. */
    Expression plus(Expression large) {
      Expression sum = large.plus(high);
      return sum.plus(large.minus(sum).plus(high).plus(low));
    }
  }

  static Expression exp(FormulaConstants format, Expression x) {
    return exp(format, x, constant(0));
  }

  /** e^(x + more), with more far below x. */
  static Expression exp(FormulaConstants format, Expression x, Expression more) {
    return select(constant(format.limits.overflow()).lt(x), INFINITY, finite(format, x, more));
  }

  /** e^-|x|. */
  private static Expression decay(FormulaConstants format, Expression x) {
    return finite(format, abs(x).unaryMinus(), constant(0));
  }

  /** e^(x + more) where that is not infinite. */
  private static Expression finite(FormulaConstants format, Expression x, Expression more) {
    Expression n = powers(format, x);
    Expression power = Series.of(format, x, more, n).plus(constant(1));
    // In two halves, since 2^n itself may be no normal number.
    Expression half = Expansion.nearest(format, n, 0.5);
    Expression scaled = power.times(pow2(half)).times(pow2(n.minus(half)));
    return select(x.lt(format.limits.underflow()), constant(0), scaled);
  }

  static Expression expm1(FormulaConstants format, Expression x) {
    Expression n = powers(format, x);
    Series series = Series.of(format, x, constant(0), n);
    // 2^n (e^r - 1) + (2^n - 1), all halved, since 2^n itself may be too large.
    Expression half = pow2(n.minus(1));
    Expression rest = half.minus(0.5);
    Expression main = fma(series.high, half, rest);
    Expression lost = fma(series.high, half, rest.minus(main));
    Expression scaled = main.plus(fma(series.low, half, lost)).times(2);
    Expression small = series.high.plus(series.low);
    Expression inside = select(n.eq(0), select(x.eq(0), x, small), scaled);
    return select(
        constant(format.limits.overflow()).lt(x),
        INFINITY,
        select(x.lt(format.limits.lost()), constant(-1), inside));
  }

  /** e^(x y), with the digits that the product loses. */
  static Expression expMul(FormulaConstants format, Expression x, Expression y) {
    Expression product = x.times(y);
    return exp(format, product, fma(x, y, product.unaryMinus()));
  }

  /**
   * A polynomial near 0; 1 - 2 e / (1 + e), e = e^-|2 x|, with the sign of x farther away: of 2 x,
   * so that a loop which computes the slope too, 4 logisticPdf(2 x), has one exponential for both.
   */
  static Expression tanh(FormulaConstants format, Expression x) {
    Expression square = x.times(x);
    Expression near = fma(square.times(Polynomials.horner(format.tangent, square)), x, x);
    Expression e = decay(format, x.times(2));
    Expression far = constant(1).minus(e.times(2).div(e.plus(1)));
    Expression signed = select(x.lt(0), far.unaryMinus(), far);
    return select(abs(x).lt(0.625), select(x.eq(0), x, near), signed);
  }

  /**
   * 1 / (1 + e^-|x|), or e^-|x| / (1 + e^-|x|) below 0: nothing overflows, and small results keep
   * their digits. The quotient is corrected by what its divisor has lost.
   */
  static Expression sigmoid(FormulaConstants format, Expression x) {
    Expression e = decay(format, x);
    Expression divisor = e.plus(1);
    Expression lost = constant(1).minus(divisor).plus(e);
    Expression negative = x.lt(0);
    Expression numerator = select(negative, e, constant(1));
    Expression quotient = numerator.div(divisor);
    Expression minus = quotient.unaryMinus();
    Expression remainder = fma(minus, lost, fma(minus, divisor, numerator));
    Expression inverse = select(negative, constant(1).minus(quotient), quotient);
    return fma(remainder, inverse, quotient);
  }

  /** e^-|x| / (1 + e^-|x|)^2. */
  static Expression logisticPdf(FormulaConstants format, Expression x) {
    Expression e = decay(format, x);
    return e.div(fma(e, e.plus(2), constant(1)));
  }
}
