package dev.wengert.nn.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Tensor;
import org.junit.jupiter.api.Test;

class RootMeanSquaredErrorTest {

  /** The example of scikit-learn's root_mean_squared_error: 0.612... */
  @Test
  void itIsTheRootOfTheMeanSquare() {
    RootMeanSquaredError error = new RootMeanSquaredError();
    error.update(Tensor.of(2.5, 0, 2, 8), Tensor.of(3.0, -0.5, 2, 7));
    assertThat(error.value()).isCloseTo(Math.sqrt(1.5 / 4), within(1e-15));
    error.update(Tensor.of(1.0), Tensor.of(1.0));
    assertThat(error.value()).isCloseTo(Math.sqrt(1.5 / 5), within(1e-15));
    assertThat(error.fresh().value()).isNaN();
  }

  @Test
  void refusals() {
    RootMeanSquaredError error = new RootMeanSquaredError();
    assertThatThrownBy(() -> error.update(Tensor.of(1.0, 2), Tensor.of(1.0)))
        .hasMessage(
            "rootMeanSquaredError: predictions do not fit targets: they are [2] and [1]; give one a"
                + " target");
    assertThatThrownBy(() -> error.merge(new MeanAbsoluteError()))
        .hasMessage(
            "rootMeanSquaredError: cannot merge with meanAbsoluteError; merge metrics of one kind");
  }
}
