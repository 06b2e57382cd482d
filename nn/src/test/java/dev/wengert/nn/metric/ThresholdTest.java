package dev.wengert.nn.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class ThresholdTest {

  @Test
  void liesInTheMiddleBetweenScores() {
    Tensor scores = Tensor.of(0.1, 0.4, 0.35, 0.8);
    Tensor targets = Tensor.of(0, 0, 1, 1);
    // F1 above 0.225: 2 right, 1 wrong, none missed.
    assertThat(Threshold.choose(scores, targets, matrix -> matrix.f1(1)))
        .isEqualTo(new Threshold((0.1 / 2 + 0.35 / 2), 0.8));
    // 3 of 4 are right above 0.6 and above 0.225: the lower of the two.
    assertThat(Threshold.choose(scores, targets, ConfusionMatrix::accuracy))
        .isEqualTo(new Threshold((0.1 / 2 + 0.35 / 2), 0.75));
    assertThat(Threshold.choose(scores, targets, matrix -> matrix.precision(1)))
        .isEqualTo(new Threshold(0.4 / 2 + 0.8 / 2, 1));
    assertThat(Threshold.choose(scores, targets, matrix -> matrix.recall(1)))
        .isEqualTo(new Threshold(Double.NEGATIVE_INFINITY, 1));
    assertThat(Threshold.choose(scores, targets, matrix -> matrix.recall(0)))
        .isEqualTo(new Threshold(0.4 / 2 + 0.8 / 2, 1));
  }

  /** No threshold that is tried with a matrix of its own is better, whatever the measure. */
  @Test
  void noneIsBetter() {
    int n = 60;
    Tensor scores = Key.of(3).normal(DType.FLOAT64, n).times(4);
    Tensor rounded = scores.to(DType.INT32).to(DType.FLOAT64);
    Tensor targets = scores.plus(Key.of(4).normal(DType.FLOAT64, n).times(3)).gt(0);
    for (ToDoubleFunction<ConfusionMatrix> measure :
        java.util.List.<ToDoubleFunction<ConfusionMatrix>>of(
            matrix -> matrix.f1(1),
            ConfusionMatrix::accuracy,
            ConfusionMatrix::balancedAccuracy,
            ConfusionMatrix::matthewsCorrelation)) {
      Threshold chosen = Threshold.choose(rounded, targets, measure);
      assertThat(measured(chosen.value(), rounded, targets, measure)).isEqualTo(chosen.measured());
      for (double threshold = -20.5; threshold < 20; threshold += 0.5) {
        assertThat(measured(threshold, rounded, targets, measure))
            .isLessThanOrEqualTo(chosen.measured());
      }
    }
  }

  private static double measured(
      double threshold, Tensor scores, Tensor targets, ToDoubleFunction<ConfusionMatrix> measure) {
    ConfusionMatrix matrix = ConfusionMatrix.binary(threshold);
    matrix.update(scores, targets);
    return measure.applyAsDouble(matrix);
  }

  @Test
  void refusesWhatHasNoBest() {
    assertThatThrownBy(() -> Threshold.choose(Tensor.of(0.5), Tensor.of(1), matrix -> Double.NaN))
        .hasMessage(
            "threshold: the measure is NaN for every threshold of 1 scores; give examples of both"
                + " classes, and a measure that is defined for them");
    assertThatThrownBy(
            () -> Threshold.choose(Tensor.of(0.5, 1), Tensor.of(1), ConfusionMatrix::accuracy))
        .hasMessageStartingWith("threshold: predictions do not fit targets");
  }
}
