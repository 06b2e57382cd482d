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

  /*
   * Why a cotangent of zero wins.
   *
   * Somebody writes where(x > 0, log(x), 0), which is right for every x. Its gradient is where(x >
   * 0, 1 / x, 0), but nobody computes that: the pullback of the selection hands log a cotangent of 0
   * where x is 0, and the pullback of log multiplies it with 1 / x. In IEEE arithmetic 0 times
   * infinity is NaN, and one such element makes NaN of the loss's gradient, of all parameters, and
   * after one step of the model. The remedy that every textbook names, to replace x before log as
   * well ("double where"), has to be known, and to be done at each place.
   *
   * What one can do about it: multiply only where the cotangent is not 0 (a mask in each pullback)
   * costs little and is wrong one order higher. For the derivative of the pullback in its cotangent
   * would then be 0 at a cotangent that happens to be 0, though it is the partial: Hessian products
   * and forward mode over reverse mode walk just there. Or treat only functions that are known for
   * their poles, log, sqrt, pow: then 1 / x, written out, is not one of them, nor is a product with
   * something infinite that came from elsewhere.
   *
   * So the product is computed as ever, and put right afterwards: where it is NaN and the cotangent
   * is 0, it is 0. Where the partial is finite, the chosen branch is the formula itself with all its
   * derivatives; only what IEEE would have made NaN is changed. Forward mode has the same rule for
   * tangents. Derivatives of a pullback hold second partials, multiplied with the cotangent and its
   * tangent, and those may be infinite where the first are not (x^1.5 at 0). There the value must be
   * 0 if both are, which is why the rule takes sets of inputs in which the formula is linear: a
   * pullback has its cotangent for one; its derivative in one input has that set and one more, in
   * which the tangent stands for the cotangent.
   *
   * Matrix products follow the rule by terms: 0 in the cotangent times infinity in the other operand
   * is a term of 0 (CotangentProduct). That is no elementwise formula and cannot be put right
   * afterwards, since the sum has swallowed the term; so it is computed once more, with care, where
   * operands hold what is not finite.
   *
   * It costs a comparison and a select in a loop that is bound by memory, and nothing where only
   * constants are multiplied with the cotangent: isFinite says so, and sums and differences stay bare.
   *
   * The invariant: a derivative is the formula's own wherever that is a number, and 0 instead of NaN
   * where all the cotangents (or tangents) that it is linear in are 0; an infinity stays one. What
   * is not selected never shows in a gradient of any order. What breaks it breaks AnnihilationTest
   * first: whatIsNotTakenDoesNotReachTheGradient where the rule is left out,
   * secondDerivativesAreRightWhereTheCotangentHappensToBeZero where it is a mask.
   */

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
