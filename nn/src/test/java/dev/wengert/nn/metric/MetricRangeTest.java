package dev.wengert.nn.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.ops.Creation;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Metrics keep to their ranges, right and wrong as a whole included, and however they are merged.
 */
class MetricRangeTest {

  private static final int CLASSES = 3;

  @Test
  void metricsKeepToTheirRanges() {
    SplittableRandom random = new SplittableRandom(1);
    for (int trial = 0; trial < 200; trial++) {
      int n = 1 + random.nextInt(9);
      int[] classes = new int[n];
      int[] truths = new int[n];
      for (int i = 0; i < n; i++) {
        classes[i] = random.nextInt(1 + trial % CLASSES);
        truths[i] = random.nextInt(2);
      }
      Tensor target = Tensor.wrap(classes, n);
      Tensor truth = Tensor.wrap(truths, n).to(DType.FLOAT64);
      Tensor noise = Key.of(trial).normal(new Spec(DType.FLOAT64, Shape.of(n, CLASSES)));
      double size = Math.pow(10, random.nextInt(-3, 4));
      // From sure and right over chance to sure and wrong.
      Tensor scores =
          Creation.oneHot(target, CLASSES, DType.FLOAT64)
              .times(size * (1 - trial % 3))
              .plus(noise.times(trial % 2 == 0 ? 0 : 1));
      for (ConfusionMatrix.Averaging averaging : ConfusionMatrix.Averaging.values()) {
        check(Classification.precision(CLASSES, averaging), scores, target, 0, 1);
        check(Classification.recall(CLASSES, averaging), scores, target, 0, 1);
        check(Classification.f1(CLASSES, averaging), scores, target, 0, 1);
        check(Classification.intersectionOverUnion(CLASSES, averaging), scores, target, 0, 1);
      }
      check(Classification.accuracy(CLASSES), scores, target, 0, 1);
      check(Classification.matthewsCorrelation(CLASSES), scores, target, -1, 1);
      check(TopKAccuracy.of(2), scores, target, 0, 1);
      check(LogLoss.create(), scores, target, 0, Double.POSITIVE_INFINITY);
      check(Perplexity.create(), scores, target, 1, Double.POSITIVE_INFINITY);
      Tensor score = trial % 2 == 0 ? truth.times(1 - trial % 3) : noise.transpose().get(0);
      check(Classification.binaryAccuracy(0.5), score, truth, 0, 1);
      check(Classification.binaryF1(0.5), score, truth, 0, 1);
      check(new RocAuc(), score, truth, 0, 1);
      check(new RSquared(), score, truth, Double.NEGATIVE_INFINITY, 1);
      check(new MeanAbsoluteError(), score, truth, 0, Double.POSITIVE_INFINITY);
      check(new RootMeanSquaredError(), score, truth, 0, Double.POSITIVE_INFINITY);
    }
  }

  private static void check(
      Metric metric, Tensor prediction, Tensor target, double low, double high) {
    Metric first = metric.fresh();
    first.update(prediction, target);
    Metric twice = first.fresh();
    twice.update(prediction, target);
    twice.merge(first);
    for (Metric one : List.of(first, twice)) {
      // Areas and variances of too few examples are not defined.
      if (!Double.isNaN(one.value())) {
        assertThat(one.value()).as(one.name()).isBetween(low, high);
      }
    }
  }
}
