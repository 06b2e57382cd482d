package dev.wengert.ops.primitive;

import static dev.wengert.expression.Expression.constant;
import static dev.wengert.expression.Expression.fma;

import dev.wengert.expression.Expression;

/**
 * The gate {@code (1 + tanh(v)) / 2 = sigmoid(u)} of the approximate GELU, with {@code u = 2 v = c0
 * x + c1 x^3}.
 *
 * <p>Far below 0 it is e^u, which multiplies a rounding of u by u. So u is taken in twice the
 * digits, high and low: {@code sigmoid(high + low) = s + s (1 - s) low}, and its slope likewise.
 * The low part does not change with x, so slopes are stated: its own derivative would be roundings.
 */
public final class CubicGate {

  /** {@code 2 sqrt(2 / pi)} in two parts, the first of which FLOAT32 has. */
  private static final double C0 = 0x1.988454p0;

  private static final double C0_LOW = -0x1.857935ee5e06ap-25;

  /** {@code 0.044715 c0}, likewise. */
  private static final double C1 = 0x1.2444f2p-4;

  private static final double C1_LOW = 0x1.49b169567ee28p-29;

  private CubicGate() {}

  public static Expression of(Expression x) {
    Expression square = x.times(x);
    Expression squareLow = fma(x, x, square.unaryMinus());
    Expression term = square.times(C1);
    Expression termLow = fma(square, constant(C1), term.unaryMinus());
    // The sum of two numbers either of which may be the larger one (Knuth's).
    Expression sum = term.plus(C0);
    Expression added = sum.minus(term);
    Expression lost = term.minus(sum.minus(added)).plus(constant(C0).minus(added));
    Expression rest =
        fma(squareLow, constant(C1), fma(square, constant(C1_LOW), constant(C0_LOW)))
            .plus(termLow)
            .plus(lost);
    Expression factor = sum.plus(rest);
    Expression factorLow = sum.minus(factor).plus(rest);
    Expression high = x.times(factor);
    Expression low = fma(x, factor, high.unaryMinus()).plus(x.times(factorLow));

    Expression gate = Expression.sigmoid(high);
    Expression precise = fma(gate.times(constant(1).minus(gate)), low, gate);
    Expression density = Expression.logisticPdf(high);
    Expression bend = constant(1).minus(gate.times(2));
    Expression preciseDensity = fma(density.times(bend), low, density);
    Expression rise = fma(square, constant(3 * (C1 + C1_LOW)), constant(C0 + C0_LOW));
    Expression second = density.times(fma(bend.times(rise), rise, x.times(6 * (C1 + C1_LOW))));
    return Expression.withSlope(
        precise, x, Expression.withSlope(preciseDensity.times(rise), x, second));
  }
}
