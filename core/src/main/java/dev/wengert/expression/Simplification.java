package dev.wengert.expression;

import dev.wengert.array.DType;
import dev.wengert.expression.Expression.Apply;
import dev.wengert.expression.Expression.Constant;
import java.util.IdentityHashMap;

/**
 * The identities that {@link Expression}'s factories apply.
 *
 * <p>Each keeps every value but the sign of a zero, NaN and infinity included. So {@code x * 0} is
 * not among them, nor {@code x - x}.
 */
@SuppressWarnings("ReferenceEquality") // nodes of one graph are told apart by identity
final class Simplification {

  private static final Arithmetic FLOAT64 = new Arithmetic(DType.FLOAT64);

  private Simplification() {}

  static Expression simplify(Apply e) {
    Expression a = e.operands().get(0);
    if (e.kind() == Op.Kind.NUMBER && allConstant(e)) {
      return new Constant(value(e, new IdentityHashMap<>()));
    }
    return switch (e.op()) {
      case ADD -> is(a, 0) ? e.operands().get(1) : is(e.operands().get(1), 0) ? a : e;
      case SUB ->
          is(e.operands().get(1), 0)
              ? a
              : is(a, 0) ? Expression.apply(Op.NEG, e.operands().get(1)) : e;
      case MUL -> times(e, a, e.operands().get(1));
      case DIV -> is(e.operands().get(1), 1) ? a : e;
      case ABS ->
          a instanceof Apply inner && inner.op() == Op.NEG
              ? Expression.apply(Op.ABS, inner.operands().get(0))
              : e;
      case NEG -> a instanceof Apply inner && inner.op() == Op.NEG ? inner.operands().get(0) : e;
      case SELECT -> same(e.operands().get(1), e.operands().get(2)) ? e.operands().get(1) : e;
      default -> e;
    };
  }

  /**
   * The float64 value of an expression without inputs; a function's is that of the arithmetic as
   * which it is written out, so that folding one changes no bit.
   */
  private static double value(Expression e, IdentityHashMap<Expression, Double> known) {
    if (e instanceof Constant(double value)) {
      return value;
    }
    Double found = known.get(e);
    if (found == null) {
      Apply apply = (Apply) e;
      Expression written = Expansion.in(DType.FLOAT64).written(apply);
      found = written == e ? computed(apply, known) : value(written, known);
      known.put(e, found);
    }
    return found;
  }

  private static double computed(Apply e, IdentityHashMap<Expression, Double> known) {
    double[][] operands = new double[3][1];
    for (int i = 0; i < e.operands().size(); i++) {
      operands[i][0] = value(e.operands().get(i), known);
    }
    double[] result = new double[1];
    FLOAT64.apply(e.op(), operands[0], operands[1], operands[2], result, 1);
    return result[0];
  }

  private static Expression times(Apply e, Expression a, Expression b) {
    if (is(a, 1)) {
      return b;
    }
    if (is(b, 1)) {
      return a;
    }
    if (is(a, -1)) {
      return Expression.apply(Op.NEG, b);
    }
    return is(b, -1) ? Expression.apply(Op.NEG, a) : e;
  }

  private static boolean allConstant(Apply e) {
    for (Expression operand : e.operands()) {
      if (!(operand instanceof Constant)) {
        return false;
      }
    }
    return true;
  }

  /** Identity, but for constants: comparing whole graphs would take time exponential in depth. */
  private static boolean same(Expression a, Expression b) {
    return a == b || (a instanceof Constant c && c.equals(b));
  }

  private static boolean is(Expression e, double value) {
    return e instanceof Constant c && c.value() == value;
  }
}
