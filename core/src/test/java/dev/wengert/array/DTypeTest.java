package dev.wengert.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class DTypeTest {

  @Test
  void roundsBoundsDownwards() {
    for (double bound :
        new double[] {0.1, -0.1, 16777217, -16777217, 1e-45, 1e-46, -1e-46, 1e300}) {
      double rounded = DType.FLOAT32.atMost(bound);
      assertThat(rounded).isEqualTo((float) rounded).isLessThanOrEqualTo(bound);
      if (rounded < Float.MAX_VALUE) {
        assertThat(new BigDecimal(Math.nextUp((float) rounded)))
            .isGreaterThan(new BigDecimal(bound));
      }
      assertThat(DType.FLOAT64.atMost(bound)).isEqualTo(bound);
    }
    assertThat(DType.FLOAT32.atMost(0.5)).isEqualTo(0.5);
    assertThat(DType.FLOAT32.atMost(Double.NEGATIVE_INFINITY)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThatThrownBy(() -> DType.INT32.atMost(1))
        .hasMessage("atMost: not defined for INT32; ask FLOAT32 or FLOAT64");
  }
}
