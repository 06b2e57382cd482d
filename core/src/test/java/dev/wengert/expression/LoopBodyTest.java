package dev.wengert.expression;

import static dev.wengert.expression.Expression.constant;
import static dev.wengert.expression.Expression.exp;
import static dev.wengert.expression.Expression.input;
import static dev.wengert.expression.Expression.logical;
import static dev.wengert.expression.Expression.select;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class LoopBodyTest {

  private static final Expression X = input(0);
  private static final Expression Y = input(1);

  @Test
  void numbersInputsThenConstantsThenInstructions() {
    LoopBody body = LoopBody.of(X.times(Y).plus(7), 2);
    assertThat(body.inputs()).containsExactly(Op.Kind.NUMBER, Op.Kind.NUMBER);
    assertThat(body.constants().toArray()).containsExactly(7);
    assertThat(body.instructions())
        .hasToString(
            "[Instruction[op=MUL, operands=[0, 1]]," + " Instruction[op=ADD, operands=[3, 2]]]");
    assertThat(body.result()).isEqualTo(4);
    assertThat(body).hasToString("add(mul(x0, x1), 7)");
  }

  @Test
  void computesNothingTwice() {
    LoopBody body = LoopBody.of(exp(X).times(exp(input(0))), 1);
    assertThat(body.instructions())
        .extracting(LoopBody.Instruction::op)
        .containsExactly(Op.EXP, Op.MUL);
  }

  @Test
  void isEqualForTheSameComputationHoweverItWasBuilt() {
    Expression shared = exp(X);
    LoopBody one = LoopBody.of(shared.times(shared).plus(2), 1);
    LoopBody two = LoopBody.of(exp(X).times(exp(X)).plus(2), 1);
    assertThat(one).isEqualTo(two).hasSameHashCodeAs(two);
    assertThat(one)
        .isNotEqualTo(LoopBody.of(shared.times(shared).plus(3), 1))
        .isNotEqualTo(LoopBody.of(shared.times(shared).plus(2), 2))
        .isNotEqualTo(LoopBody.of(shared.times(X).plus(2), 1));
    assertThat(LoopBody.of(X, 2)).isNotEqualTo(LoopBody.of(Y, 2));
    assertThat(LoopBody.of(logical(0), 1)).isNotEqualTo(LoopBody.of(X, 1));
  }

  @Test
  void tellsConstantsApartByBits() {
    LoopBody body = LoopBody.of(X.times(-0.0).times(X.times(0.0)), 1);
    assertThat(body.constants().toArray()).containsExactly(-0.0, 0.0);
    assertThat(LoopBody.of(X.times(-0.0), 1)).isNotEqualTo(LoopBody.of(X.times(0.0), 1));
    assertThat(LoopBody.of(X.times(Double.NaN), 1)).isEqualTo(LoopBody.of(X.times(Double.NaN), 1));
  }

  @Test
  void isLinearInAGraphThatSharesEverything() {
    Expression one = X;
    Expression two = X;
    for (int i = 0; i < 200; i++) {
      one = one.plus(one);
      two = two.plus(two);
    }
    LoopBody body = LoopBody.of(one, 1);
    assertThat(body.instructions()).hasSize(200);
    assertThat(body).isEqualTo(LoopBody.of(two, 1));
  }

  @Test
  void anUnusedInputCountsAsANumber() {
    assertThat(LoopBody.of(select(logical(1), input(2), constant(0)), 4).inputs())
        .containsExactly(Op.Kind.NUMBER, Op.Kind.LOGICAL, Op.Kind.NUMBER, Op.Kind.NUMBER);
  }

  @Test
  void knowsKindAndTheFirstFloatingOperator() {
    assertThat(LoopBody.of(X.lt(Y), 2).kind()).isEqualTo(Op.Kind.LOGICAL);
    assertThat(LoopBody.of(X.plus(Y), 2).floatingOperator()).isNull();
    assertThat(LoopBody.of(Expression.sqrt(exp(X)), 1).floatingOperator()).isEqualTo(Op.EXP);
  }

  @Test
  void refusesAnInputThatIsNotThere() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LoopBody.of(input(2), 2))
        .withMessage(
            "expression: it uses input 2 but the loop has 2; give it one operand an input");
  }

  @Test
  void refusesAnInputOfTwoKinds() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LoopBody.of(select(logical(0), X, constant(1)), 1))
        .withMessage(
            "expression: input 0 is used both as a number and as a truth value; select between two"
                + " numbers instead");
  }
}
