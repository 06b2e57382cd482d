package dev.wengert;

import static dev.wengert.expression.Expression.constant;
import static dev.wengert.expression.Expression.fma;
import static dev.wengert.expression.Expression.log;
import static dev.wengert.expression.Expression.select;
import static dev.wengert.expression.Expression.sqrt;

import dev.wengert.expression.Expression;

/**
 * The inverse of the normal distribution function, to a relative 1.2e-9.
 *
 * <p>Source: P. J. Acklam, "An algorithm for computing the inverse normal cumulative distribution
 * function", 2003.
 */
final class NormalQuantile {

  private static final double TAIL = 0.02425;
  private static final double[] A = {
    -3.969683028665376e+01,
    2.209460984245205e+02,
    -2.759285104469687e+02,
    1.383577518672690e+02,
    -3.066479806614716e+01,
    2.506628277459239e+00
  };
  private static final double[] B = {
    -5.447609879822406e+01,
    1.615858368580409e+02,
    -1.556989798598866e+02,
    6.680131188771972e+01,
    -1.328068155288572e+01,
    1
  };
  private static final double[] C = {
    -7.784894002430293e-03,
    -3.223964580411365e-01,
    -2.400758277161838e+00,
    -2.549732539343734e+00,
    4.374664141464968e+00,
    2.938163982698783e+00
  };
  private static final double[] D = {
    7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00, 3.754408661907416e+00, 1
  };

  private NormalQuantile() {}

  /** Returns the number that a normal one is below with probability p, from 0 to 1. */
  static Expression of(Expression p) {
    Expression q = p.minus(0.5);
    Expression square = q.times(q);
    Expression middle = q.times(polynomial(A, square)).div(polynomial(B, square));
    Expression rest = constant(1).minus(p);
    Expression low = tail(p);
    Expression high = tail(rest).unaryMinus();
    return select(p.lt(TAIL), low, select(rest.lt(TAIL), high, middle));
  }

  private static Expression tail(Expression p) {
    Expression q = sqrt(log(p).times(-2));
    return polynomial(C, q).div(polynomial(D, q));
  }

  private static Expression polynomial(double[] coefficients, Expression x) {
    Expression sum = constant(coefficients[0]);
    for (int i = 1; i < coefficients.length; i++) {
      sum = fma(sum, x, constant(coefficients[i]));
    }
    return sum;
  }
}
