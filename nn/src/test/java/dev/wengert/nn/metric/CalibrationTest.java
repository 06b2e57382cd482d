package dev.wengert.nn.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Tensor;
import org.junit.jupiter.api.Test;

class CalibrationTest {

  private static final double[] PREDICTED = {0.1, 0.2, 0.3, 0.4, 0.65, 0.7, 0.8, 0.9, 1.0};
  private static final int[] TRUE = {0, 0, 0, 0, 1, 1, 1, 1, 1};

  /** The example of scikit-learn's calibration_curve: 0, 0.5, 1 at 0.2, 0.525, 0.85. */
  @Test
  void theCurveIsScikitLearns() {
    Calibration metric = Calibration.of(3);
    metric.update(Tensor.of(PREDICTED), Tensor.of(TRUE));
    assertThat(metric.curve()).hasSize(3);
    double[][] expected = {{0.2, 0, 3}, {0.525, 0.5, 2}, {0.85, 1, 4}};
    for (int bin = 0; bin < 3; bin++) {
      Calibration.Bin found = metric.curve().get(bin);
      assertThat(found.probability()).isCloseTo(expected[bin][0], within(1e-15));
      assertThat(found.frequency()).isEqualTo(expected[bin][1]);
      assertThat(found.count()).isEqualTo((long) expected[bin][2]);
    }
    // 3/9 * 0.2 + 2/9 * 0.025 + 4/9 * 0.15
    assertThat(metric.value()).isCloseTo(1.25 / 9, within(1e-15));
  }

  @Test
  void ofSeveralClassesTheLargestProbabilityCounts() {
    Calibration metric = Calibration.ofTopClass(10);
    metric.update(
        Tensor.of(new double[][] {{0.7, 0.2, 0.1}, {0.3, 0.65, 0.05}, {0.1, 0.1, 0.8}}),
        Tensor.of(0, 0, 2));
    // Bins (0.6, 0.7]: 0.7 right, 0.65 wrong; (0.7, 0.8]: 0.8 right.
    assertThat(metric.value()).isCloseTo((Math.abs(1 - 1.35) + 0.2) / 3, within(1e-15));
  }

  @Test
  void partsMergeToTheWhole() {
    Calibration whole = Calibration.of(4);
    whole.update(Tensor.of(PREDICTED), Tensor.of(TRUE));
    Calibration merged = whole.fresh();
    assertThat(merged.value()).isNaN();
    merged.update(Tensor.of(PREDICTED).get("0:4"), Tensor.of(TRUE).get("0:4"));
    Calibration rest = whole.fresh();
    rest.update(Tensor.of(PREDICTED).get("4:"), Tensor.of(TRUE).get("4:"));
    merged.merge(rest);
    assertThat(merged.value()).isCloseTo(whole.value(), within(1e-15));
    assertThatThrownBy(() -> merged.merge(Calibration.of(5)))
        .hasMessage(
            "calibrationError: cannot merge with calibrationError; merge metrics of one kind");
  }

  @Test
  void refusesWhatIsNoProbability() {
    assertThatThrownBy(() -> Calibration.of(10).update(Tensor.of(1.5), Tensor.of(1)))
        .hasMessage(
            "calibrationError: a probability is 1.5; give what a sigmoid or a softmax makes of the"
                + " scores");
    assertThatThrownBy(() -> Calibration.of(0))
        .hasMessage("calibrationError: not a number of bins: 0; 10 is usual, give 1 to 10000");
  }
}
