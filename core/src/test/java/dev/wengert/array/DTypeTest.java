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
    assertThatThrownBy(() -> DType.INT32.digits())
        .hasMessage("digits: not defined for INT32; ask FLOAT32 or FLOAT64");
    assertThatThrownBy(() -> DType.INT32.atMost(1))
        .hasMessage("atMost: not defined for INT32; ask FLOAT32 or FLOAT64");
  }

  /** Of the limits that the language gives. */
  @Test
  void knowsItsNumbers() {
    assertThat(DType.FLOAT32.digits()).isEqualTo(Float.PRECISION);
    assertThat(DType.FLOAT64.digits()).isEqualTo(Double.PRECISION);
    assertThat(DType.FLOAT32.epsilon()).isEqualTo(Math.ulp(1f));
    assertThat(DType.FLOAT64.epsilon()).isEqualTo(Math.ulp(1.0));
    assertThat(DType.FLOAT32.largest()).isEqualTo(Float.MAX_VALUE);
    assertThat(DType.FLOAT64.largest()).isEqualTo(Double.MAX_VALUE);
    assertThat(DType.FLOAT32.leastNormal()).isEqualTo(Float.MIN_NORMAL);
    assertThat(DType.FLOAT64.leastNormal()).isEqualTo(Double.MIN_NORMAL);
    assertThat(DType.FLOAT32.least()).isEqualTo(Float.MIN_VALUE);
    assertThat(DType.FLOAT64.least()).isEqualTo(Double.MIN_VALUE);
    assertThat(DType.FLOAT32.round(0.1)).isEqualTo(0.1f);
    assertThat(DType.FLOAT64.round(0.1)).isEqualTo(0.1);
  }

  @Test
  void writesElementsAsJavaDoes() {
    assertThat(DType.FLOAT32.text(0.1f)).isEqualTo("0.1");
    assertThat(DType.FLOAT64.text(0.1f)).isEqualTo("0.10000000149011612");
    assertThat(DType.INT32.text(-3)).isEqualTo("-3");
    assertThat(DType.BOOL.text(1)).isEqualTo("true");
  }

  @Test
  void belongsToAJavaType() {
    assertThat(DType.of(float.class)).isEqualTo(DType.FLOAT32);
    assertThat(DType.of(boolean.class)).isEqualTo(DType.BOOL);
    assertThatThrownBy(() -> DType.of(long.class))
        .hasMessage("dtype: no dtype holds long; give double, float, int or boolean");
  }

  @Test
  void refusesForOperations() {
    assertThatThrownBy(() -> DType.INT32.checkFloating("mean"))
        .hasMessage("mean: the dtype is INT32; convert with to(FLOAT32) or to(FLOAT64)");
    assertThatThrownBy(() -> DType.BOOL.checkNumber("sort"))
        .hasMessage("sort: not defined for BOOL; convert with to(INT32) first");
    DType.FLOAT32.checkFloating("mean");
    DType.INT32.checkNumber("sort");
  }
}
