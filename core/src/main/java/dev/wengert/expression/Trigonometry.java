package dev.wengert.expression;

import static dev.wengert.expression.Expression.abs;
import static dev.wengert.expression.Expression.and;
import static dev.wengert.expression.Expression.apply;
import static dev.wengert.expression.Expression.constant;
import static dev.wengert.expression.Expression.fma;
import static dev.wengert.expression.Expression.max;
import static dev.wengert.expression.Expression.min;
import static dev.wengert.expression.Expression.or;
import static dev.wengert.expression.Expression.select;

/**
 * Sine, cosine and the angle of a point written out.
 *
 * <p>An angle of up to 2^20 is n pi/2 + r, pi/2 taken in three parts (Cody and Waite, 1980); a
 * larger one is left to a call, which is rare. An angle of a point is reduced to the first eighth
 * of the circle.
 */
final class Trigonometry {

  private static final double TAN_PI_8 = Math.sqrt(2) - 1;
  private static final Expression INFINITY = constant(Double.POSITIVE_INFINITY);

  private Trigonometry() {}

  static Expression sin(FormulaConstants format, Expression x) {
    Quadrant q = new Quadrant(format, x);
    Expression odd = or(q.turn.eq(1), q.turn.eq(-1));
    Expression size = select(odd, q.cosine, q.sine);
    Expression negative = or(q.turn.lt(0), q.turn.eq(2));
    Expression near = select(negative, size.unaryMinus(), size);
    return apply(Op.SIN_FAR, x, select(x.eq(0), x, near));
  }

  static Expression cos(FormulaConstants format, Expression x) {
    Quadrant q = new Quadrant(format, x);
    Expression odd = or(q.turn.eq(1), q.turn.eq(-1));
    Expression size = select(odd, q.sine, q.cosine);
    Expression negative = or(or(q.turn.eq(1), q.turn.eq(2)), q.turn.eq(-2));
    return apply(Op.COS_FAR, x, select(negative, size.unaryMinus(), size));
  }

  /** An angle as quarter turns, from -2 to 2, and what is left of it. */
  private static final class Quadrant {
    final Expression turn;
    final Expression sine;
    final Expression cosine;

    Quadrant(FormulaConstants format, Expression x) {
      Expression n = Expansion.nearest(format, x, 2 / Math.PI);
      Expression minus = n.unaryMinus();
      Expression high = fma(minus, constant(format.halfPi.high()), x);
      Expression middle = fma(minus, constant(format.halfPi.middle()), high);
      Expression r = fma(minus, constant(format.halfPi.low()), middle);
      Expression z = r.times(r);
      this.turn = fma(Expansion.nearest(format, n, 0.25), constant(-4), n);
      this.sine = fma(z.times(Polynomials.horner(format.sine, z)), r, r);
      Expression half = z.times(0.5);
      Expression most = constant(1).minus(half);
      Expression lost = constant(1).minus(most).minus(half);
      this.cosine = most.plus(fma(z.times(z), Polynomials.horner(format.cosine, z), lost));
    }
  }

  static Expression atan2(FormulaConstants format, Expression y, Expression x) {
    Expression sizeX = abs(x);
    Expression sizeY = abs(y);
    Expression small = min(sizeX, sizeY);
    Expression large = max(sizeX, sizeY);
    Expression ratio =
        select(large.eq(0), constant(0), select(small.eq(INFINITY), constant(1), small.div(large)));
    // What the quotient has lost, as a part of the angle.
    Expression remainder = fma(ratio.unaryMinus(), large, small);
    Expression lost = remainder.div(large.times(fma(ratio, ratio, constant(1))));
    Expression known = and(large.lt(INFINITY), constant(0).lt(large));
    Expression first = atan(format, ratio, select(known, lost, constant(0)));
    Expression half = minusFrom(format, 1, first);
    Expression steep = select(sizeX.lt(sizeY), half, first);
    Expression behind = select(isNegative(x), minusFrom(format, 2, steep), steep);
    return select(isNegative(y), behind.unaryMinus(), behind);
  }

  /** Whether the sign bit is set: a zero's too. */
  static Expression isNegative(Expression x) {
    return or(x.lt(0), and(x.eq(0), constant(1).div(x).lt(0)));
  }

  /** The arctangent of t from 0 to 1, and a small angle more. */
  private static Expression atan(FormulaConstants format, Expression t, Expression more) {
    Expression beyond = constant(TAN_PI_8).lt(t);
    Expression u = select(beyond, t.minus(1).div(t.plus(1)), t);
    Expression w = u.times(u);
    Expression tail = fma(u.times(w), Polynomials.horner(format.arctangent, w), more);
    Expression shifted =
        u.plus(tail.plus(format.halfPi.middle() / 2)).plus(format.halfPi.high() / 2);
    return select(beyond, shifted, u.plus(tail));
  }

  /** So many half pi, less an angle. */
  private static Expression minusFrom(FormulaConstants format, int halves, Expression angle) {
    return constant(halves * format.halfPi.high())
        .minus(angle)
        .plus(halves * format.halfPi.middle());
  }
}
