package dev.wengert.expression;

import static dev.wengert.expression.Expression.abs;
import static dev.wengert.expression.Expression.and;
import static dev.wengert.expression.Expression.constant;
import static dev.wengert.expression.Expression.cos;
import static dev.wengert.expression.Expression.exp;
import static dev.wengert.expression.Expression.expMul;
import static dev.wengert.expression.Expression.exponent;
import static dev.wengert.expression.Expression.log;
import static dev.wengert.expression.Expression.logisticPdf;
import static dev.wengert.expression.Expression.not;
import static dev.wengert.expression.Expression.pow;
import static dev.wengert.expression.Expression.pow2;
import static dev.wengert.expression.Expression.select;
import static dev.wengert.expression.Expression.sign;
import static dev.wengert.expression.Expression.sin;
import static dev.wengert.expression.Expression.tanh;

import dev.wengert.expression.Expression.Apply;
import dev.wengert.expression.Expression.Constant;
import dev.wengert.expression.Expression.Input;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Symbolic differentiation: the directional derivative of an expression as an expression.
 *
 * <p>Each input may carry a tangent, itself an expression; the result is the tangent of the whole,
 * by the chain rule, one rule an operator. Since it is linear in the tangents, the same walk gives
 * the pushforward (every input with its own tangent) and the pullback (one input whose tangent is
 * the cotangent). A tangent that is zero by structure is null and leaves no trace, so nothing is
 * ever multiplied by a zero that stands for "does not depend".
 *
 * <p>Kinks: |x| has derivative 0 at 0; min and max of equal values share it equally; floor and rint
 * have derivative 0 everywhere; a select has the derivative of the branch it takes, and the other
 * branch, NaN or infinite as it may be, is not seen. {@code x^y} has no slope in x where y is 0,
 * and none in y where x is 0 and y is not negative.
 */
final class Tangents {

  private final List<? extends @Nullable Expression> seeds;
  private final IdentityHashMap<Expression, @Nullable Expression> done = new IdentityHashMap<>();

  private Tangents(List<? extends @Nullable Expression> seeds) {
    this.seeds = seeds;
  }

  /**
   * Returns the tangent of an expression, or null if it is zero by structure.
   *
   * @param expression what is differentiated
   * @param seeds for each input its tangent, or null for none
   */
  static @Nullable Expression of(
      Expression expression, List<? extends @Nullable Expression> seeds) {
    Tangents tangents = new Tangents(seeds);
    for (Expression e : Traversal.operandsFirst(List.of(expression))) {
      tangents.tangent(e);
    }
    return tangents.tangent(expression);
  }

  private @Nullable Expression tangent(Expression e) {
    return switch (e) {
      case Constant c -> null;
      case Input(int index, Op.Kind kind) -> kind == Op.Kind.NUMBER ? seeds.get(index) : null;
      case Apply apply -> {
        if (done.containsKey(apply)) {
          yield done.get(apply);
        }
        Expression result = apply.kind() == Op.Kind.LOGICAL ? null : rule(apply);
        done.put(apply, result);
        yield result;
      }
    };
  }

