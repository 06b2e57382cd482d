package dev.wengert.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.wengert.Index;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.data.Batching;
import dev.wengert.nn.data.DataSet;
import dev.wengert.nn.data.Examples;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Flatten;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.layer.attention.TransformerEncoderBlock;
import dev.wengert.nn.layer.attention.TransformerSettings;
import dev.wengert.nn.layer.convolution.Convolution;
import dev.wengert.nn.layer.convolution.MaxPool;
import dev.wengert.nn.layer.normalization.BatchNorm;
import dev.wengert.nn.layer.recurrent.Lstm;
import dev.wengert.nn.optim.AdamW;
import dev.wengert.nn.optim.Clipping;
import dev.wengert.nn.optim.Optimizer;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks of each kind learn what their kind is for, on data that is made here. */
class TrainsTest {

  private static final long SEED = 11;
  private static final int SIDE = 12;
  private static final int STEPS = 10;
  private static final int KEYS = 6;

  /**
   * A problem: how its examples are made, and the accuracy on new ones that training must reach.
   *
   * @param net the network, from inputs to logits
   * @param data makes a number of examples from a key
   * @param train the number of examples to train on
   * @param epochs how many times it sees them
   * @param accuracy the share of 300 new examples that it must classify right
   */
  record Problem(
      Layer net, BiFunction<Key, Integer, Examples> data, int train, int epochs, double accuracy) {}

  static Stream<Arguments> problems() {
    return Stream.of(
        row(
            "an MLP tells three arms of a spiral apart",
            new Problem(
                Sequential.of(
                    Dense.of(2, 32),
                    BatchNorm.of(32),
                    Activation.relu(),
                    Dense.of(32, 32),
                    Activation.relu(),
                    Dense.of(32, 3)),
                TrainsTest::spirals,
                600,
                30,
                0.95)),
        row(
            "a CNN tells the direction of a stroke wherever it is",
            new Problem(
                Sequential.of(
                    Convolution.of2d(1, 8, 3, 3),
                    Activation.relu(),
                    MaxPool.of(2, 2),
                    Convolution.of2d(8, 16, 3, 3),
                    Activation.relu(),
                    Flatten.of(),
                    Dense.of(144, 3)),
                TrainsTest::strokes,
                480,
                8,
                0.95)),
        row(
            "an LSTM remembers what came first",
            new Problem(
                Sequential.of(
                    Lstm.of(3, 16),
                    (x, pass) -> x.get(Index.all(), Index.at(STEPS - 1)),
                    Dense.of(16, 3)),
                TrainsTest::firstSigns,
                480,
                15,
                0.95)),
        row(
            "a transformer looks up what is asked for, wherever it stands",
            new Problem(
                Sequential.of(
                    Dense.of(KEYS + 3, 32),
                    TransformerEncoderBlock.of(
                        TransformerSettings.of(32, 2)
                            .withHidden(64)
                            .withNormFirst()
                            .withKeepProbability(1)),
                    (x, pass) -> x.get(Index.all(), Index.at(0)),
                    Dense.of(32, 3)),
                TrainsTest::lookUps,
                960,
                20,
                0.95)));
  }

  private static Arguments row(String name, Problem problem) {
    return arguments(named(name, problem));
  }

  @ParameterizedTest
  @MethodSource("problems")
  void learns(Problem problem) {
    Model<Layer> model = Model.of(problem.net());
    Key key = Key.of(SEED);
    Trainer<Layer> trainer =
        Trainer.<Layer>of(model, Blobs.LOSS, Optimizer.of(model, AdamW.of(0.01, 0.01)))
            .clipping(g -> Clipping.byGlobalNorm(g, 5))
            .build();
    Examples train = problem.data().apply(key.fold("train"), problem.train());
    Examples test = problem.data().apply(key.fold("test"), 300);
    TrainingState start = trainer.start(key);
    Outcome outcome = trainer.train(train, Batching.of(32), Limit.epochs(problem.epochs()), start);
    assertThat(accuracy(model, start.values(), test))
        .as("before training, seed %s", SEED)
        .isLessThan(0.7);
    assertThat(accuracy(model, outcome.values(), test))
        .as("after training, seed %s", SEED)
        .isGreaterThanOrEqualTo(problem.accuracy());
  }

