package dev.wengert.expression;

import static dev.wengert.expression.Expression.and;
import static dev.wengert.expression.Expression.constant;
import static dev.wengert.expression.Expression.not;
import static dev.wengert.expression.Expression.select;

import dev.wengert.expression.Expression.Apply;
import dev.wengert.expression.Expression.Constant;
import dev.wengert.expression.Expression.Input;
import java.util.BitSet;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * The rule that a cotangent of zero gives a cotangent of zero, whatever it is multiplied with.
 *
 * <p>An element that was not selected has cotangent 0. Where its partial derivative is infinite or
 * NaN, IEEE arithmetic makes NaN of the product; here it is 0. Only such products are changed:
 * where the partial is finite the formula stays as it is, so that its own derivative is right also
 * at a cotangent that happens to be 0.
 *
 * <p>That derivative has products of its own, of the cotangent and its tangent with second partials
 * that may be infinite where the first ones are not. So the rule speaks of sets of inputs in which
 * a formula is linear: where all of a set are 0 the value is 0.
 */
final class Annihilation {

  private Annihilation() {}

  /**
   * Returns a formula under the rule.
   *
   * @param formula is linear in the inputs of each set, taken together
   * @param linear sets of numbers of inputs, none empty
   */
  static Expression of(Expression formula, List<BitSet> linear) {
    if (linear.isEmpty()
        || (linear.size() == 1
            && isFinite(
                formula, linear.get(0), Collections.newSetFromMap(new IdentityHashMap<>())))) {
      return formula;
    }
    Expression zero =
        linear.stream().map(Annihilation::allZero).reduce(Expression::or).orElseThrow();
    Expression isNaN = not(formula.eq(formula));
    return select(and(zero, isNaN), constant(0), formula);
  }

  private static Expression allZero(BitSet inputs) {
    return inputs.stream()
        .mapToObj(i -> Expression.input(i).eq(0))
        .reduce(Expression::and)
        .orElseThrow();
  }

  /** Whether nothing but constants is multiplied with the inputs. */
  private static boolean isFinite(Expression e, BitSet inputs, Set<Expression> seen) {
    if ((e instanceof Input input && inputs.get(input.index()))
        || e instanceof Constant
        || !seen.add(e)) {
      return true;
    }
    if (!(e instanceof Apply apply)) {
      return false;
    }
    Expression a = apply.operands().get(0);
    Expression b = apply.operands().get(Math.min(1, apply.op().arity() - 1));
    return switch (apply.op()) {
      case NEG -> isFinite(a, inputs, seen);
      case ADD, SUB -> isFinite(a, inputs, seen) && isFinite(b, inputs, seen);
      case SELECT -> isFinite(b, inputs, seen) && isFinite(apply.operands().get(2), inputs, seen);
      case MUL ->
          (a instanceof Constant && isFinite(b, inputs, seen))
              || (b instanceof Constant && isFinite(a, inputs, seen));
      default -> false;
    };
  }
}
