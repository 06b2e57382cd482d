package dev.wengert.expression;

import com.google.common.primitives.ImmutableDoubleArray;

/** Polynomials as expressions. */
final class Polynomials {

  private Polynomials() {}

  /**
   * Returns the polynomial with these coefficients, the highest power's first, by Horner's rule.
   */
  static Expression horner(ImmutableDoubleArray coefficients, Expression x) {
    Expression sum = Expression.constant(coefficients.get(0));
    for (int i = 1; i < coefficients.length(); i++) {
      sum = Expression.fma(sum, x, Expression.constant(coefficients.get(i)));
    }
    return sum;
  }
}
