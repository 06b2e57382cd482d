package dev.wengert.ops.moment;

import static dev.wengert.expression.Expression.abs;
import static dev.wengert.expression.Expression.constant;
import static dev.wengert.expression.Expression.input;
import static dev.wengert.expression.Expression.select;
import static dev.wengert.expression.Expression.sign;

import dev.wengert.Elementwise;
import dev.wengert.expression.Expression;
import dev.wengert.expression.LoopBody;
import org.jspecify.annotations.Nullable;

/**
 * What of a {@link PowerSum} depends on its order p: with q for x / scale and l for the length. The
 * last operand of each formula is the order, unless that is 1 or 2.
 *
 * @param power {@code |x|^p}
 * @param scaledPower {@code |q|^p}, of x and scale
 * @param root l, of a sum of powers
 * @param steepness {@code l^(p - 1)}, of a sum of powers; null where that is l
 * @param pulled the cotangent of x, of x, scale, steepness, and the cotangents of norm, length and
 *     sum, those of length and sum divided by the scale
 * @param pushedToNorm of x, scale, steepness and tangent
 * @param pushedToSum of x, scale and tangent
 */
record NormFormulas(
    LoopBody power,
    LoopBody scaledPower,
    LoopBody root,
    @Nullable Elementwise steepness,
    Elementwise pulled,
    Elementwise pushedToNorm,
    Elementwise pushedToSum) {

  private static final NormFormulas FIRST = make(1);
  private static final NormFormulas SECOND = make(2);
  private static final NormFormulas OTHER = make(Double.NaN);

  static NormFormulas of(double p) {
    return p == 2 ? SECOND : p == 1 ? FIRST : OTHER;
  }

  /** Returns whether an order is an operand of the formulas. */
  static boolean isOperand(double p) {
    return p != 1 && p != 2;
  }

  private static NormFormulas make(double p) {
    int order = isOperand(p) ? 1 : 0;
    Expression q = input(0).div(input(1));
    return new NormFormulas(
        LoopBody.of(power(p, input(0), input(1)), 1 + order),
        LoopBody.of(power(p, q, input(2)), 2 + order),
        LoopBody.of(root(p, input(0), input(1)), 1 + order),
        p == 2 ? null : Elementwise.of("steepness", 1 + order, steepness(p, input(0), input(1))),
        Elementwise.linearIn(
            "norm.pullback",
            6 + order,
            direction(p, q, input(2), input(6))
                .times(input(3).plus(input(4)))
                .plus(share(slope(p, q, input(6)), input(5))),
            3,
            4,
            5),
        Elementwise.linearIn(
            "norm.pushforward", 4 + order, direction(p, q, input(2), input(4)).times(input(3)), 3),
        Elementwise.linearIn(
            "powers.pushforward",
            3 + order,
            slope(p, q, input(3)).times(input(2).div(input(1))),
            2));
  }

  /** Of an infinite slope, whose product with 0 is NaN, nothing goes to who asks for nothing. */
  private static Expression share(Expression slope, Expression cotangent) {
    Expression product = slope.times(cotangent);
    Expression isFinite = abs(slope).lt(Double.POSITIVE_INFINITY);
    return select(isFinite, product, select(cotangent.eq(0), constant(0), product));
  }

  private static Expression power(double p, Expression q, Expression order) {
    return p == 2 ? q.times(q) : p == 1 ? abs(q) : Expression.pow(abs(q), order);
  }

  private static Expression root(double p, Expression sum, Expression order) {
    return p == 2
        ? Expression.sqrt(sum)
        : p == 1 ? sum : Expression.pow(sum, constant(1).div(order));
  }

  private static Expression steepness(double p, Expression sum, Expression order) {
    return p == 1
        ? constant(1)
        : select(sum.eq(0), constant(0), Expression.pow(sum, order.minus(1).div(order)));
  }

  /**
   * The slope of the length in q; what has no length has no direction, nor has what is infinite.
   */
  private static Expression direction(
      double p, Expression q, Expression steepness, Expression order) {
    if (p == 1) {
      return sign(q);
    }
    Expression direction =
        p == 2
            ? q.div(steepness)
            : sign(q).times(Expression.pow(abs(q), order.minus(1)).div(steepness));
    Expression isNone = Expression.or(steepness.eq(0), abs(q).eq(Double.POSITIVE_INFINITY));
    return select(isNone, constant(0), direction);
  }

  /** The slope of the power in q. */
  private static Expression slope(double p, Expression q, Expression order) {
    return p == 2
        ? q.times(2)
        : p == 1 ? sign(q) : sign(q).times(order.times(Expression.pow(abs(q), order.minus(1))));
  }
}
