package dev.wengert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.wengert.array.DType;
import org.junit.jupiter.api.Test;

class GradientsTest {

  private final Tape tape = new Tape();
  private final Tensor x0 = Tensor.of(1.0, 2.0);
  private final Tensor x = tape.watch(x0);
  private final Tensor unused = tape.watch(Tensor.of(3f, 4f, 5f));

  @Test
  void whatDoesNotReachTheOutputHasGradientZero() {
    Gradients gradients = tape.gradients(Samples.sum(x));
    assertThat(gradients.of(unused).dtype()).isEqualTo(DType.FLOAT32);
    assertThat(gradients.of(unused).toFloatArray()).containsExactly(0, 0, 0);
    assertThat(gradients.isConnected(unused)).isFalse();
    assertThat(gradients.isConnected(x)).isTrue();
  }

  @Test
  void whatIsComputedAfterTheOutputDoesNotReachIt() {
    Tensor y = Samples.sum(x);
    Tensor later = tape.watch(y.times(2));
    Gradients gradients = tape.gradients(y);
    assertThat(gradients.isConnected(later)).isFalse();
    assertThat(gradients.of(later).item()).isZero();
    assertThat(gradients.of(x).toDoubleArray()).containsExactly(1, 1);
  }

  @Test
  void aDerivativeThatIsZeroByStructureDoesNotConnect() {
    Tensor floored = Elementwise.of("floor", dev.wengert.expression.Expression::floor).apply(x);
    Gradients gradients = tape.gradients(Samples.sum(floored));
    assertThat(gradients.isConnected(x)).isFalse();
    assertThat(gradients.of(x).toDoubleArray()).containsExactly(0, 0);
    assertThat(tape.gradients(Samples.sum(Autodiff.stopGradient(x))).isConnected(x)).isFalse();
  }

  /** A factor 0 is a number like any other: the derivative is 0, and it is connected. */
  @Test
  void aDerivativeThatHappensToBeZeroConnects() {
    Gradients gradients = tape.gradients(Samples.sum(x.times(0)));
    assertThat(gradients.isConnected(x)).isTrue();
    assertThat(gradients.of(x).toDoubleArray()).containsExactly(0, 0);
  }

  @Test
  void refusesATensorThatWasNotWatched() {
    Tensor y = x.times(2);
    Gradients gradients = tape.gradients(Samples.sum(y));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> gradients.of(x0))
        .withMessage(
            "gradients: the tensor FLOAT64[2] was not watched on this tape; ask for the tensor that"
                + " tape.watch(...) returned before gradients(...), not for the one it was given");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> gradients.of(y))
        .withMessageStartingWith("gradients: the tensor FLOAT64[2] was not watched on this tape");
    Tensor elsewhere = new Tape().watch(x0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> gradients.isConnected(elsewhere))
        .withMessageStartingWith("gradients: the tensor FLOAT64[2] was not watched on this tape");
  }

  /** Its cotangent was let go during the walk, so there is nothing right to answer. */
  @Test
  void refusesATensorThatWasWatchedAfterTheWalk() {
    Tensor y = x.times(2);
    Gradients gradients = tape.gradients(Samples.sum(y.times(y)));
    tape.watch(y);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> gradients.of(y))
        .withMessageContaining("tape.watch(...) returned before gradients(...)");
    assertThat(tape.gradients(Samples.sum(y.times(y))).of(y).toDoubleArray()).containsExactly(4, 8);
    Tensor fresh = tape.watch(x0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> gradients.of(fresh))
        .withMessageStartingWith("gradients: the tensor FLOAT64[2] was not watched on this tape");
  }
}
