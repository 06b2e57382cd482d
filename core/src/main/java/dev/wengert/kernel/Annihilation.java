package dev.wengert.kernel;

import static dev.wengert.kernel.Expression.and;
import static dev.wengert.kernel.Expression.constant;
import static dev.wengert.kernel.Expression.not;
import static dev.wengert.kernel.Expression.select;

import dev.wengert.kernel.Expression.Apply;
import dev.wengert.kernel.Expression.Constant;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * The rule that a cotangent of zero gives a cotangent of zero, whatever it is multiplied with.
 *
 * <p>An element that was not selected has cotangent 0. Where its partial derivative is infinite or
 * NaN, IEEE arithmetic makes NaN of the product; here it is 0. Only such products are changed:
 * where the partial is finite the formula stays as it is, so that its own derivative is right also
 * at a cotangent that happens to be 0.
 */
final class Annihilation {

  private Annihilation() {}

  /**
   * Returns a pullback under the rule.
   *
   * @param pullback an expression that is linear in the cotangent
   */
  static Expression of(Expression pullback, Expression cotangent) {
    if (isFinite(pullback, cotangent, Collections.newSetFromMap(new IdentityHashMap<>()))) {
      return pullback;
    }
    Expression isNaN = not(pullback.eq(pullback));
    return select(and(cotangent.eq(0), isNaN), constant(0), pullback);
  }

  /** Whether nothing but constants is multiplied with the cotangent. */
  private static boolean isFinite(Expression e, Expression cotangent, Set<Expression> seen) {
    if (cotangent.equals(e) || e instanceof Constant || !seen.add(e)) {
      return true;
    }
    if (!(e instanceof Apply apply)) {
      return false;
    }
    Expression a = apply.operands().get(0);
    Expression b = apply.operands().get(Math.min(1, apply.op().arity() - 1));
    return switch (apply.op()) {
      case NEG -> isFinite(a, cotangent, seen);
      case ADD, SUB -> isFinite(a, cotangent, seen) && isFinite(b, cotangent, seen);
      case SELECT ->
          isFinite(b, cotangent, seen) && isFinite(apply.operands().get(2), cotangent, seen);
      case MUL ->
          (a instanceof Constant && isFinite(b, cotangent, seen))
              || (b instanceof Constant && isFinite(a, cotangent, seen));
      default -> false;
    };
  }
}
