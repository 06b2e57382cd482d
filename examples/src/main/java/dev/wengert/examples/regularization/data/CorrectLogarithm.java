package dev.wengert.examples.regularization.data;

import static com.google.common.base.Preconditions.checkArgument;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * The natural logarithm, rounded correctly: the double that is nearest to the exact value.
 *
 * <p>{@link StrictMath#log} is within one unit in the last place, and so differs from a C library
 * in some 4% of arguments. The C libraries of today round correctly but for about one argument in a
 * thousand: to meet their numbers is to round correctly. A call takes tens of microseconds.
 */
final class CorrectLogarithm {

  private static final MathContext DIGITS = new MathContext(40);
  private static final BigDecimal LOG_2 =
      new BigDecimal("0.6931471805599453094172321214581765680755001343602552541206800094934");
  private static final BigDecimal NEGLIGIBLE = BigDecimal.ONE.movePointLeft(40);

  private CorrectLogarithm() {}

  /**
   * Returns log(x) for a finite positive x.
   *
   * <p>x = m 2^k with m near 1, and log(m) = 2 artanh(s) = 2 (s + s^3/3 + s^5/5 + ...) with s = (m
   * - 1) / (m + 1), |s| &lt; 0.18.
   */
  static double of(double x) {
    checkArgument(
        x >= Double.MIN_NORMAL && x <= Double.MAX_VALUE, "log: not a normal number: %s", x);
    int exponent = Math.getExponent(x);
    double significand = Math.scalb(x, -exponent);
    if (significand > Math.sqrt(2)) {
      significand /= 2;
      exponent++;
    }
    BigDecimal m = new BigDecimal(significand);
    BigDecimal s = m.subtract(BigDecimal.ONE).divide(m.add(BigDecimal.ONE), DIGITS);
    BigDecimal square = s.multiply(s, DIGITS);
    BigDecimal power = s;
    BigDecimal sum = s;
    for (int n = 3; square.signum() != 0; n += 2) {
      power = power.multiply(square, DIGITS);
      BigDecimal term = power.divide(BigDecimal.valueOf(n), DIGITS);
      sum = sum.add(term, DIGITS);
      if (term.abs().compareTo(NEGLIGIBLE.multiply(sum.abs())) < 0) {
        break;
      }
    }
    return sum.multiply(BigDecimal.TWO)
        .add(LOG_2.multiply(BigDecimal.valueOf(exponent)), DIGITS)
        .doubleValue();
  }
}
