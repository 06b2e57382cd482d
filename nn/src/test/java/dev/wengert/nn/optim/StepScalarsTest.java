package dev.wengert.nn.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Tensor;
import dev.wengert.array.DType;
import org.junit.jupiter.api.Test;

class StepScalarsTest {

  private final StepScalars scalars =
      new StepScalars(DType.FLOAT32, Tensor.scalar(3.0), Tensor.scalar(0.1), Tensor.scalar(1.0));

  @Test
  void scalarsTakeTheDtypeOfTheParameters() {
    assertThat(scalars.of(0.1).spec()).hasToString("FLOAT32[]");
    assertThat(scalars.of(scalars.rate()).item()).isEqualTo(0.1f);
  }

  @Test
  void correctionsKeepTheirDigits() {
    assertThat(scalars.correction(0.999).dtype()).isEqualTo(DType.FLOAT64);
    // 1 - 0.999^3 = 0.002997001, whose float power would be off by 1e-5 of itself.
    assertThat(scalars.correction(0.999).item()).isCloseTo(0.002997001, within(1e-15));
  }
}
