package dev.wengert.nn.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.wengert.Index;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.testing.Seeds;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What all metrics have in common: a value of all examples, however they are cut into batches. */
class MetricTest {

  private static final int N = 50;
  private static final Tensor SCORES = random(1, N, 4);
  private static final Tensor SCORE = random(2, N);
  private static final Tensor LABELS = Key.of(3).permutation(N).lt(20).to(DType.INT32);
  private static final Tensor NUMBERS = random(4, N);

  private static Tensor random(int seed, int... sides) {
    return Key.of(Seeds.of(seed)).normal(new Spec(DType.FLOAT64, Shape.of(sides)));
  }

  static Stream<Arguments> metrics() {
    return Stream.of(
        arguments(Classification.accuracy(4), SCORES, LABELS),
        arguments(Classification.precision(4, ConfusionMatrix.Averaging.MACRO), SCORES, LABELS),
        arguments(Classification.recall(4, ConfusionMatrix.Averaging.MACRO), SCORES, LABELS),
        arguments(Classification.f1(4, ConfusionMatrix.Averaging.MICRO), SCORES, LABELS),
        arguments(Classification.binaryAccuracy(0), SCORE, LABELS),
        arguments(Classification.binaryPrecision(0), SCORE, LABELS),
        arguments(Classification.binaryRecall(0), SCORE, LABELS),
        arguments(Classification.binaryF1(0), SCORE, LABELS),
        arguments(new RocAuc(), SCORE, LABELS),
        arguments(new MeanAbsoluteError(), SCORE, NUMBERS),
        arguments(new RSquared(), SCORE, NUMBERS),
        arguments(new RootMeanSquaredError(), SCORE, NUMBERS),
        arguments(TopKAccuracy.of(2), SCORES, LABELS),
        arguments(
            Classification.intersectionOverUnion(4, ConfusionMatrix.Averaging.MACRO),
            SCORES,
            LABELS),
        arguments(Classification.matthewsCorrelation(4), SCORES, LABELS),
        arguments(LogLoss.create(), SCORES, LABELS),
        arguments(Perplexity.create(), SCORES, LABELS));
  }

  @ParameterizedTest
  @MethodSource("metrics")
  void batchesMakeNoDifference(Metric metric, Tensor prediction, Tensor target) {
    Metric whole = metric.fresh();
    whole.update(prediction, target);
    assertThat(whole.value()).isFinite();
    Metric batches = metric.fresh();
    Metric merged = metric.fresh();
    for (int from : new int[] {0, 7, 30}) {
      int to = from == 0 ? 7 : from == 7 ? 30 : N;
      Tensor p = prediction.get(Index.range(from, to));
      Tensor t = target.get(Index.range(from, to));
      batches.update(p, t);
      Metric part = metric.fresh();
      part.update(p, t);
      merged.merge(part);
    }
    assertThat(batches.value()).isCloseTo(whole.value(), within(1e-13));
    assertThat(merged.value()).isCloseTo(whole.value(), within(1e-13));
    merged.merge(metric.fresh());
    assertThat(merged.value()).isCloseTo(whole.value(), within(1e-13));
  }

  @ParameterizedTest
  @MethodSource("metrics")
  void nothingTakenInHasNoValue(Metric metric, Tensor prediction, Tensor target) {
    assertThat(metric.fresh().value()).isNaN();
    Metric used = metric.fresh();
    used.update(prediction, target);
    assertThat(used.fresh().value()).isNaN();
    used.update(prediction.get(Index.range(0, 0)), target.get(Index.range(0, 0)));
    Metric once = metric.fresh();
    once.update(prediction, target);
    assertThat(used.value()).isEqualTo(once.value());
  }

  @ParameterizedTest
  @MethodSource("metrics")
  void whatDoesNotFitIsRefused(Metric metric, Tensor prediction, Tensor target) {
    assertThatThrownBy(() -> metric.update(prediction, target.get(Index.range(1, N))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[49]")
        .hasMessageContaining("; give ");
    Metric other = metric instanceof RocAuc ? new RSquared() : new RocAuc();
    assertThatThrownBy(() -> metric.merge(other))
        .hasMessage(
            "%s: cannot merge with %s; merge metrics of one kind", metric.name(), other.name());
  }
}
