package dev.wengert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import org.junit.jupiter.api.Test;

class SumTest {

  private final Tensor x = Samples.counting(DType.FLOAT64, 2, 3, 2);

  @Test
  void addsUpAlongAxes() {
    Samples.assertClose(Sum.of(x, false), Shape.SCALAR, 0, 66);
    Samples.assertClose(Sum.of(x, false, 0, -1), Shape.of(3), 0, 14, 22, 30);
    Samples.assertClose(Sum.of(x, true, 1), Shape.of(2, 1, 2), 0, 6, 9, 24, 27);
    Samples.assertClose(Sum.of(x, true), Shape.of(1, 1, 1), 0, 66);
    Samples.assertClose(Sum.of(Tensor.scalar(3.0), false), Shape.SCALAR, 0, 3);
    Samples.assertClose(Sum.of(Tensor.zeros(DType.FLOAT64, 0, 2), false, 0), Shape.of(2), 0, 0, 0);
    assertThat(Sum.of(Tensor.of(1, 2), false).dtype()).isEqualTo(DType.INT32);
  }

  @Test
  void theCotangentIsStretchedAndStaysABroadcast() {
    Tape tape = new Tape();
    Tensor w = tape.watch(x);
    Tensor d = Tensor.of(1.0, 10.0, 100.0);
    Tensor gradient = tape.gradients(Sum.of(w, false, 0, 2), d).of(w);
    Samples.assertClose(
        gradient, Shape.of(2, 3, 2), 0, 1, 1, 10, 10, 100, 100, 1, 1, 10, 10, 100, 100);
    assertThat(gradient.buffer().strides()).containsExactly(0, 1, 0);
    Tensor total = tape.gradients(Sum.of(w, true)).of(w);
    assertThat(total.buffer().isFill()).isTrue();
    assertThat(total.toDoubleArray()).containsOnly(1);
  }

  @Test
  void refusesBoolAndAxesThatAreNotThere() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Sum.of(Tensor.of(true), false))
        .withMessage("sum: not defined for BOOL; count with to(INT32) first");
    assertThatThrownBy(() -> Sum.of(x, false, 3))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("sum: no such axis: 3 of shape [2, 3, 2]; axes go from -3 to 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Sum.of(x, false, 1, -2))
        .withMessageStartingWith("sum: axis 1 is named twice");
    assertThatThrownBy(() -> new Sum(ImmutableIntArray.of(5), false).apply(x))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageStartingWith("sum: no such axis: 5");
  }
}
