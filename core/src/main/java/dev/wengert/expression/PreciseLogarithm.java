package dev.wengert.expression;

import static dev.wengert.expression.Expression.constant;
import static dev.wengert.expression.Expression.exponent;
import static dev.wengert.expression.Expression.fma;
import static dev.wengert.expression.Expression.select;
import static dev.wengert.expression.Expression.significand;

import com.google.common.primitives.ImmutableDoubleArray;

/**
 * The logarithm in twice the digits, for what would lose them: powers, and logarithms to other
 * bases, which are integers for powers of the base and nothing else will do.
 */
final class PreciseLogarithm {

  /** The base 2: 1 / ln 2 in two parts. */
  static final Base TWO = new Base(0x1.71547652b82fep0, 0x1.777d0ffda0d24p-56);

  /** The base 10: 1 / ln 10 in two parts. */
  static final Base TEN = new Base(0x1.bcb7b1526e50ep-2, 0x1.95355baaafad3p-57);

  private static final Expression ZERO = constant(0);

  /**
   * 1 / ln of a base.
   *
   * @param high its digits as far as FLOAT64 goes
   * @param low the next ones
   */
  record Base(double high, double low) {}

  private PreciseLogarithm() {}

  /** The logarithm to a base. */
  static Expression ofBase(FormulaConstants format, Expression x, Base base) {
    boolean single = format == FormulaConstants.FLOAT32;
    double high = single ? (float) base.high : base.high;
    double low = single ? base.high - high : base.low;
    Pair natural = of(format, x);
    Expression rest = fma(natural.high(), constant(low), natural.low().times(high));
    Pair product = Pair.product(natural.high(), constant(high), rest);
    return Logarithms.bounded(x, 0, product.high().plus(product.low()));
  }

  /** log x for x positive and finite, as log(2^k m) with s = (m - 1) / (m + 1). */
  static Pair of(FormulaConstants format, Expression x) {
    Expression tiny = x.lt(format.layout.leastNormal());
    Expression lifted = select(tiny, x.times(Math.scalb(1.0, format.layout.lift())), x);
    Expression lift = select(tiny, constant(format.layout.lift()), ZERO);
    Expression k = exponent(lifted).minus(lift);
    Expression m = significand(lifted);
    Expression f = m.minus(1);
    Expression sum = m.plus(1);
    Expression sumLow = m.minus(sum.minus(1));
    Expression s = f.div(sum);
    Expression minus = s.unaryMinus();
    Expression sLow = fma(minus, sumLow, fma(minus, sum, f)).div(sum);
    // 2 s (1 + z / 3 + z^2 / 5 + ...), z = s^2: the second term is needed in twice the digits too.
    Pair z = Pair.product(s, s, s.times(sLow).times(2));
    double third = format == FormulaConstants.FLOAT32 ? (float) (1 / 3.0) : 1 / 3.0;
    Expression thirdLow =
        constant(format == FormulaConstants.FLOAT32 ? 1 / 3.0 - third : 0x1.5555555555555p-56);
    Pair second =
        Pair.product(z.high(), constant(third), fma(z.high(), thirdLow, z.low().times(third)));
    Expression more = z.high().times(z.high()).times(Polynomials.horner(series(format), z.high()));
    Pair terms = Pair.sum(second.high(), more, second.low());
    Expression twice = s.times(2);
    Pair product =
        Pair.product(
            twice, terms.high(), fma(twice, terms.low(), sLow.times(2).times(terms.high())));
    Pair fraction = Pair.sum(twice, product.high(), product.low().plus(sLow.times(2)));
    Expression whole = k.times(format.ln2.high());
    Pair all = Pair.sum(whole, fraction.high(), fma(k, constant(format.ln2.low()), fraction.low()));
    return Pair.sum(all.high(), all.low(), ZERO);
  }

  /** 1/5 + z/7 + z^2/9 + ... */
  private static ImmutableDoubleArray series(FormulaConstants format) {
    ImmutableDoubleArray.Builder coefficients = ImmutableDoubleArray.builder();
    for (int i = format.logarithmTerms - 1; i >= 0; i--) {
      coefficients.add(1.0 / (2 * i + 5));
    }
    return coefficients.build();
  }
}
