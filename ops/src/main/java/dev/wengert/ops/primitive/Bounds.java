package dev.wengert.ops.primitive;

import static dev.wengert.expression.Expression.and;
import static dev.wengert.expression.Expression.constant;
import static dev.wengert.expression.Expression.input;
import static dev.wengert.expression.Expression.select;

import dev.wengert.Autodiff;
import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.expression.Expression;

/**
 * Puts back what rounding carried past a bound that the exact value keeps.
 *
 * <p>The derivatives stay those of the formula: a clamp would make them 0 just where the value is
 * at its bound, and with them the curvature there.
 */
public final class Bounds {

  /** x without what its second copy, which is constant to a derivative, lies past a bound. */
  private static final Elementwise KEPT =
      Elementwise.of("kept", 5, input(0).minus(excess(input(1), input(2), input(3), input(4))));

  private Bounds() {}

  /** How far x lies past a bound, if it is by no more than the slack. */
  private static Expression excess(
      Expression x, Expression low, Expression high, Expression slack) {
    Expression above = x.minus(high);
    Expression below = x.minus(low);
    return select(
        and(constant(0).lt(above), above.le(slack)),
        above,
        select(and(below.lt(0), below.unaryMinus().le(slack)), below, constant(0)));
  }

  /**
   * Returns x, but a bound where x lies past it by no more than the slack. Near its bound x is
   * subtracted from exactly, so that the result is the bound itself. Pullback: d.
   */
  public static Tensor kept(String operation, Tensor x, double low, double high, double slack) {
    return kept(
        x,
        Numbers.like(operation, x, low),
        Numbers.like(operation, x, high),
        Numbers.like(operation, x, slack));
  }

  /** Returns x, but a bound where x lies past it; the bounds are near where x is. Pullback: d. */
  public static Tensor kept(Tensor x, Tensor low, Tensor high) {
    Tensor any = Numbers.like("kept", x, Double.POSITIVE_INFINITY);
    return kept(x, Autodiff.stopGradient(low), Autodiff.stopGradient(high), any);
  }

  private static Tensor kept(Tensor x, Tensor low, Tensor high, Tensor slack) {
    return KEPT.apply(x, Autodiff.stopGradient(x), low, high, slack);
  }
}
