package dev.wengert.nn.metric;

import static dev.wengert.nn.metric.ConfusionMatrix.Averaging.MACRO;
import static dev.wengert.nn.metric.ConfusionMatrix.Averaging.MICRO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Tensor;
import org.junit.jupiter.api.Test;

class ConfusionMatrixTest {

  /** Targets 0 0 0 0 1 1 1 2 2 2, taken for 0 0 1 2 1 1 0 2 2 0; a class 3 does not occur. */
  private static ConfusionMatrix example() {
    ConfusionMatrix matrix = ConfusionMatrix.of(4);
    matrix.update(Tensor.of(0, 0, 1, 2, 1, 1, 0, 2, 2, 0), Tensor.of(0, 0, 0, 0, 1, 1, 1, 2, 2, 2));
    return matrix;
  }

  @Test
  void countsAreByTargetAndPrediction() {
    ConfusionMatrix matrix = example();
    assertThat(matrix.count(0, 0)).isEqualTo(2);
    assertThat(matrix.count(0, 2)).isEqualTo(1);
    assertThat(matrix.count(2, 0)).isEqualTo(1);
    assertThat(matrix.count(2, 1)).isZero();
    assertThat(matrix.total()).isEqualTo(10);
    assertThat(matrix.toString())
        .isEqualTo(
            """
            target \\ prediction
                   0   1   2   3
               0   2   1   1   0
               1   1   2   0   0
               2   1   0   2   0
               3   0   0   0   0\
            """);
  }

  /** By hand. */
  @Test
  void figuresOfEachClass() {
    ConfusionMatrix matrix = example();
    assertThat(matrix.precision(0)).isEqualTo(2 / 4.0);
    assertThat(matrix.recall(0)).isEqualTo(2 / 4.0);
    assertThat(matrix.precision(1)).isEqualTo(2 / 3.0);
    assertThat(matrix.recall(2)).isEqualTo(2 / 3.0);
    assertThat(matrix.f1(1)).isEqualTo(4 / 6.0);
    assertThat(matrix.precision(3)).isZero();
    assertThat(matrix.recall(3)).isZero();
    assertThat(matrix.f1(3)).isZero();
    assertThat(matrix.intersectionOverUnion(0)).isEqualTo(2 / 6.0);
    assertThat(matrix.intersectionOverUnion(1)).isEqualTo(2 / 4.0);
    assertThat(matrix.intersectionOverUnion(3)).isZero();
  }

  /** A class that was not seen has no part in the mean. */
  @Test
  void figuresOfAllClasses() {
    ConfusionMatrix matrix = example();
    assertThat(matrix.accuracy()).isEqualTo(0.6);
    assertThat(matrix.precision(MICRO)).isEqualTo(0.6);
    assertThat(matrix.recall(MICRO)).isEqualTo(0.6);
    assertThat(matrix.f1(MICRO)).isEqualTo(0.6);
    assertThat(matrix.precision(MACRO)).isCloseTo((1 / 2.0 + 2 / 3.0 + 2 / 3.0) / 3, within(1e-15));
    assertThat(matrix.recall(MACRO)).isCloseTo((1 / 2.0 + 2 / 3.0 + 2 / 3.0) / 3, within(1e-15));
    assertThat(matrix.f1(MACRO)).isCloseTo((1 / 2.0 + 2 / 3.0 + 2 / 3.0) / 3, within(1e-15));
    assertThat(matrix.intersectionOverUnion(MICRO)).isCloseTo(6 / 14.0, within(1e-15));
    assertThat(matrix.intersectionOverUnion(MACRO)).isCloseTo(4 / 9.0, within(1e-15));
  }

  /** A class that is predicted and does not occur lowers the mean: precision 0 for class 1. */
  @Test
  void precisionAndRecallDiffer() {
    ConfusionMatrix matrix = ConfusionMatrix.of(2);
    matrix.update(Tensor.of(0, 1, 1, 1), Tensor.of(0, 0, 0, 1));
    assertThat(matrix.precision(0)).isEqualTo(1);
    assertThat(matrix.recall(0)).isEqualTo(1 / 3.0);
    assertThat(matrix.precision(1)).isEqualTo(1 / 3.0);
    assertThat(matrix.recall(1)).isEqualTo(1);
    assertThat(matrix.f1(0)).isEqualTo(0.5);
    assertThat(matrix.precision(MACRO)).isCloseTo(2 / 3.0, within(1e-15));
  }

  @Test
  void theLargestScoreCounts() {
    ConfusionMatrix matrix = ConfusionMatrix.of(3);
    matrix.update(
        Tensor.of(new double[][] {{0.1, 0.7, 0.2}, {5, -1, 5}, {-3, -2, -1}}), Tensor.of(1, 2, 2));
    assertThat(matrix.count(1, 1)).isEqualTo(1);
    assertThat(matrix.count(2, 0)).isEqualTo(1);
    assertThat(matrix.count(2, 2)).isEqualTo(1);
  }

  @Test
  void aThresholdMakesTwoClasses() {
    ConfusionMatrix matrix = ConfusionMatrix.binary(0.5);
    matrix.update(Tensor.of(0.4f, 0.5f, 0.6f), Tensor.of(true, true, true));
    matrix.update(Tensor.of(0.9, 0.1), Tensor.of(0.0, 0.0));
    assertThat(matrix.count(1, 0)).isEqualTo(2);
    assertThat(matrix.count(1, 1)).isEqualTo(1);
    assertThat(matrix.count(0, 1)).isEqualTo(1);
    assertThat(matrix.count(0, 0)).isEqualTo(1);
  }

