package dev.wengert.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Autodiff;
import dev.wengert.Index;
import dev.wengert.Key;
import dev.wengert.Tape;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Dropout;
import dev.wengert.nn.layer.Embedding;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.layer.normalization.BatchNorm;
import dev.wengert.ops.Reductions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class PredictorTest {

  private final Model<Sequential> model =
      Model.of(
          Sequential.of(
              Dense.of(3, 5), BatchNorm.of(5), Activation.relu(), new Dropout(0.5), Dense.of(5, 2)),
          DType.FLOAT64);
  private final Values values = model.initialize(Key.of(1));
  private final Predictor predictor = model.predictor(values);
  private final Tensor x = Key.of(2).normal(DType.FLOAT64, 4, 3);

  @Test
  void oneExampleOrMany() {
    Tensor all = predictor.of(x);
    assertThat(all.toDoubleArray())
        .isEqualTo(model.root().forward(x, model.inference(values)).toDoubleArray());
    for (int i = 0; i < 4; i++) {
      double[] expected = predictor.of(x.get(i).reshape(1, 3)).toDoubleArray();
      assertThat(predictor.one(x.get(i)).toDoubleArray()).isEqualTo(expected);
      assertThat(predictor.one(x.at(i, 0), x.at(i, 1), x.at(i, 2))).isEqualTo(expected);
    }
  }

  /** One example, batches of several sizes, again and again, on several threads at once. */
  @Test
  void aCompiledPredictorHasTheBitsOfAnEagerOne() throws Exception {
    List<double[]> expected = new ArrayList<>();
    for (int n = 1; n <= 4; n++) {
      Tensor rows = x.get(Index.to(n));
      expected.add(model.root().forward(rows, model.inference(values)).toDoubleArray());
    }
    List<Callable<Integer>> users = new ArrayList<>();
    for (int user = 0; user < 4; user++) {
      int first = user;
      users.add(
          () -> {
            int right = 0;
            for (int i = 0; i < 40; i++) {
              int n = 1 + (first + i) % 4;
              double[] y = predictor.of(x.get(Index.to(n))).toDoubleArray();
              right += Arrays.equals(y, expected.get(n - 1)) ? 1 : 0;
            }
            return right;
          });
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (Future<Integer> right : threads.invokeAll(users)) {
        assertThat(right.get()).isEqualTo(40);
      }
    }
  }

  /** A layer is run as it is until its shape has come again, and not after that. */
  @Test
  void aShapeThatComesAgainIsCompiled() {
    List<Boolean> calls = new ArrayList<>();
    Layer noting =
        (in, pass) -> {
          calls.add(!in.isTraced());
          return in.times(2);
        };
    Predictor twice = Model.of(noting, DType.FLOAT64).predictor(Values.empty());
    for (int i = 0; i < 5; i++) {
      assertThat(twice.one(1, 2)).containsExactly(2, 4);
    }
    assertThat(calls).containsExactly(true, false, true, false);
  }

  /** The refusal of a compiled run names the layer, as that of the first does. */
  @Test
  void anErrorNamesTheLayer() {
    Model<Sequential> words = Model.of(Sequential.of(Embedding.of(4, 2)), DType.FLOAT64);
    Predictor lookUp = words.predictor(words.initialize(Key.of(1)));
    List<String> messages = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      int word = i == 0 || i == 4 ? 7 : i;
      try {
        lookUp.of(Tensor.of(word));
      } catch (IndexOutOfBoundsException e) {
        messages.add(e.getMessage());
      }
    }
    assertThat(messages).hasSize(2);
    assertThat(messages.get(1)).isEqualTo(messages.get(0)).contains("(0)");
  }

  /** Values that are differentiated are so through the predictor. */
  @Test
  void valuesMayBeTraced() {
    double[] slopes =
        Autodiff.grad(
                scale -> {
                  Values scaled = values.map((path, value) -> value.times(scale));
                  Predictor traced = model.predictor(scaled);
                  Tensor sum = Tensor.scalar(0.0);
                  for (int i = 0; i < 4; i++) {
                    sum = sum.plus(Reductions.sum(traced.of(x)));
                  }
                  return sum;
                })
            .apply(Tensor.scalar(1.0))
            .toDoubleArray();
    double h = 1e-6;
    double[] sums = new double[2];
    for (int side = 0; side < 2; side++) {
      double scale = side == 0 ? 1 - h : 1 + h;
      Predictor plain = model.predictor(values.map((path, value) -> value.times(scale)));
      sums[side] = 4 * Reductions.sum(plain.of(x)).item();
    }
    assertThat(slopes[0]).isCloseTo((sums[1] - sums[0]) / (2 * h), within(1e-5));
  }

  /** What records them could not: it would try, and say in the log that it failed. */
  @Test
  void withTracedValuesNothingIsRecorded() {
    List<Boolean> recorded = new ArrayList<>();
    Layer noting =
        (in, pass) -> {
          recorded.add(in.isTraced());
          return in;
        };
    Model<Sequential> noted = Model.of(Sequential.of(noting, Dense.of(3, 2)), DType.FLOAT64);
    Tape tape = new Tape();
    Predictor traced =
        noted.predictor(noted.initialize(Key.of(1)).map((path, value) -> tape.watch(value, path)));
    for (int i = 0; i < 4; i++) {
      assertThat(traced.of(x).isTraced()).isTrue();
    }
    assertThat(recorded).containsExactly(false, false, false, false);
  }

  @Test
  void isRefusedForWhatHasNoValuesOrNoSingleInput() {
    assertThatThrownBy(() -> model.predictor(Values.empty()))
        .hasMessageStartingWith("predictor: the values are not this model's");
    Component pair =
        new Component() {
          @Override
          public String toString() {
            return "Pair";
          }
        };
    assertThatThrownBy(() -> Model.of(pair).predictor(Values.empty()))
        .hasMessage(
            "predictor: the root is no Layer: Pair; run it with a pass of inference(values)");
    Model<Activation> sum = Model.of(new Activation(a -> Reductions.sum(a)), DType.FLOAT64);
    assertThatThrownBy(() -> sum.predictor(Values.empty()).one(1, 2))
        .hasMessage(
            "predictor: the model gives no output an example: [] for a batch of one; give batches"
                + " to of(...)");
  }
}
