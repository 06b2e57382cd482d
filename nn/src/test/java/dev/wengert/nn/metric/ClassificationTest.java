package dev.wengert.nn.metric;

import static dev.wengert.nn.metric.ConfusionMatrix.Averaging.MACRO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Tensor;
import org.junit.jupiter.api.Test;

class ClassificationTest {

  private static final Tensor SCORES = Tensor.of(0.9, 0.8, 0.7, 0.2, 0.6, 0.1);
  private static final Tensor TARGETS = Tensor.of(1, 0, 1, 1, 1, 0);

  private static double value(Metric metric, Tensor prediction, Tensor target) {
    metric.update(prediction, target);
    return metric.value();
  }

  /** Three of four found, one of two wrongly taken for one: tp 3, fn 1, fp 1, tn 1. */
  @Test
  void twoClasses() {
    assertThat(value(Classification.binaryAccuracy(0.5), SCORES, TARGETS)).isEqualTo(4 / 6.0);
    assertThat(value(Classification.binaryPrecision(0.5), SCORES, TARGETS)).isEqualTo(3 / 4.0);
    assertThat(value(Classification.binaryRecall(0.5), SCORES, TARGETS)).isEqualTo(3 / 4.0);
    assertThat(value(Classification.binaryF1(0.5), SCORES, TARGETS)).isEqualTo(6 / 8.0);
    assertThat(value(Classification.binaryRecall(0.75), SCORES, TARGETS)).isEqualTo(1 / 4.0);
    assertThat(value(Classification.binaryPrecision(0.75), SCORES, TARGETS)).isEqualTo(1 / 2.0);
  }

  @Test
  void severalClasses() {
    Tensor predicted = Tensor.of(0, 1, 1, 2);
    Tensor target = Tensor.of(0, 1, 2, 2);
    assertThat(value(Classification.accuracy(3), predicted, target)).isEqualTo(0.75);
    assertThat(value(Classification.precision(3, MACRO), predicted, target))
        .isCloseTo((1 + 0.5 + 1) / 3, within(1e-15));
    assertThat(value(Classification.recall(3, MACRO), predicted, target))
        .isCloseTo((1 + 1 + 0.5) / 3, within(1e-15));
    assertThat(value(Classification.f1(3, MACRO), predicted, target))
        .isCloseTo((1 + 2 / 3.0 + 2 / 3.0) / 3, within(1e-15));
  }

  @Test
  void anyFigureOfTheCountsIsAMetric() {
    Metric specificity =
        Classification.of("specificity", ConfusionMatrix.binary(0.5), matrix -> matrix.recall(0));
    assertThat(specificity.name()).isEqualTo("specificity");
    assertThat(value(specificity, SCORES, TARGETS)).isEqualTo(0.5);
  }

  @Test
  void figuresOfOneNameAndOtherClassesAreNotMerged() {
    Metric accuracy = Classification.accuracy(3);
    assertThatThrownBy(() -> accuracy.merge(Classification.accuracy(4)))
        .hasMessage("accuracy: cannot merge with accuracy; merge metrics of one kind");
  }
}
