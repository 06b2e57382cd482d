package dev.wengert.nn.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Tensor;
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
  }

  @Test
  void refusesBoundsThatAreNone() {
    assertThatThrownBy(() -> Clipping.byValue(GRADIENTS, 0))
        .hasMessage("clip: the bound is 0.0; give a positive number");
    assertThatThrownBy(() -> Clipping.byGlobalNorm(GRADIENTS, Double.NaN))
        .hasMessage("clip: the bound is NaN; give a positive number");
  }
}
