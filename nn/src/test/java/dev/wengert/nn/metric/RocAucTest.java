package dev.wengert.nn.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Key;
import dev.wengert.Tensor;
import org.junit.jupiter.api.Test;

class RocAucTest {

  private static double of(Tensor scores, Tensor targets) {
    RocAuc auc = new RocAuc();
    auc.update(scores, targets);
    return auc.value();
  }

  /** By hand: of 15 pairs eight are in order and three tie. */
  @Test
  void tiesCountHalf() {
    assertThat(
            of(
                Tensor.of(0.1, 0.4, 0.35, 0.8, 0.4, 0.4, 0.9, 0.1),
                Tensor.of(0, 0, 1, 1, 1, 0, 1, 1)))
        .isEqualTo(9.5 / 15);
  }

  @Test
  void theEndsAreOneAndZero() {
    assertThat(of(Tensor.of(0.1, 0.2, 0.3), Tensor.of(false, true, true))).isEqualTo(1);
    assertThat(of(Tensor.of(0.3, 0.2, 0.1), Tensor.of(false, true, true))).isEqualTo(0);
    assertThat(of(Tensor.of(0.3, 0.3, 0.3), Tensor.of(0.0, 1.0, 1.0))).isEqualTo(0.5);
    assertThat(of(Tensor.of(0.0, -0.0), Tensor.of(0, 1))).isEqualTo(0.5);
    assertThat(of(Tensor.of(0.1, 0.2), Tensor.of(1, 1))).isNaN();
  }

  /** All pairs, one by one. */
  @Test
  void itIsTheShareOfPairsInOrder() {
    int[] drawn = Key.of(4).permutation(120).toIntArray();
    int[] labels = Key.of(5).permutation(120).toIntArray();
    double[] values = new double[120];
    boolean[] targets = new boolean[120];
    for (int i = 0; i < 120; i++) {
      values[i] = Math.floorDiv(drawn[i], 7);
      targets[i] = labels[i] % 3 == 0;
    }
    double inOrder = 0;
    int pairs = 0;
    for (int i = 0; i < 120; i++) {
      for (int j = 0; j < 120; j++) {
        if (targets[i] && !targets[j]) {
          pairs++;
          inOrder += values[i] > values[j] ? 1 : values[i] == values[j] ? 0.5 : 0;
        }
      }
    }
    assertThat(of(Tensor.of(values), Tensor.of(targets))).isEqualTo(inOrder / pairs);
  }

  @Test
  void nonsenseIsRefused() {
    assertThatThrownBy(() -> of(Tensor.of(Double.NaN), Tensor.of(1)))
        .hasMessage("rocAuc: a score is NaN; look for where it came from");
    assertThatThrownBy(() -> of(Tensor.of(0.5), Tensor.of(2)))
        .hasMessage("rocAuc: a target is 2.0; give 0 or 1");
  }

  /** The example of scikit-learn's roc_curve. */
  @Test
  void theCurveIsScikitLearns() {
    RocAuc metric = new RocAuc();
    metric.update(Tensor.of(0.1, 0.4, 0.35, 0.8), Tensor.of(0, 0, 1, 1));
    assertThat(metric.curve())
        .containsExactly(
            new CurvePoint(0, 0, Double.POSITIVE_INFINITY),
            new CurvePoint(0, 0.5, 0.8),
            new CurvePoint(0.5, 0.5, 0.4),
            new CurvePoint(0.5, 1, 0.35),
            new CurvePoint(1, 1, 0.1));
  }
}
