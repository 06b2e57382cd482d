package dev.wengert.expression;

import static dev.wengert.expression.Expression.abs;
import static dev.wengert.expression.Expression.constant;
import static dev.wengert.expression.Expression.fma;
import static dev.wengert.expression.Expression.select;

import com.google.common.primitives.ImmutableDoubleArray;

/**
 * The distribution function of the standard normal written out.
 *
 * <p>With a = |x| it is Q = e^(-a^2 / 2) f / (a + k) below 0 and 1 - Q above, where f varies
 * little: a polynomial in (a - k) / (a + k) = 1 - 2 k / (a + k), which maps all a from 0 to a short
 * stretch. So do Shepherd and Laframboise, "Chebyshev approximation of (1 + 2x) exp(x^2) erfc x in
 * 0 &lt;= x &lt; inf", 1981, for the complementary error function. That function itself, taken at x
 * / sqrt(2), would multiply the rounding of its argument by x^2.
 */
final class NormalFormula {

  /**
   * f in one format.
   *
   * @param k where the ratio is 0
   * @param high what f is there
   * @param low the next digits of that
   * @param rest the coefficients of the rest divided by the ratio
   */
  private record Tail(double k, double high, double low, ImmutableDoubleArray rest) {}

  /** For a up to 39: minimax, relative error 2^-58. */
  private static final Tail DOUBLE =
      new Tail(
          4,
          0x1.82b4bb8c94dcep-1,
          -0x1.9ad8cb65779a9p-56,
          ImmutableDoubleArray.of(
              -0x1.8f4178ebec56p-31,
              -0x1.5aa27c5b7d63cp-29,
              0x1.07a55f5929c3ap-29,
              0x1.510ff60a84cbp-26,
              0x1.c85321fba99d2p-27,
              -0x1.6ed38c82f7cd9p-24,
              -0x1.4cc8dd42dff5fp-23,
              0x1.23d90f695d206p-22,
              0x1.1238a8ad41541p-20,
              -0x1.5210d6172ef2fp-21,
              -0x1.8d4bcda0e042bp-18,
              0x1.80c1dea0222ap-21,
              0x1.26d0a37c22e03p-15,
              -0x1.001f43193794ap-19,
              -0x1.e4a4260ad8c4ep-13,
              0x1.17a4aebfc01c7p-13,
              0x1.ab825fc3a459bp-10,
              -0x1.c81719d610b82p-9,
              -0x1.ee2761048b5e7p-8,
              0x1.eec4cc3e4db85p-5,
              -0x1.7dff2bff68368p-3,
              0x1.8c6dbf2cfc2afp-2,
              -0x1.373e3a893c28ap-1));

  /** For a up to 14.3: minimax, relative error 2^-28. */
  private static final Tail FLOAT =
      new Tail(
          2,
          0x1.5845dcp-1,
          0x1.55cf1p-26,
          ImmutableDoubleArray.of(
              -0x1.0fd344p-14,
              -0x1.3640d2p-13,
              0x1.153178p-13,
              0x1.b59744p-11,
              0x1.afe8c8p-11,
              -0x1.ff505ap-10,
              -0x1.b959f8p-8,
              -0x1.ecd22p-12,
              0x1.2cce22p-5,
              0x1.d7d102p-6,
              -0x1.535bb2p-2));

  /** From here on Q is 0 in either format. */
  private static final Expression FAR = constant(64);

  private NormalFormula() {}

  static Expression cdf(FormulaConstants format, Expression x) {
    Tail form = format == FormulaConstants.FLOAT32 ? FLOAT : DOUBLE;
    Expression size = abs(x);
    // Infinity would leave NaN in the quotients.
    Expression a = select(FAR.lt(size), FAR, size);
    Expression divisor = a.plus(form.k);
    Expression inverse = constant(1).div(divisor);
    // What the divisor and its inverse have lost.
    Expression minus = inverse.unaryMinus();
    Expression remainder =
        fma(minus, a.minus(divisor.minus(form.k)), fma(minus, divisor, constant(1)));
    Expression inverseLow = inverse.times(remainder);
    Expression twice = constant(-2 * form.k);
    Expression ratio = fma(inverseLow, twice, fma(inverse, twice, constant(1)));
    Expression rest = Polynomials.horner(form.rest, ratio);
    Expression f = fma(rest, ratio, constant(form.high));
    Expression more = fma(rest, ratio, constant(form.high).minus(f)).plus(form.low);
    // Of x, not of a: so a loop that computes the density too has one exponential for both.
    Expression power = Exponentials.expMul(format, x, x.times(-0.5));
    // The product of the three, and what it loses.
    Expression numerator = power.times(f);
    Expression lost = fma(power, more, fma(power, f, numerator.unaryMinus()));
    Expression tail = fma(numerator, inverse, fma(numerator, inverseLow, lost.times(inverse)));
    return select(x.lt(0), tail, constant(1).minus(tail));
  }
}
