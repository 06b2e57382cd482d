package dev.wengert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.expression.Expression;
import java.util.List;
import org.junit.jupiter.api.Test;

class ElementwiseTest {

  private static final Elementwise SWISH =
      Elementwise.of("swish", x -> x.times(Expression.sigmoid(x)));

  private static final Elementwise WHERE =
      Elementwise.of(
          "where",
          3,
          Expression.select(Expression.logical(0), Expression.input(1), Expression.input(2)));

  @Test
  void aNewActivationIsOneLine() {
    double x = 1.5;
    double s = 1 / (1 + Math.exp(-x));
    Tensor at = Tensor.scalar(x);
    assertThat(SWISH.apply(at).item()).isCloseTo(x * s, within(1e-15));
    assertThat(Autodiff.grad(SWISH::apply).apply(at).item())
        .isCloseTo(s + x * s * (1 - s), within(1e-15));
    assertThat(Autodiff.grad(Autodiff.grad(SWISH::apply)).apply(at).item())
        .isCloseTo(s * (1 - s) * (2 + x * (1 - 2 * s)), within(1e-14));
  }

  @Test
  void whereTakesTheDerivativeOfTheBranchItTakes() {
    Tape tape = new Tape();
    Tensor x = tape.watch(Tensor.of(1.0, 2.0, 3.0));
    Tensor y = tape.watch(Tensor.scalar(-1.0));
    Tensor z = WHERE.apply(Tensor.of(true, false, true), x, y);
    assertThat(z.toDoubleArray()).containsExactly(1, -1, 3);
    Gradients gradients = tape.gradients(z, Tensor.of(10.0, 100.0, 1000.0));
    assertThat(gradients.of(x).toDoubleArray()).containsExactly(10, 0, 1000);
    assertThat(gradients.of(y).item()).isEqualTo(100);
  }

  @Test
  void anUnusedInputStillBroadcasts() {
    Elementwise second = Elementwise.of("second", 2, Expression.input(1));
    Tape tape = new Tape();
    Tensor x = tape.watch(Tensor.of(1.0, 2.0, 3.0));
    Tensor y = tape.watch(Tensor.scalar(5.0));
    Gradients gradients = tape.gradients(second.apply(x, y), Tensor.of(1.0, 1.0, 1.0));
    assertThat(gradients.of(y).item()).isEqualTo(3);
    assertThat(gradients.isConnected(x)).isFalse();
    Autodiff.Jvp<Tensor> jvp =
        Autodiff.jvp(
            in -> second.apply(Tensor.of(1.0, 2.0), in.get(0)),
            List.of(Tensor.scalar(1.0)),
            List.of(Tensor.scalar(7.0)));
    assertThat(jvp.tangent().toDoubleArray()).containsExactly(7, 7);
  }

  @Test
  void isEqualByNameAndFormula() {
    assertThat(SWISH)
        .isEqualTo(Elementwise.of("swish", x -> x.times(Expression.sigmoid(x))))
        .hasSameHashCodeAs(Elementwise.of("swish", x -> x.times(Expression.sigmoid(x))))
        .isNotEqualTo(Elementwise.of("silu", x -> x.times(Expression.sigmoid(x))))
        .isNotEqualTo(Elementwise.of("swish", Expression::sigmoid))
        .hasToString("swish");
    assertThat(SWISH.name()).isEqualTo("swish");
  }

  @Test
  void refusesDTypesThatDiffer() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.of(1.0).plus(Tensor.of(1f)))
        .withMessage(
            "plus: dtypes differ: FLOAT64 and FLOAT32; convert one of them with to(FLOAT64) or"
                + " to(FLOAT32)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.of(1).lt(Tensor.of(1f)))
        .withMessage(
            "lt: dtypes differ: INT32 and FLOAT32; convert one of them with to(INT32) or"
                + " to(FLOAT32)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.of(1).gt(Tensor.of(1f)))
        .withMessageStartingWith("gt: dtypes differ: INT32 and FLOAT32;");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.of(1).ge(Tensor.of(1f)))
        .withMessageStartingWith("ge: dtypes differ: INT32 and FLOAT32;");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.of(1).minus(Tensor.of(1f)))
        .withMessageStartingWith("minus: dtypes differ: INT32 and FLOAT32;");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.of(true).unaryMinus())
        .withMessageStartingWith("unaryMinus: input 0 is BOOL;");
  }

  @Test
  void refusesTruthValuesForNumbersAndBack() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.of(1.0).plus(Tensor.of(true)))
        .withMessage("plus: input 1 is BOOL; it takes numbers: convert with to(FLOAT32)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WHERE.apply(Tensor.of(1.0), Tensor.of(1.0), Tensor.of(1.0)))
        .withMessage("where: input 0 is FLOAT64; it takes truth values: make them by a comparison");
  }

  @Test
  void refusesShapesThatDoNotBroadcast() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.of(1.0, 2.0).times(Tensor.of(1.0, 2.0, 3.0)))
        .withMessage(
            "times: shapes do not broadcast: [2] and [3] differ at axis -1; make the sides equal,"
                + " or one of them 1 with reshape(...)");
  }

  @Test
  void refusesWholeNumbersWhereTheFormulaHasNone() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SWISH.apply(Tensor.of(1)))
        .withMessage("swish: not defined for INT32; convert with to(FLOAT32) or to(FLOAT64)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensor.of(2).pow(2))
        .withMessageStartingWith("pow: not defined for INT32");
  }

  @Test
  void refusesAnotherNumberOfInputs() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Elementwise.ADD.apply(Tensor.of(1.0)))
        .withMessage("add: wrong number of inputs: 1; it takes 2");
  }

  @Test
  void refusesAFormulaWithoutANumberAmongItsInputs() {
    Elementwise flag =
        Elementwise.of(
            "flag",
            1,
            Expression.select(
                Expression.logical(0), Expression.constant(1), Expression.constant(0)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> flag.apply(Tensor.of(true)))
        .withMessage("flag: no number among the inputs: [BOOL[1]]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Elementwise.of("nothing", 0, Expression.constant(1)))
        .withMessage("nothing: an elementwise operation has at least one input; give it one");
  }

  @Test
  void keepsTheDTypeOfTheNumbers() {
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64, DType.INT32}) {
      Tensor x = Tensor.ones(dtype, 2, 1);
      assertThat(WHERE.apply(Tensor.of(true, false), x, x).spec()).hasToString(dtype + "[2, 2]");
    }
    assertThat(Tensor.of(1.0).lt(Tensor.of(2.0)).shape()).isEqualTo(Shape.of(1));
  }
}