  @Test
  void mergedCountsAddUp() {
    ConfusionMatrix matrix = example();
    matrix.merge(example());
    assertThat(matrix.count(0, 0)).isEqualTo(4);
    assertThat(matrix.fresh().total()).isZero();
    assertThatThrownBy(() -> matrix.merge(ConfusionMatrix.of(3)))
        .hasMessage("confusionMatrix: cannot merge 4 classes with 3; merge matrices of one kind");
  }

  @Test
  void nonsenseIsRefused() {
    ConfusionMatrix matrix = ConfusionMatrix.of(3);
    assertThatThrownBy(() -> ConfusionMatrix.of(1))
        .hasMessage("confusionMatrix: not a number of classes: 1; give 2 to 10000");
    assertThatThrownBy(() -> ConfusionMatrix.binary(Double.NaN))
        .hasMessage("confusionMatrix: the threshold is NaN; 0.5 is usual");
    assertThatThrownBy(() -> matrix.update(Tensor.of(1), Tensor.of(3)))
        .hasMessage("confusionMatrix: no such class: 3; there are 0 to 2");
    assertThatThrownBy(() -> matrix.update(Tensor.of(1, 2), Tensor.of(1)))
        .hasMessage(
            "confusionMatrix: predictions do not fit targets: they are [2] and [1]; give one a"
                + " target");
    assertThatThrownBy(() -> matrix.update(Tensor.of(1), Tensor.of(1.0)))
        .hasMessage("confusionMatrix: targets are FLOAT64; give INT32 classes");
    assertThatThrownBy(() -> matrix.update(Tensor.of(new double[][] {{1, 2}}), Tensor.of(1)))
        .hasMessage("confusionMatrix: the scores are [1, 2]; give [..., 3]");
    assertThatThrownBy(() -> matrix.update(Tensor.of(1.0, 2.0), Tensor.of(1, 2)))
        .hasMessage(
            "confusionMatrix: scores do not fit targets: they are FLOAT64[2] and INT32[2]; give"
                + " floating [..., classes] and INT32 [...]");
    assertThatThrownBy(
            () -> matrix.update(Tensor.of(new double[][] {{1, Double.NaN, 2}}), Tensor.of(1)))
        .hasMessage("confusionMatrix: a score is NaN; look for where it came from");
    assertThatThrownBy(() -> ConfusionMatrix.binary(0).update(Tensor.of(1.0), Tensor.of(2)))
        .hasMessage("confusionMatrix: a target is 2.0; give 0 or 1");
  }

  /** The example of scikit-learn's classification_report, printed as there. */
  @Test
  void theReportIsScikitLearns() {
    ConfusionMatrix matrix = ConfusionMatrix.of(3);
    matrix.update(Tensor.of(0, 0, 2, 2, 1), Tensor.of(0, 1, 2, 2, 2));
    assertThat(matrix.report("class 0", "class 1", "class 2").lines())
        .containsExactly(
            "              precision    recall  f1-score   support",
            "",
            "     class 0       0.50      1.00      0.67         1",
            "     class 1       0.00      0.00      0.00         1",
            "     class 2       1.00      0.67      0.80         3",
            "",
            "    accuracy                           0.60         5",
            "   macro avg       0.50      0.56      0.49         5",
            "weighted avg       0.70      0.60      0.61         5");
  }

  @Test
  void theReportLeavesOutWhatWasNotSeen() {
    ConfusionMatrix matrix = ConfusionMatrix.of(4);
    matrix.update(Tensor.of(0, 2), Tensor.of(0, 2));
    assertThat(matrix.report().lines().skip(2))
        .startsWith(
            "           0       1.00      1.00      1.00         1",
            "           2       1.00      1.00      1.00         1",
            "");
    assertThatThrownBy(() -> matrix.report("a", "b"))
        .hasMessage("confusionMatrix: 2 names for 4 classes; give one for each, or none");
    assertThatThrownBy(() -> ConfusionMatrix.of(2).report())
        .hasMessage("confusionMatrix: nothing was taken in; update it with a batch first");
  }

  /** The examples of scikit-learn's balanced_accuracy_score and matthews_corrcoef. */
  @Test
  void figuresForUnequalClasses() {
    ConfusionMatrix matrix = ConfusionMatrix.of(2);
    matrix.update(Tensor.of(0, 1, 0, 0, 0, 1), Tensor.of(0, 1, 0, 0, 1, 0));
    assertThat(matrix.balancedAccuracy()).isEqualTo(0.625);
    ConfusionMatrix correlated = matrix.fresh();
    correlated.update(Tensor.of(1, 0, 1, 1), Tensor.of(1, 1, 1, 0));
    assertThat(correlated.matthewsCorrelation()).isCloseTo(-1.0 / 3, within(1e-15));
    assertThat(matrix.fresh().balancedAccuracy()).isNaN();
    assertThat(matrix.fresh().matthewsCorrelation()).isEqualTo(0);
  }

  /** It goes wherever a metric does. */
  @Test
  void isAMetric() {
    Metric matrix = ConfusionMatrix.of(2);
    matrix.update(Tensor.of(0, 1, 1, 1), Tensor.of(0, 1, 0, 1));
    assertThat(matrix.name()).isEqualTo("accuracy");
    assertThat(matrix.value()).isEqualTo(0.75);
    Metric other = matrix.fresh();
    assertThat(other.value()).isNaN();
    other.merge(matrix);
    assertThat(other.value()).isEqualTo(0.75);
    assertThatThrownBy(() -> other.merge(new RocAuc()))
        .hasMessage(
            "confusionMatrix: cannot merge 2 classes with rocAuc; merge matrices of one kind");
  }
}
