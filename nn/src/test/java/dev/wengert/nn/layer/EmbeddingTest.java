package dev.wengert.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.nn.Initializer;
import dev.wengert.nn.Model;
import dev.wengert.nn.TorchCase;
import dev.wengert.nn.Values;
import dev.wengert.nn.check.LayerCheck;
import dev.wengert.ops.Activations;
import dev.wengert.ops.Reductions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EmbeddingTest {

  private static final Tensor SYMBOLS = Tensor.of(new int[][] {{2, 0, 1}, {1, 1, 3}});

  @Test
  void agreesWithPyTorch() {
    for (TorchCase c : TorchCase.of("embedding")) {
      Shape table = c.inputs().getFirst().shape();
      Tensor index = c.index();
      c.check(
          Embedding.of(table.side(0), table.side(1)),
          List.of("weight"),
          (layer, in, pass) -> layer.forward(index, pass));
    }
  }

  @Test
  void looksUpAVectorForEachSymbol() {
    Model<Embedding> model = Draws.model(Embedding.of(4, 2));
    Tensor table = Tensor.of(new double[][] {{1, 2}, {3, 4}, {5, 6}, {7, 8}});
    Values values = new Values(ImmutableMap.of("weight", table));
    Tensor y = Draws.run(model, values, SYMBOLS);
    assertThat(y.shape()).isEqualTo(Shape.of(2, 3, 2));
    assertThat(y.toDoubleArray()).containsExactly(5, 6, 1, 2, 3, 4, 3, 4, 3, 4, 7, 8);
  }

  @Test
  void paddingIsZeroAndGetsNoGradient() {
    Model<Embedding> model = Draws.model(Embedding.of(4, 2).withPadding(1));
    Values values =
        new Values(
            ImmutableMap.of(
                "weight", Tensor.of(new double[][] {{1, 2}, {Double.NaN, 4}, {5, 6}, {7, 8}})));
    Model.Step step =
        model.differentiate(
            values, Key.of(1), (layer, pass) -> Reductions.sum(layer.forward(SYMBOLS, pass)));
    assertThat(step.loss().item()).isEqualTo(5 + 6 + 1 + 2 + 7 + 8);
    assertThat(step.gradients().get("weight").toDoubleArray())
        .containsExactly(1, 1, 0, 0, 1, 1, 1, 1);
  }

  @Test
  void parametersHaveTheirPathsAndShapes() {
    assertThat(Draws.parameters(Embedding.of(4, 2))).containsExactly(Map.entry("weight", "[4, 2]"));
    assertThat(
            Draws.model(Embedding.of(2, 2, Initializer.constant(3)))
                .initialize(Key.of(1))
                .get("weight")
                .toDoubleArray())
        .containsOnly(3);
    Tensor drawn = Draws.model(Embedding.of(200, 100)).initialize(Key.of(1)).get("weight");
    // 20,000 draws: the relative standard deviation of a variance is 0.01.
    assertThat(Reductions.variance(drawn).item()).isBetween(0.95, 1.05);
  }

  @Test
  void gradients() {
    LayerCheck.check(Embedding.of(4, 2), SYMBOLS);
    LayerCheck.check(Sequential.of(Embedding.of(4, 2).withPadding(1), Activation.tanh()), SYMBOLS);
  }

  @Test
  void scoresAreProductsWithTheVectors() {
    Model<Embedding> model = Draws.model(Embedding.of(4, 2));
    Tensor table = Tensor.of(new double[][] {{1, 2}, {3, 4}, {5, 6}, {7, 8}});
    Values values = new Values(ImmutableMap.of("weight", table));
    Tensor x = Tensor.of(new double[][][] {{{1, 0}, {0, 1}, {10, -1}}});
    Tensor scores = model.root().scores(x, model.inference(values));
    assertThat(scores.shape()).isEqualTo(Shape.of(1, 3, 4));
    assertThat(scores.toDoubleArray()).containsExactly(1, 3, 5, 7, 2, 4, 6, 8, 8, 26, 44, 62);
  }

  @Test
  void paddingScoresZeroAndGetsNoGradient() {
    Model<Embedding> model = Draws.model(Embedding.of(3, 2).withPadding(1));
    Values values =
        new Values(
            ImmutableMap.of("weight", Tensor.of(new double[][] {{1, 2}, {Double.NaN, 4}, {5, 6}})));
    Tensor x = Tensor.of(new double[][] {{1, 10}});
    Model.Step step =
        model.differentiate(
            values, Key.of(1), (layer, pass) -> Reductions.sum(layer.scores(x, pass)));
    assertThat(step.loss().item()).isEqualTo(21 + 65);
    assertThat(step.gradients().get("weight").toDoubleArray()).containsExactly(1, 10, 0, 0, 1, 10);
  }

  @Test
  void scoresHaveTheirGradients() {
    Tensor x = Tensor.of(new double[][] {{0.5, -1}, {2, 0.25}});
    LayerCheck.check(
        Embedding.of(3, 2).withPadding(1),
        List.of(x),
        (layer, in, pass) -> Activations.tanh(layer.scores(in.get(0), pass)));
  }

  @Test
  void vectorsThatDoNotFitAreRefused() {
    Model<Embedding> model = Draws.model(Embedding.of(3, 2));
    Values values = model.initialize(Key.of(1));
    assertThatThrownBy(
            () -> model.root().scores(Tensor.of(new double[] {1, 2, 3}), model.inference(values)))
        .hasMessage("embedding: the vectors do not fit the table: x is [3]; give [..., 2]");
    assertThatThrownBy(
            () -> model.root().scores(Tensor.of(new float[] {1, 2}), model.inference(values)))
        .hasMessageStartingWith("embedding: the input has not the parameters' dtype");
  }

  @Test
  void whatIsNoSymbolIsRefusedByPath() {
    Model<Sequential> model = Draws.model(Sequential.of(Embedding.of(3, 2)));
    Values values = model.initialize(Key.of(1));
    assertThatThrownBy(() -> Draws.run(model, values, Tensor.of(1.0)))
        .hasMessage(
            "embedding (0): the input holds no symbols: x is FLOAT64[1]; give INT32, from 0 to 2");
    assertThatThrownBy(() -> Draws.run(model, values, SYMBOLS))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage(
            "embedding (0): the symbol at [1, 2] is out of range: 3 of 3 rows; give 0 to 2");
    assertThatThrownBy(() -> Draws.run(model, values, Tensor.of(0, -1)))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("embedding (0): the symbol at [1] is out of range: -1 of 3 rows; give 0 to 2");
    assertThatThrownBy(() -> Embedding.of(3, 2).withPadding(3))
        .hasMessage("embedding: the padding symbol has no row: 3 of 3; give 0 to 2");
  }
}
