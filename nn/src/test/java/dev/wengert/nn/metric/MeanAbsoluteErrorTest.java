package dev.wengert.nn.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Tensor;
import org.junit.jupiter.api.Test;

class MeanAbsoluteErrorTest {

  /** By hand: 0.5, 0.5, 0, 0.5, 1, 0, 1, 1 over two batches. */
  @Test
  void itIsTheMeanOverAllElements() {
    MeanAbsoluteError error = new MeanAbsoluteError();
    error.update(
        Tensor.of(new double[][] {{2.5, 0}, {2, 1.5}, {8, 2}}),
        Tensor.of(new double[][] {{3, -0.5}, {2, 1}, {7, 2}}));
    error.update(Tensor.of(new double[][] {{3, -1}}), Tensor.of(new double[][] {{4, 0}}));
    assertThat(error.value()).isEqualTo(4.5 / 8);
  }

  @Test
  void itTakesSinglePrecisionAndWholeNumbers() {
    MeanAbsoluteError error = new MeanAbsoluteError();
    error.update(Tensor.of(1.5f, 2f), Tensor.of(1, 4));
    assertThat(error.value()).isEqualTo(1.25);
  }
}
