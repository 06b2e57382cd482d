package dev.wengert.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Component;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Model;
import dev.wengert.nn.Pass;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Embedding;
import dev.wengert.nn.metric.ConfusionMatrix;
import dev.wengert.nn.optim.Adam;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.nn.train.BatchLoss;
import dev.wengert.nn.train.BatchPrediction;
import dev.wengert.nn.train.Evaluation;
import dev.wengert.nn.train.Limit;
import dev.wengert.nn.train.Outcome;
import dev.wengert.nn.train.Trainer;
import dev.wengert.ops.Losses;
import dev.wengert.ops.Reduce;
import dev.wengert.ops.Reductions;
import dev.wengert.ops.Selection;
import dev.wengert.ops.Shapes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The code that the javadoc of this package shows. */
class DataSnippetsTest {

  // @start region="sentence"
  record Sentence(Padded tokens, Tensor label) {}

  // @end

  // @start region="sentences"
  /** Scores of the mean of a sentence's vectors, padding left out. */
  record MeanOfVectors(Embedding vectors, Dense scores) implements Component {

    @Override
    public void declare(Declarations parts) {
      parts.child("vectors", vectors);
      parts.child("scores", scores);
    }

    Tensor forward(Padded tokens, Pass pass) {
      Tensor each = vectors.forward(tokens.values(), pass); // [n, longest, width]
      Tensor there = Shapes.unsqueeze(tokens.mask(), -1);
      Tensor sum = Reductions.sum(Selection.where(there, each, 0), 1);
      Tensor lengths = Shapes.unsqueeze(tokens.lengths().to(sum.dtype()), -1);
      return scores.forward(sum.div(lengths), pass);
    }
  }

  // @end

  /**
   * Sentences of 1 to 20 tokens of 10; the label says whether more of them are below 5 than not.
   */
  private static List<Sentence> sentences(int count) {
    Random random = new Random(20261129);
    List<Sentence> sentences = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] tokens = random.ints(1 + random.nextInt(20), 0, 10).toArray();
      int low = 0;
      for (int token : tokens) {
        low += token < 5 ? 1 : 0;
      }
      Tensor label = Tensor.scalar(2 * low > tokens.length ? 1 : 0);
      sentences.add(new Sentence(Padded.of(Tensor.of(tokens)), label));
    }
    return sentences;
  }

  @Test
  void sentencesOfSeveralLengths() {
    List<Sentence> sentences = sentences(600);
    // @start region="padding"
    IndexedDataSet<Sentence> all =
        DataSet.list(sentences, PadToLongest.of("tokens", 0).toMultipleOf(8));
    List<IndexedDataSet<Sentence>> parts = Splits.of(all, Key.of(1), 0.8, 0.2);
    DataSet training = parts.get(0).bucketed(s -> s.tokens().mask().size(), 50).prefetch(2);
    // @end
    Model<MeanOfVectors> model = Model.of(new MeanOfVectors(Embedding.of(10, 8), Dense.of(8, 2)));
    // @start region="structuredLoss"
    BatchPrediction<MeanOfVectors> prediction =
        (net, batch, pass) -> net.forward(batch.as(Sentence.class).tokens(), pass);
    BatchLoss<MeanOfVectors> loss =
        (net, batch, pass) ->
            Losses.crossEntropy(prediction.of(net, batch, pass), batch.as(Sentence.class).label());
    Trainer<MeanOfVectors> trainer =
        Trainer.of(model, loss, Optimizer.of(model, Adam.of(0.02)))
            .evaluation(
                Evaluation.metrics(
                    "dev",
                    parts.get(1),
                    Batching.of(64),
                    prediction.against(batch -> batch.as(Sentence.class).label()),
                    ConfusionMatrix.of(2)))
            .build();
    Outcome outcome =
        trainer.train(training, Batching.of(16), Limit.epochs(12), trainer.start(Key.of(2)));
    // @end
    ConfusionMatrix matrix =
        Evaluation.measured(
            ConfusionMatrix.of(2),
            model,
            outcome.values(),
            parts.get(1),
            Batching.of(50),
            prediction.against(batch -> batch.as(Sentence.class).label()));
    assertThat(matrix.accuracy()).isGreaterThan(0.93);
  }

  // @start region="houses"
  /** Two inputs, a target, and how much an example counts. */
  record House(Tensor measures, Tensor district, Tensor price, Tensor weight) {}

  // @end

  /** A linear function of the measures, and a step for each district. */
  record Prices(Dense slopes, Embedding districts) implements Component {

    @Override
    public void declare(Declarations parts) {
      parts.child("slopes", slopes);
      parts.child("districts", districts);
    }

    Tensor forward(House houses, Pass pass) {
      return slopes
          .forward(houses.measures(), pass)
          .plus(districts.forward(houses.district(), pass))
          .reshape(houses.price().shape());
    }
  }

  /** Half of the prices are nonsense and weigh nothing: the others are met exactly. */
  @Test
  void twoInputsAndWeights() {
    int n = 200;
    Key key = Key.of(3);
    Tensor measures = key.fold("measures").normal(DType.FLOAT64, n, 2);
    Tensor district = key.fold("district").uniform(DType.FLOAT64, n).times(3).to(DType.INT32);
    Tensor right =
        Reductions.sum(measures.times(Tensor.of(2.0, -1.0)), 1).plus(district.to(DType.FLOAT64));
    Tensor isWrong = key.fold("wrong").uniform(DType.FLOAT64, n).lt(0.5);
    Tensor price = Selection.where(isWrong, 100, right);
    Tensor weight = Selection.where(isWrong, 0, Tensor.ones(DType.FLOAT64, n));
    // @start region="columns"
    IndexedDataSet<House> houses = DataSet.columns(new House(measures, district, price, weight));
    BatchLoss<Prices> loss =
        (net, batch, pass) -> {
          House some = batch.as(House.class);
          Tensor errors = Losses.mseLoss(net.forward(some, pass), some.price(), Reduce.NONE);
          return Losses.weighted(errors, some.weight(), Reduce.MEAN);
        };
    // @end
    Model<Prices> model = Model.of(new Prices(Dense.of(2, 1), Embedding.of(3, 1)), DType.FLOAT64);
    Trainer<Prices> trainer = Trainer.of(model, loss, Optimizer.of(model, Adam.of(0.05))).build();
    Outcome outcome =
        trainer.train(houses, Batching.of(25), Limit.epochs(100), trainer.start(Key.of(4)));
    double[] slopes = outcome.values().get("slopes.weight").toDoubleArray();
    assertThat(slopes[0]).isCloseTo(2, within(1e-3));
    assertThat(slopes[1]).isCloseTo(-1, within(1e-3));
  }
}
