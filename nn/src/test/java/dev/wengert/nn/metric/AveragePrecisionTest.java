package dev.wengert.nn.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import org.junit.jupiter.api.Test;

class AveragePrecisionTest {

  private static final Tensor SCORES = Tensor.of(0.1, 0.4, 0.35, 0.8);
  private static final Tensor TARGETS = Tensor.of(0, 0, 1, 1);

  private static AveragePrecision of(Tensor scores, Tensor targets) {
    AveragePrecision metric = new AveragePrecision();
    metric.update(scores, targets);
    return metric;
  }

  /** The example of scikit-learn's average_precision_score and precision_recall_curve. */
  @Test
  void isWhatScikitLearnSays() {
    AveragePrecision metric = of(SCORES, TARGETS);
    assertThat(metric.value()).isCloseTo(0.8333333333333333, within(1e-15));
    assertThat(metric.curve())
        .containsExactly(
            new CurvePoint(0, 1, Double.POSITIVE_INFINITY),
            new CurvePoint(0.5, 1, 0.8),
            new CurvePoint(0.5, 0.5, 0.4),
            new CurvePoint(1, 2.0 / 3, 0.35),
            new CurvePoint(1, 0.5, 0.1));
  }

  /** From the definition, a threshold at a time, with many ties. */
  @Test
  void isTheSumOfItsSteps() {
    int n = 200;
    double[] scores = new double[n];
    int[] targets = new int[n];
    double[] drawn = Key.of(7).uniform(DType.FLOAT64, n, 2).toDoubleArray();
    for (int i = 0; i < n; i++) {
      scores[i] = Math.floor(drawn[2 * i] * 20);
      targets[i] = drawn[2 * i + 1] < 0.2 + 0.02 * scores[i] ? 1 : 0;
    }
    double expected = 0;
    double recallBefore = 0;
    for (double threshold = 20; threshold >= 0; threshold--) {
      double right = 0;
      double taken = 0;
      double all = 0;
      for (int i = 0; i < n; i++) {
        taken += scores[i] >= threshold ? 1 : 0;
        right += scores[i] >= threshold ? targets[i] : 0;
        all += targets[i];
      }
      if (taken > 0) {
        expected += (right / all - recallBefore) * right / taken;
        recallBefore = right / all;
      }
    }
    AveragePrecision whole = of(Tensor.of(scores), Tensor.of(targets));
    assertThat(whole.value()).isCloseTo(expected, within(1e-12));
    AveragePrecision merged = whole.fresh();
    merged.update(Tensor.of(scores).get("0:50"), Tensor.of(targets).get("0:50"));
    merged.merge(of(Tensor.of(scores).get("50:"), Tensor.of(targets).get("50:")));
    assertThat(merged.value()).isEqualTo(whole.value());
  }

  @Test
  void refusesWhatIsNoScore() {
    assertThat(of(SCORES, Tensor.of(0, 0, 0, 0)).value()).isNaN();
    assertThatThrownBy(() -> of(Tensor.of(Double.NaN), Tensor.of(1)))
        .hasMessage("averagePrecision: a score is NaN; look for where it came from");
    assertThatThrownBy(() -> of(Tensor.of(0.5), Tensor.of(2)))
        .hasMessage("averagePrecision: a target is 2.0; give 0 or 1");
    assertThatThrownBy(() -> of(SCORES, TARGETS).merge(new RocAuc()))
        .hasMessage("averagePrecision: cannot merge with rocAuc; merge metrics of one kind");
  }
}
