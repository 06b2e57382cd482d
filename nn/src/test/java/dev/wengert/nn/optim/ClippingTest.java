package dev.wengert.nn.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Values;
import org.junit.jupiter.api.Test;

class ClippingTest {

  /** The norm of all is 13. */
  private static final Values GRADIENTS =
      new Values(ImmutableMap.of("a", Tensor.of(3.0, -4.0), "b", Tensor.of(12.0)));

  @Test
  void theNormIsThatOfAllTogether() {
    assertThat(Clipping.globalNorm(GRADIENTS).item()).isEqualTo(13);
    assertThat(Clipping.globalNorm(Values.empty()).item()).isEqualTo(0);
  }

  @Test
  void aNormAboveTheBoundIsScaledDownToIt() {
    Values clipped = Clipping.byGlobalNorm(GRADIENTS, 6.5);
    assertThat(clipped.get("a").toDoubleArray()).containsExactly(1.5, -2);
    assertThat(clipped.get("b").toDoubleArray()).containsExactly(6);
  }

  @Test
  void aNormWithinTheBoundStaysToTheBit() {
    for (double bound : new double[] {13, 13.5, 1e300}) {
      Values clipped = Clipping.byGlobalNorm(GRADIENTS, bound);
      assertThat(clipped.get("a").toDoubleArray()).containsExactly(3, -4);
      assertThat(clipped.get("b").toDoubleArray()).containsExactly(12);
    }
    Values zero = new Values(ImmutableMap.of("a", Tensor.of(0.0)));
    assertThat(Clipping.byGlobalNorm(zero, 1).get("a").item()).isEqualTo(0);
  }

  /** Squares of these leave the range of FLOAT32, and of FLOAT64. */
  @Test
  void noSquareOverflowsOrVanishes() {
    for (float size : new float[] {1e38f, 1e20f, 1, 1e-20f, 1e-38f}) {
      Values gradients =
          new Values(ImmutableMap.of("a", Tensor.of(3 * size, -2 * size), "b", Tensor.of(size)));
      double norm = Math.sqrt(9 + 4 + 1) * size;
      // 3.7e38 is no FLOAT32.
      if (size < 1e38f) {
        assertThat(Clipping.globalNorm(gradients).item()).isCloseTo(norm, withinPercentage(1e-5));
      } else {
        assertThat(Clipping.globalNorm(gradients).item()).isInfinite();
      }
      double bound = norm / 1000;
      float[] clipped = Clipping.byGlobalNorm(gradients, bound).get("a").toFloatArray();
      assertThat((double) clipped[0]).isCloseTo(0.003 * size, withinPercentage(0.1));
      assertThat((double) clipped[1]).isCloseTo(-0.002 * size, withinPercentage(0.1));
    }
    Values large = new Values(ImmutableMap.of("a", Tensor.of(3e200, -4e200)));
    assertThat(Clipping.globalNorm(large).item()).isCloseTo(5e200, withinPercentage(1e-12));
    assertThat(Clipping.byGlobalNorm(large, 1).get("a").toDoubleArray())
        .containsExactly(new double[] {0.6, -0.8}, offset(1e-15));
    Values small = new Values(ImmutableMap.of("a", Tensor.of(3e-200, -4e-200)));
    assertThat(Clipping.globalNorm(small).item()).isCloseTo(5e-200, withinPercentage(1e-12));
  }

  @Test
  void anEmptyGradientIsNoPart() {
    Values gradients =
        new Values(
            ImmutableMap.of("a", Tensor.of(3.0, 4.0), "b", Tensor.zeros(DType.FLOAT64, 0, 2)));
    assertThat(Clipping.globalNorm(gradients).item()).isEqualTo(5);
    assertThat(Clipping.byGlobalNorm(gradients, 1).get("b").size()).isZero();
  }

  @Test
  void valuesAreBroughtIntoTheBounds() {
    Values clipped = Clipping.byValue(GRADIENTS, 3.5);
    assertThat(clipped.get("a").toDoubleArray()).containsExactly(3, -3.5);
    assertThat(clipped.get("b").toDoubleArray()).containsExactly(3.5);
  }

  @Test
  void aNaNIsNotHidden() {
    Values bad = new Values(ImmutableMap.of("a", Tensor.of(Double.NaN, 1.0)));
    assertThat(Clipping.byGlobalNorm(bad, 1).get("a").toDoubleArray()[0]).isNaN();
    assertThat(Clipping.byValue(bad, 1).get("a").toDoubleArray()[0]).isNaN();
    Values infinite = new Values(ImmutableMap.of("a", Tensor.of(Double.NEGATIVE_INFINITY, 1.0)));
    assertThat(Clipping.globalNorm(infinite).item()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(Clipping.byGlobalNorm(infinite, 1).get("a").toDoubleArray())
        .containsExactly(Double.NaN, 0);
    assertThat(Clipping.byValue(infinite, 1).get("a").toDoubleArray()).containsExactly(-1, 1);
  }

  @Test
  void refusesBoundsThatAreNone() {
    assertThatThrownBy(() -> Clipping.byValue(GRADIENTS, 0))
        .hasMessage("clip: the bound is 0.0; give a positive number");
    assertThatThrownBy(() -> Clipping.byGlobalNorm(GRADIENTS, Double.NaN))
        .hasMessage("clip: the bound is NaN; give a positive number");
  }
}
