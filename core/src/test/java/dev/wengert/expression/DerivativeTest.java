package dev.wengert.expression;

import static dev.wengert.expression.Expression.constant;
import static dev.wengert.expression.Expression.exp;
import static dev.wengert.expression.Expression.input;
import static dev.wengert.expression.Expression.log;
import static dev.wengert.expression.Expression.logical;
import static dev.wengert.expression.Expression.select;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.kernel.Kernels;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a derivative takes, and that it takes nothing else. */
class DerivativeTest {

  private static final Expression X = input(0);
  private static final Expression Y = input(1);

  @Test
  void aSumPassesItsCotangentOn() {
    assertTakes(pullback(X.plus(Y), 2, 0), "x0", 3);
    assertTakes(pullback(X.minus(Y), 2, 1), "neg(x0)", 3);
  }

  @Test
  void aProductTakesTheOtherFactorOnly() {
    assertTakes(pullback(X.times(Y), 2, 0), "mul(x0, x1)", 3, 1);
    assertTakes(pullback(X.times(Y), 2, 1), "mul(x0, x1)", 3, 0);
  }

  @Test
  void takesTheResultWhereThatSavesTheInput() {
    assertTakes(pullback(exp(X), 1, 0), "mul(x0, x1)", 2, 1);
    assertTakes(pullback(Expression.sqrt(X), 1, 0), "div(mul(x0, 0.5), x1)", 2, 1);
  }

  /** Where the result has rounded to 1, the input still tells how far from it the function is. */
  @Test
  void takesTheInputWhereTheResultHasLostWhatCounts() {
    assertTakes(pullback(Expression.sigmoid(X), 1, 0), "mul(x0, logisticPdf(x1))", 2, 0);
    assertTakes(
        pullback(Expression.tanh(X), 1, 0), "mul(x0, mul(logisticPdf(mul(x1, 2)), 4))", 2, 0);
  }

  @Test
  void aFormulaThatIsItsInputHasTheIdentity() {
    assertTakes(pullback(X, 1, 0), "x0", 2);
  }

  @Test
  void takesTruthValuesAsTruthValues() {
    Derivative derivative = pullback(select(logical(0), input(1), constant(0)), 2, 1);
    assertTakes(derivative, "select(x0, x1, 0)", 0, 3);
    assertThat(derivative.body().inputs()).containsExactly(Op.Kind.LOGICAL, Op.Kind.NUMBER);
  }

  @Test
  void numbersTangentsWithoutGaps() {
    Expression three = X.times(Y).plus(input(2));
    Derivative both = pushforward(three, true, false, true);
    assertTakes(both, "add(mul(x0, x1), x2)", 4, 1, 5);
    assertTakes(pushforward(three, false, false, true), "x0", 4);
  }

  @Test
  void isNullWhereTheDerivativeIsZeroByStructure() {
    assertThat(Derivative.pullback(LoopBody.of(X, 2), 1)).isNull();
    assertThat(Derivative.pullback(LoopBody.of(Expression.floor(exp(X)), 1), 0)).isNull();
    assertThat(Derivative.pullback(LoopBody.of(Expression.rint(X), 1), 0)).isNull();
    assertThat(Derivative.pullback(LoopBody.of(X.lt(Y), 2), 0)).isNull();
    assertThat(Derivative.pullback(LoopBody.of(constant(3), 1), 0)).isNull();
    assertThat(Derivative.pullback(LoopBody.of(Expression.sign(X), 1), 0)).isNull();
    LoopBody product = LoopBody.of(X.times(Y), 2);
    assertThat(Derivative.pushforward(product, new boolean[] {false, false})).isNull();
  }

  /** Each derivative of a shared graph visits a node once; otherwise this would not end. */
  @Test
  void isLinearInAGraphThatSharesEverything() {
    Expression e = X;
    for (int i = 0; i < 100; i++) {
      e = e.times(constant(0.5)).plus(e.times(constant(0.25)));
    }
    LoopBody body = LoopBody.of(e, 1);
    Derivative derivative = Objects.requireNonNull(Derivative.pullback(body, 0));
    assertThat(derivative.body().instructions()).hasSizeLessThan(700);
    assertThat(Kernels.evaluate(derivative.body().expression(), 1)).isEqualTo(Math.pow(0.75, 100));
  }

  @Test
  void theLogarithmTakesItsInput() {
    assertTakes(pullback(log(X), 1, 0), "div(x0, x1)", 2, 0);
  }

  private static Derivative pullback(Expression e, int inputs, int input) {
    return present(Derivative.pullback(LoopBody.of(e, inputs), input));
  }

  private static Derivative pushforward(Expression e, boolean... carries) {
    return present(Derivative.pushforward(LoopBody.of(e, carries.length), carries));
  }

  private static Derivative present(@Nullable Derivative derivative) {
    return Objects.requireNonNull(derivative);
  }

  private static void assertTakes(Derivative derivative, String formula, int... slots) {
    assertThat(derivative.body()).hasToString(formula);
    assertThat(derivative.slots().toArray()).containsExactly(slots);
  }
}
