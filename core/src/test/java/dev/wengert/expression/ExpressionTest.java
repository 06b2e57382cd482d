package dev.wengert.expression;

import static dev.wengert.expression.Expression.and;
import static dev.wengert.expression.Expression.constant;
import static dev.wengert.expression.Expression.exp;
import static dev.wengert.expression.Expression.input;
import static dev.wengert.expression.Expression.logical;
import static dev.wengert.expression.Expression.select;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.ImmutableList;
import dev.wengert.expression.Expression.Apply;
import dev.wengert.kernel.Kernels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {

  private static final Expression X = input(0);
  private static final Expression Y = input(1);

  @Test
  void printsAsCalls() {
    assertThat(X.times(Y).plus(1)).hasToString("add(mul(x0, x1), 1)");
    assertThat(select(X.lt(0.5), exp(X), constant(-2)))
        .hasToString("select(lt(x0, 0.5), exp(x0), -2)");
    assertThat(constant(1e20)).hasToString("1.0E20");
    assertThat(constant(Double.NaN)).hasToString("NaN");
  }

  @Test
  void knowsWhetherItIsANumber() {
    assertThat(X.plus(Y).kind()).isEqualTo(Op.Kind.NUMBER);
    assertThat(X.le(Y).kind()).isEqualTo(Op.Kind.LOGICAL);
    assertThat(logical(0).kind()).isEqualTo(Op.Kind.LOGICAL);
    assertThat(constant(1).kind()).isEqualTo(Op.Kind.NUMBER);
  }

  @ParameterizedTest
  @EnumSource(Op.class)
  void refusesAWrongNumberOfOperands(Op op) {
    ImmutableList<Expression> none = ImmutableList.of();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Apply(op, none))
        .withMessage(op.symbol() + ": wrong number of operands: 0; it takes " + op.arity());
  }

  @ParameterizedTest
  @EnumSource(Op.class)
  void refusesAnOperandOfTheWrongKind(Op op) {
    for (int wrong = 0; wrong < op.arity(); wrong++) {
      Expression[] operands = new Expression[op.arity()];
      for (int i = 0; i < operands.length; i++) {
        operands[i] = (op.operand(i) == Op.Kind.NUMBER) == (i == wrong) ? logical(i) : input(i);
      }
      Op.Kind expected = op.operand(wrong);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Expression.apply(op, operands))
          .withMessage(
              "%s: operand %s has the wrong kind: %s; it takes a %s",
              op.symbol(),
              wrong,
              expected == Op.Kind.NUMBER ? Op.Kind.LOGICAL : Op.Kind.NUMBER,
              expected);
    }
  }

  @Test
  void refusesANegativeInput() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> input(-1))
        .withMessage("input: the index is negative: -1; inputs count from 0");
  }

  @Test
  void dropsNeutralElements() {
    assertThat(X.plus(0)).isSameAs(X);
    assertThat(constant(0).plus(X)).isSameAs(X);
    assertThat(X.minus(0)).isSameAs(X);
    assertThat(X.times(1)).isSameAs(X);
    assertThat(constant(1).times(X)).isSameAs(X);
    assertThat(X.div(constant(1))).isSameAs(X);
    assertThat(X.unaryMinus().unaryMinus()).isSameAs(X);
    assertThat(Expression.abs(X.unaryMinus())).isEqualTo(Expression.abs(X));
    assertThat(select(X.lt(Y), X, X)).isSameAs(X);
    assertThat(select(X.lt(Y), constant(3), constant(3))).isEqualTo(constant(3));
    assertThat(X.times(-1)).hasToString("neg(x0)");
    assertThat(constant(-1).times(X)).hasToString("neg(x0)");
    assertThat(constant(0).minus(X)).hasToString("neg(x0)");
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -3, 0, 1e308})
  void keepsWhatIsNotAnIdentityForEveryNumber(double x) {
    double same = x;
    assertThat(Kernels.evaluate(X.times(0), x)).isEqualTo(Double.valueOf(x * 0));
    assertThat(Kernels.evaluate(X.minus(X), x)).isEqualTo(Double.valueOf(x - same));
    assertThat(Kernels.evaluate(X.div(X), x)).isEqualTo(Double.valueOf(x / same));
    assertThat(Kernels.evaluate(X.times(2).div(constant(2)), x))
        .isEqualTo(Double.valueOf(x * 2 / 2));
  }

  @Test
  void foldsConstants() {
    assertThat(constant(2).plus(3).times(4)).isEqualTo(constant(20));
    assertThat(exp(constant(1))).isEqualTo(constant(Math.exp(1)));
    assertThat(constant(1).div(constant(0))).isEqualTo(constant(Double.POSITIVE_INFINITY));
  }

  @Test
  void buildsEachOperatorUnderItsName() {
    Expression z = input(2);
    assertThat(
            ImmutableList.of(
                X.plus(Y),
                X.minus(Y),
                X.times(Y),
                X.div(Y),
                X.unaryMinus(),
                X.lt(Y),
                X.le(Y),
                X.eq(Y),
                Expression.abs(X),
                Expression.floor(X),
                Expression.rint(X),
                Expression.sqrt(X),
                exp(X),
                Expression.expm1(X),
                Expression.log(X),
                Expression.log1p(X),
                Expression.log2(X),
                Expression.log10(X),
                Expression.logisticPdf(X),
                Expression.normalCdf(X),
                Expression.expMul(X, Y),
                Expression.withSlope(X, Y, z),
                Expression.tanh(X),
                Expression.sigmoid(X),
                Expression.erf(X),
                Expression.sin(X),
                Expression.cos(X),
                Expression.min(X, Y),
                Expression.max(X, Y),
                Expression.pow(X, Y),
                Expression.pow2(X),
                Expression.exponent(X),
                Expression.significand(X),
                Expression.apply(Op.SIN_FAR, X, Y),
                Expression.apply(Op.COS_FAR, X, Y),
                Expression.atan2(X, Y),
                Expression.fma(X, Y, z),
                and(X.lt(Y), X.lt(Y)),
                Expression.or(X.lt(Y), X.lt(Y)),
                Expression.not(X.lt(Y)),
                select(X.lt(Y), X, Y)))
        .extracting(e -> ((Apply) e).op())
        .containsExactlyInAnyOrder(Op.values());
  }

  @Test
  void signIsOneOfThreeNumbersOrNaN() {
    Expression sign = Expression.sign(X);
    assertThat(Kernels.evaluate(sign, 1e-300)).isEqualTo(1);
    assertThat(Kernels.evaluate(sign, Double.NEGATIVE_INFINITY)).isEqualTo(-1);
    assertThat(Kernels.evaluate(sign, 0)).isZero();
    assertThat(Kernels.evaluate(sign, Double.NaN)).isNaN();
  }
}
