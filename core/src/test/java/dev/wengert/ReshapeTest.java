package dev.wengert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import org.junit.jupiter.api.Test;

class ReshapeTest {

  private final Tensor x = Samples.counting(DType.FLOAT64, 2, 3);

  @Test
  void keepsTheRowMajorOrder() {
    Tensor y = x.reshape(3, 2);
    assertThat(y.shape()).isEqualTo(Shape.of(3, 2));
    assertThat(y.toDoubleArray()).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(x.reshape(Shape.of(2, 3))).isSameAs(x);
    assertThat(x.transpose().reshape(6).toDoubleArray()).containsExactly(0, 3, 1, 4, 2, 5);
    assertThat(Tensor.of(1.0, 2.0).broadcastTo(2, 2).reshape(4).toDoubleArray())
        .containsExactly(1, 2, 1, 2);
  }

  @Test
  void oneSideMayBeLeftOpen() {
    assertThat(x.reshape(-1).shape()).isEqualTo(Shape.of(6));
    assertThat(x.reshape(1, -1, 2).shape()).isEqualTo(Shape.of(1, 3, 2));
    assertThat(Tensor.scalar(1.0).reshape(-1, 1).shape()).isEqualTo(Shape.of(1, 1));
    assertThat(Tensor.zeros(DType.FLOAT64, 0, 3).reshape(-1, 3).shape()).isEqualTo(Shape.of(0, 3));
  }

  @Test
  void theCotangentTakesThePrimalsShape() {
    Tape tape = new Tape();
    Tensor w = tape.watch(x);
    Tensor d = Samples.counting(DType.FLOAT64, 3, 2);
    Samples.assertClose(
        tape.gradients(w.reshape(3, 2), d).of(w), Shape.of(2, 3), 0, 0, 1, 2, 3, 4, 5);
  }

  @Test
  void refusesToChangeTheNumberOfElements() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> x.reshape(4))
        .withMessage(
            "reshape: the number of elements changes: [2, 3] has 6, [4] has 4; give sides with the"
                + " same product, one of them may be -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> x.reshape(4, -1))
        .withMessageStartingWith("reshape: the number of elements changes: [2, 3] has 6");
  }

  @Test
  void refusesASecondOpenSideAndOtherNegativeOnes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> x.reshape(-1, -1))
        .withMessage(
            "reshape: more than one side is left open: [-1, -1]; one may be -1, give the others");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> x.reshape(-2, 3))
        .withMessage("shape: a side is negative: [-2, 3]; every side must be 0 or more");
  }
}
