package dev.wengert.examples.normalization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.ops.Activations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** For which weights batch normalization with the usual epsilon keeps a gradient's size. */
class GradientFlowTest {

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.3, 1, 3, 10})
  void itKeepsItForWeightsFromATenthToTenTimesTheUsualSize(double scale) {
    GradientFlow flow = GradientFlow.measure(Activations::sigmoid, 30, scale, 1);
    assertThat(GradientFlow.decades(flow.normalized())).isLessThan(1);
  }

  @Test
  void itDoesNotForWeightsThatDrownInEpsilon() {
    GradientFlow flow = GradientFlow.measure(Activations::sigmoid, 30, 1e-4, 1);
    assertThat(GradientFlow.decades(flow.normalized())).isGreaterThan(30);
  }
}