  private static double accuracy(Model<Layer> model, Values values, Examples test) {
    Tensor logits = model.root().forward(test.x(), model.inference(values));
    double[] scores = logits.toDoubleArray();
    int[] labels = test.y().toIntArray();
    int classes = logits.shape().side(1);
    int right = 0;
    for (int i = 0; i < labels.length; i++) {
      int best = 0;
      for (int j = 1; j < classes; j++) {
        best = scores[i * classes + j] > scores[i * classes + best] ? j : best;
      }
      right += best == labels[i] ? 1 : 0;
    }
    return (double) right / labels.length;
  }

  /** Three arms that turn once round the middle. */
  private static Examples spirals(Key key, int count) {
    double[] noise =
        key.fold("noise").normal(new Spec(DType.FLOAT64, Shape.of(count))).toDoubleArray();
    double[] along =
        key.fold("along").uniform(new Spec(DType.FLOAT64, Shape.of(count))).toDoubleArray();
    float[] x = new float[2 * count];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % 3;
      double radius = 0.2 + 1.8 * along[i];
      double angle = 2 * Math.PI * (labels[i] / 3.0 + 0.7 * along[i]) + 0.15 * noise[i];
      x[2 * i] = (float) (radius * Math.cos(angle));
      x[2 * i + 1] = (float) (radius * Math.sin(angle));
    }
    return DataSet.of(Tensor.wrap(x, count, 2), Tensor.wrap(labels, count));
  }

  /** Images [1, 12, 12] of noise with a stroke of five pixels: across, down or aslant. */
  private static Examples strokes(Key key, int count) {
    float[] x =
        key.fold("noise")
            .normal(new Spec(DType.FLOAT32, Shape.of(count, 1, SIDE, SIDE)))
            .times(0.3)
            .toFloatArray();
    int[] places = key.fold("place").words(count, 2).toIntArray();
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % 3;
      int row = Math.floorMod(places[2 * i], SIDE - 4);
      int column = Math.floorMod(places[2 * i + 1], SIDE - 4);
      for (int j = 0; j < 5; j++) {
        int down = labels[i] == 0 ? 0 : j;
        int across = labels[i] == 1 ? 0 : j;
        x[i * SIDE * SIDE + (row + down) * SIDE + column + across] += 1.5f;
      }
    }
    return DataSet.of(Tensor.wrap(x, count, 1, SIDE, SIDE), Tensor.wrap(labels, count));
  }

  /** Sequences [10, 3] of noise whose first step has one of its three numbers raised. */
  private static Examples firstSigns(Key key, int count) {
    float[] x =
        key.fold("noise")
            .normal(new Spec(DType.FLOAT32, Shape.of(count, STEPS, 3)))
            .times(0.5)
            .toFloatArray();
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % 3;
      x[i * STEPS * 3 + labels[i]] += 3;
    }
    return DataSet.of(Tensor.wrap(x, count, STEPS, 3), Tensor.wrap(labels, count));
  }

  /**
   * Sequences [7, 9]: a question, one of six keys, and behind it the six keys in random order, each
   * with one of three values. The label is the value of the key that the question names; there are
   * 26,244 questions and tables.
   */
  private static Examples lookUps(Key key, int count) {
    int side = KEYS + 3;
    int steps = KEYS + 1;
    float[] x =
        key.fold("noise")
            .normal(new Spec(DType.FLOAT32, Shape.of(count, steps, side)))
            .times(0.1)
            .toFloatArray();
    int[] values = key.fold("values").words(count, KEYS).toIntArray();
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      int[] order = key.fold("order").fold(i).permutation(KEYS).toIntArray();
      int asked = i % KEYS;
      x[i * steps * side + asked] += 1;
      for (int j = 0; j < KEYS; j++) {
        int value = Math.floorMod(values[i * KEYS + j], 3);
        int from = (i * steps + 1 + j) * side;
        x[from + order[j]] += 1;
        x[from + KEYS + value] += 1;
        if (order[j] == asked) {
          labels[i] = value;
        }
      }
    }
    return DataSet.of(Tensor.wrap(x, count, steps, side), Tensor.wrap(labels, count));
  }
}