  private @Nullable Expression rule(Apply y) {
    Expression a = y.operands().get(0);
    Expression b = y.operands().size() > 1 ? y.operands().get(1) : a;
    Expression da = tangent(a);
    Expression db = y.operands().size() > 1 ? tangent(b) : null;
    return switch (y.op()) {
      case FLOOR, RINT, POW2, EXPONENT -> null;
      case SIGNIFICAND -> times(da, () -> pow2(exponent(a).unaryMinus()));
      case NEG -> negate(da);
      case ABS -> times(da, () -> sign(a));
      case SQRT -> da == null ? null : da.times(0.5).div(y);
      case EXP -> times(da, () -> y);
      case EXPM1 -> times(da, () -> exp(a));
      case LOG -> da == null ? null : da.div(a);
      case LOG1P -> da == null ? null : da.div(a.plus(1));
      case LOG2 -> da == null ? null : da.times(1 / Math.log(2)).div(a);
      case LOG10 -> da == null ? null : da.times(1 / Math.log(10)).div(a);
      // Not 1 - y^2 and y (1 - y), in which nothing is left where y rounds to 1.
      case TANH -> times(da, () -> logisticPdf(a.times(2)).times(4));
      case SIGMOID -> times(da, () -> logisticPdf(a));
      case LOGISTIC_PDF -> times(da, () -> y.times(tanh(a.times(0.5))).unaryMinus());
      case NORMAL_CDF ->
          times(da, () -> expMul(a, a.times(-0.5)).times(1 / Math.sqrt(2 * Math.PI)));
      case SIN, SIN_FAR -> times(da, () -> cos(a));
      case COS, COS_FAR -> negate(times(da, () -> sin(a)));
      case ERF -> times(da, () -> expMul(a, a.unaryMinus()).times(2 / Math.sqrt(Math.PI)));
      case ADD -> sum(da, db);
      case SUB -> sum(da, negate(db));
      case MUL -> sum(times(da, () -> b), times(db, () -> a));
      case DIV ->
          sum(da == null ? null : da.div(b), db == null ? null : db.times(y).div(b).unaryMinus());
      case MIN -> choose(a.lt(b), b.lt(a), da, db);
      case MAX -> choose(b.lt(a), a.lt(b), da, db);
      case POW -> sum(powerInBase(a, b, da), powerInExponent(y, a, b, db));
      case EXP_MUL -> times(sum(times(da, () -> b), times(db, () -> a)), () -> y);
      case ATAN2 -> da == null && db == null ? null : ofAngle(a, da, b, db);
      case FMA -> sum(sum(times(da, () -> b), times(db, () -> a)), tangent(y.operands().get(2)));
      case SELECT -> {
        Expression dc = tangent(y.operands().get(2));
        yield db == null && dc == null ? null : select(a, orZero(db), orZero(dc));
      }
      case WITH_SLOPE -> times(db, () -> y.operands().get(2));
      case LT, LE, EQ, AND, OR, NOT -> throw new AssertionError(y.op());
    };
  }

  private static @Nullable Expression powerInBase(
      Expression a, Expression b, @Nullable Expression da) {
    if (da == null || (b instanceof Constant c && c.value() == 0)) {
      return null;
    }
    Expression slope = b.times(pow(a, b.minus(1)));
    if (b instanceof Constant) {
      return da.times(slope);
    }
    // Only where 0 * a^-1 is not a number: elsewhere the slope must stay a function of b, or the
    // mixed derivative at b = 0, which is 1 / a, would be lost.
    Expression invertible = abs(constant(1).div(a)).lt(Double.POSITIVE_INFINITY);
    return da.times(select(and(b.eq(0), not(invertible)), constant(0), slope));
  }

  private static @Nullable Expression powerInExponent(
      Expression y, Expression a, Expression b, @Nullable Expression db) {
    return db == null
        ? null
        : db.times(select(and(a.eq(0), constant(0).le(b)), constant(0), y.times(log(a))));
  }

  /** The tangent of min and max: the winner's, or half of each where they are equal. */
  private static @Nullable Expression choose(
      Expression first, Expression second, @Nullable Expression da, @Nullable Expression db) {
    if (da == null && db == null) {
      return null;
    }
    Expression left = orZero(da);
    Expression right = orZero(db);
    return select(first, left, select(second, right, left.plus(right).times(0.5)));
  }

  /** {@code (b da - a db) / (a^2 + b^2)}, divided by the larger of a and b: no square overflows. */
  private static Expression ofAngle(
      Expression a, @Nullable Expression da, Expression b, @Nullable Expression db) {
    Expression steep = b.div(a);
    Expression flat = a.div(b);
    Expression bySteep = sum(times(da, () -> steep), negate(db));
    Expression byFlat = sum(da, negate(times(db, () -> flat)));
    return select(
        abs(a).lt(abs(b)),
        orZero(byFlat).div(a.times(flat).plus(b)),
        orZero(bySteep).div(b.times(steep).plus(a)));
  }

  private static Expression orZero(@Nullable Expression tangent) {
    return tangent == null ? constant(0) : tangent;
  }

  private static @Nullable Expression negate(@Nullable Expression tangent) {
    return tangent == null ? null : tangent.unaryMinus();
  }

  private static @Nullable Expression sum(@Nullable Expression a, @Nullable Expression b) {
    return a == null ? b : b == null ? a : a.plus(b);
  }

  /** The factor is made only where it is used. */
  private static @Nullable Expression times(
      @Nullable Expression tangent, java.util.function.Supplier<Expression> factor) {
    return tangent == null ? null : tangent.times(factor.get());
  }
}
