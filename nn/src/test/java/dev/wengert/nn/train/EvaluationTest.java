package dev.wengert.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Key;
import dev.wengert.array.DType;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.data.Batching;
import dev.wengert.nn.data.Examples;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.metric.Classification;
import dev.wengert.nn.metric.Perplexity;
import dev.wengert.nn.optim.Adam;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.ops.Losses;
import org.junit.jupiter.api.Test;

class EvaluationTest {

  @Test
  void theMeanIsOverExamplesNotBatchesAndInInference() {
    Model<Sequential> model = Model.of(Blobs.model().root(), DType.FLOAT64);
    Examples data = Blobs.data(Key.of(4), 25, DType.FLOAT64);
    Values values = model.initialize(Key.of(1));
    double whole =
        Losses.crossEntropy(model.root().forward(data.x(), model.inference(values)), data.y())
            .item();
    Evaluation<Sequential> dev = Evaluation.loss("dev", data, Batching.of(8), Blobs.LOSS);
    assertThat(dev.of(model, values)).containsOnlyKeys("dev.loss");
    assertThat(dev.of(model, values).get("dev.loss")).isCloseTo(whole, within(1e-14));
  }

  @Test
  void anEmptySetIsRefused() {
    Model<Sequential> model = Blobs.model();
    Evaluation<Sequential> dev =
        Evaluation.loss("dev", Blobs.data(Key.of(4), 0), Batching.of(8), Blobs.LOSS);
    assertThatThrownBy(() -> dev.of(model, model.initialize(Key.of(1))))
        .hasMessage("evaluation: the data set dev has no examples; give it some");
  }

  /** The predictions are worked out here, by hand, from logits over the whole set. */
  @Test
  void metricsAreOverAllExamplesAndBeginAnewEachTime() {
    Model<Sequential> model = Blobs.model();
    Examples data = Blobs.data(Key.of(4), 25);
    Evaluation<Sequential> dev =
        Evaluation.metrics(
            "dev",
            data,
            Batching.of(8),
            (net, batch, pass) -> net.forward(batch.x(), pass),
            Classification.accuracy(3),
            Perplexity.create());
    for (int seed : new int[] {1, 2}) {
      Values values = model.initialize(Key.of(seed));
      double[] logits = model.root().forward(data.x(), model.inference(values)).toDoubleArray();
      int[] labels = data.y().toIntArray();
      double right = 0;
      double surprise = 0;
      for (int i = 0; i < labels.length; i++) {
        double powers = 0;
        boolean isBest = true;
        for (int c = 0; c < 3; c++) {
          powers += Math.exp(logits[3 * i + c]);
          isBest &= c == labels[i] || logits[3 * i + c] < logits[3 * i + labels[i]];
        }
        right += isBest ? 1 : 0;
        surprise += Math.log(powers) - logits[3 * i + labels[i]];
      }
      ImmutableMap<String, Double> figures = dev.of(model, values);
      assertThat(figures.keySet()).containsExactly("dev.accuracy", "dev.perplexity");
      assertThat(figures.get("dev.accuracy")).as("seed %s", seed).isEqualTo(right / 25);
      assertThat(figures.get("dev.perplexity"))
          .as("seed %s", seed)
          .isCloseTo(Math.exp(surprise / 25), within(1e-6));
    }
  }

  @Test
  void aMetricCanBeWatchedByTheTrainer() {
    Model<Sequential> model = Blobs.model();
    History history = new History();
    Trainer<Sequential> trainer =
        Trainer.<Sequential>of(model, Blobs.LOSS, Optimizer.of(model, Adam.of(0.02)))
            .evaluation(
                Evaluation.metrics(
                    "dev",
                    Blobs.data(Key.of(5), 60),
                    Batching.of(16),
                    (net, batch, pass) -> net.forward(batch.x(), pass),
                    Classification.accuracy(3)))
            .earlyStopping(new EarlyStopping("dev.accuracy", 3, true))
            .listener(history)
            .build();
    Outcome outcome =
        trainer.train(
            Blobs.data(Key.of(4), 60), Batching.of(10), Limit.epochs(99), trainer.start(Key.of(1)));
    assertThat(outcome.reason()).isEqualTo(Outcome.Reason.EARLY_STOPPING);
    double best =
        history.epochs().stream()
            .mapToDouble(epoch -> epoch.figures().getOrDefault("dev.accuracy", Double.NaN))
            .max()
            .orElseThrow();
    assertThat(best).isGreaterThan(0.95);
  }

  @Test
  void metricsThatCannotBeToldApartAreRefused() {
    Examples data = Blobs.data(Key.of(4), 25);
    BatchPrediction<Sequential> prediction = (net, batch, pass) -> net.forward(batch.x(), pass);
    assertThatThrownBy(
            () ->
                Evaluation.metrics(
                    "dev",
                    data,
                    Batching.of(8),
                    prediction,
                    Classification.accuracy(3),
                    Classification.accuracy(4)))
        .hasMessage(
            "evaluation: the metrics of dev are [accuracy, accuracy]; give one or more, each with a"
                + " name of its own");
    assertThatThrownBy(() -> Evaluation.metrics("dev", data, Batching.of(8), prediction))
        .hasMessageContaining("the metrics of dev are []");
  }
}
