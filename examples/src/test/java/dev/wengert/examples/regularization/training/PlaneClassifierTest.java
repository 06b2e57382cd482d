package dev.wengert.examples.regularization.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.examples.regularization.data.PlanarSet;
import org.junit.jupiter.api.Test;

class PlaneClassifierTest {

  private final PlaneClassifier sum =
      (x1, x2) -> {
        double[] logits = new double[x1.length];
        for (int i = 0; i < logits.length; i++) {
          logits[i] = x1[i] + x2[i];
        }
        return logits;
      };

  @Test
  void probabilitiesFollowFromLogits() {
    assertThat(sum.probabilities(new double[] {0, 1000, Math.log(3), -1000}, new double[4]))
        .containsExactly(new double[] {0.5, 1, 0.75, 0}, within(1e-15));
  }

  @Test
  void crossEntropyIsThatOfASetsLabels() {
    PlanarSet set =
        PlanarSet.of("two", new double[] {1, 0}, new double[] {-1, 0}, new double[] {0, 1});
    assertThat(sum.crossEntropy(set)).isCloseTo(Math.log(2), within(1e-15));
  }
}
