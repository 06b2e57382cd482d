package dev.wengert.expression;

import static dev.wengert.expression.Expression.abs;
import static dev.wengert.expression.Expression.and;
import static dev.wengert.expression.Expression.constant;
import static dev.wengert.expression.Expression.exponent;
import static dev.wengert.expression.Expression.fma;
import static dev.wengert.expression.Expression.not;
import static dev.wengert.expression.Expression.or;
import static dev.wengert.expression.Expression.select;
import static dev.wengert.expression.Expression.significand;

import com.google.common.primitives.ImmutableDoubleArray;

/**
 * x^y written out: e^(y log |x|), the logarithm and the product in twice the digits, and the cases
 * of IEEE 754 (section 9.2.1), which are those of C and NumPy: {@code 1^y = x^0 = 1} even for NaN.
 */
final class Powers {

  private static final Expression INFINITY = constant(Double.POSITIVE_INFINITY);
  private static final Expression ZERO = constant(0);
  private static final Expression ONE = constant(1);

  private Powers() {}

  /** A number as the sum of two, the second far below the first. */
  private record Pair(Expression high, Expression low) {

    /** The sum of two numbers, the first not the smaller one, and more low digits. */
    static Pair sum(Expression large, Expression small, Expression more) {
      Expression high = large.plus(small);
      return new Pair(high, large.minus(high).plus(small).plus(more));
    }

    static Pair product(Expression a, Expression b, Expression more) {
      Expression high = a.times(b);
      return new Pair(high, fma(a, b, high.unaryMinus()).plus(more));
    }
  }

  static Expression pow(NumberFormat format, Expression x, Expression y) {
    Expression size = abs(x);
    Pair logarithm = logarithm(format, size);
    Pair exponent = Pair.product(y, logarithm.high, y.times(logarithm.low));
    Expression power = Exponentials.exp(format, exponent.high, exponent.low);
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

  /** log x for x positive and finite, as log(2^k m) with s = (m - 1) / (m + 1). */
  private static Pair logarithm(NumberFormat format, Expression x) {
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
    double third = format == NumberFormat.FLOAT32 ? (float) (1 / 3.0) : 1 / 3.0;
    Expression thirdLow =
        constant(format == NumberFormat.FLOAT32 ? 1 / 3.0 - third : 0x1.5555555555555p-56);
    Pair second = Pair.product(z.high, constant(third), fma(z.high, thirdLow, z.low.times(third)));
    Expression more = z.high.times(z.high).times(Polynomials.horner(series(format), z.high));
    Pair terms = Pair.sum(second.high, more, second.low);
    Expression twice = s.times(2);
    Pair product =
        Pair.product(twice, terms.high, fma(twice, terms.low, sLow.times(2).times(terms.high)));
    Pair fraction = Pair.sum(twice, product.high, product.low.plus(sLow.times(2)));
    Expression whole = k.times(format.ln2.high());
    Pair all = Pair.sum(whole, fraction.high, fma(k, constant(format.ln2.low()), fraction.low));
    return Pair.sum(all.high, all.low, ZERO);
  }

  /** 1/5 + z/7 + z^2/9 + ... */
  private static ImmutableDoubleArray series(NumberFormat format) {
    ImmutableDoubleArray.Builder coefficients = ImmutableDoubleArray.builder();
    for (int i = format.logarithmTerms - 1; i >= 0; i--) {
      coefficients.add(1.0 / (2 * i + 5));
    }
    return coefficients.build();
  }
}
