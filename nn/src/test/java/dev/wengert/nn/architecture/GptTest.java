package dev.wengert.nn.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.gradcheck.Mode;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.check.ModelCheck;
import dev.wengert.ops.Losses;
import dev.wengert.ops.Reductions;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class GptTest {

  private static final GptSettings TINY = GptSettings.of(5, 4, 2, 4, 2);
  private static final Tensor X = Tensor.of(new int[][] {{0, 4, 1, 1}, {3, 2, 0, 4}});

  /** The numbers of the published weights. */
  @Test
  void parametersAreAsManyAsPublished() {
    assertThat(Model.of(Gpt.small()).parameterCount()).isEqualTo(124_439_808);
    assertThat(Model.of(Gpt.medium()).parameterCount()).isEqualTo(354_823_168);
    assertThat(Model.of(Gpt.large()).parameterCount()).isEqualTo(774_030_080);
    assertThat(Model.of(Gpt.extraLarge()).parameterCount()).isEqualTo(1_557_611_200L);
    GptSettings untied = GptSettings.of(50_257, 1024, 12, 768, 12).withoutTying();
    assertThat(Model.of(Gpt.of(untied)).parameterCount()).isEqualTo(124_439_808 + 50_257 * 768);
  }

  @Test
  void thereAreLogitsForEachPlace() {
    Model<Gpt> model = Model.of(Gpt.small());
    assertThat(model.output(new Spec(DType.INT32, Shape.of(2, 1024))).shape())
        .isEqualTo(Shape.of(2, 1024, 50_257));
    assertThat(Model.of(Gpt.of(TINY.withoutTying())).specs())
        .containsEntry("output.weight", new Spec(DType.FLOAT32, Shape.of(5, 4)))
        .doesNotContainKey("output.bias");
  }

  private static Model<Gpt> tiny(GptSettings settings) {
    return Model.of(Gpt.of(settings), DType.FLOAT64);
  }

  @Test
  void whatComesLaterChangesNothing() {
    Model<Gpt> model = tiny(TINY);
    Values values = model.initialize(Key.of(1));
    Tensor other = Tensor.of(new int[][] {{0, 4, 1, 3}, {3, 2, 0, 0}});
    double[] one = model.root().forward(X, model.inference(values)).toDoubleArray();
    double[] two = model.root().forward(other, model.inference(values)).toDoubleArray();
    for (int n = 0; n < 2; n++) {
      int last = n * 20 + 15;
      assertThat(Arrays.copyOfRange(one, n * 20, last))
          .isEqualTo(Arrays.copyOfRange(two, n * 20, last));
      assertThat(Arrays.copyOfRange(one, last, last + 5))
          .isNotEqualTo(Arrays.copyOfRange(two, last, last + 5));
    }
  }

  /** With all weights of blocks 0 the logits are norm(symbols[x] + positions) symbols^T. */
  @Test
  void theOutputIsByTheVectorsOfTheSymbols() {
    Model<Gpt> model = tiny(TINY);
    Values values =
        model
            .initialize(Key.of(1))
            .map((path, v) -> path.matches("blocks\\.[0-9].*") ? Tensor.zeros(v.spec()) : v)
            .map((path, v) -> path.startsWith("blocks.norm") ? v.plus(0.25) : v);
    double[] symbols = values.get("symbols.weight").toDoubleArray();
    double[] positions = values.get("positions.weight").toDoubleArray();
    double[] logits = model.root().forward(X, model.inference(values)).toDoubleArray();
    int[] x = X.toIntArray();
    for (int i = 0; i < x.length; i++) {
      double[] vector = new double[4];
      for (int e = 0; e < 4; e++) {
        vector[e] = symbols[4 * x[i] + e] + positions[4 * (i % 4) + e];
      }
      double mean = Arrays.stream(vector).average().orElseThrow();
      double variance = Arrays.stream(vector).map(v -> (v - mean) * (v - mean)).sum() / 4;
      for (int s = 0; s < 5; s++) {
        double expected = 0;
        for (int e = 0; e < 4; e++) {
          double normal = (vector[e] - mean) / Math.sqrt(variance + 1e-5);
          expected += (1.25 * normal + 0.25) * symbols[4 * s + e];
        }
        assertThat(logits[5 * i + s]).isCloseTo(expected, within(1e-12));
      }
    }
  }

  /** Radford et al., 2019, section 2.3: residual layers' weights are scaled by 1 / sqrt(N). */
  @Test
  void weightsBeginAsThoseOfThePaper() {
    Values values = Model.of(Gpt.of(GptSettings.of(200, 8, 2, 64, 2))).initialize(Key.of(1));
    assertThat(deviation(values, "symbols.weight")).isCloseTo(0.02, within(5e-4));
    assertThat(deviation(values, "blocks.0.attention.key.weight")).isCloseTo(0.02, within(5e-4));
    assertThat(deviation(values, "blocks.0.attention.output.weight")).isCloseTo(0.01, within(4e-4));
    assertThat(deviation(values, "blocks.1.feedForward.contract.weight"))
        .isCloseTo(0.01, within(2e-4));
  }

  private static double deviation(Values values, String path) {
    return Math.sqrt(Reductions.variance(values.get(path)).item());
  }

  @Test
  void derivativesAreRight() {
    Model<Gpt> model = tiny(GptSettings.of(3, 3, 1, 4, 2).withKeepProbability(0.8));
    // Larger than they begin, so that every part tells something.
    Values values =
        model.initialize(Key.of(1)).map((path, v) -> v.plus(Key.of(5).fold(path).normal(v.spec())));
    Tensor x = Tensor.of(new int[][] {{0, 2, 1}});
    ModelCheck.of(
            model,
            values,
            Key.of(2),
            (root, pass) ->
                Losses.crossEntropy(
                    root.forward(x, pass).reshape(3, 3), Tensor.of(new int[] {2, 1, 0})))
        .expectZero("blocks.0.attention.key.bias") // softmax takes it off
        .mode(Mode.PROJECTED)
        .run()
        .assertCorrect();
  }

  @Test
  void nonsenseIsRefused() {
    assertThatThrownBy(() -> GptSettings.of(5, 0, 1, 4, 2))
        .hasMessage(
            "gpt: a number is not positive: 5 symbols, 0 positions, 1 blocks; give 1 or more");
    assertThatThrownBy(() -> GptSettings.of(5, 4, 1, 4, 3))
        .hasMessage("transformer: 3 heads do not divide a width of 4; give a divisor");
    Model<Gpt> model = tiny(TINY);
    assertThatThrownBy(() -> model.output(new Spec(DType.INT32, Shape.of(3))))
        .hasMessage("gpt: the input is no batch of sequences: x is INT32[3]; give INT32 [N, T]");
    assertThatThrownBy(() -> model.output(new Spec(DType.INT32, Shape.of(1, 5))))
        .hasMessage(
            "positionalEncoding (positions): the input does not fit the table: x is [1, 5, 4]; give"
                + " [N, up to 4, 4]");
    Values values = model.initialize(Key.of(1));
    assertThatThrownBy(
            () -> model.root().forward(Tensor.of(new int[][] {{5}}), model.inference(values)))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
