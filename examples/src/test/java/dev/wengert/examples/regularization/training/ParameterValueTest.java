package dev.wengert.examples.regularization.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ParameterValueTest {

  @Test
  void parameterMustFitItsShape() {
    assertThat(ParameterValue.of(new int[] {2, 3}, new double[6]).data().length()).isEqualTo(6);
    assertThat(ParameterValue.of(new int[0], new double[1]).shape().length()).isEqualTo(0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ParameterValue.of(new int[] {2, 3}, new double[5]))
        .withMessage("ParameterValue: 5 numbers for the shape [2, 3]");
  }
}
