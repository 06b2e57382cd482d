package dev.wengert.nn.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import dev.wengert.Index;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.gradcheck.Mode;
import dev.wengert.nn.Model;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Values;
import dev.wengert.nn.check.ModelCheck;
import dev.wengert.nn.layer.attention.KeyValues;
import dev.wengert.ops.Losses;
import dev.wengert.ops.Reductions;
import dev.wengert.ops.Shapes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

  /** The numbers of the published weights. */
  @Test
  void thoseOfLlamasKindHaveAsManyParametersAsPublished() {
    assertThat(count(GptSettings.llama(32_000, 4096, 32, 4096, 32, 11_008)))
        .as("Llama 2 7B")
        .isEqualTo(6_738_415_616L);
    assertThat(count(keyHeads(GptSettings.llama(128_256, 8192, 32, 4096, 32, 14_336), 8)))
        .as("Llama 3 8B")
        .isEqualTo(8_030_261_248L);
    assertThat(count(keyHeads(GptSettings.llama(32_000, 8192, 32, 4096, 32, 14_336), 8)))
        .as("Mistral 7B")
        .isEqualTo(7_241_732_096L);
    assertThat(count(keyHeads(GptSettings.llama(32_000, 2048, 22, 2048, 32, 5632), 4)))
        .as("TinyLlama")
        .isEqualTo(1_100_048_384L);
    assertThat(count(keyHeads(GptSettings.llama(49_152, 2048, 30, 576, 9, 1536), 3).withTying()))
        .as("SmolLM 135M")
        .isEqualTo(134_515_008L);
  }

  private static long count(GptSettings settings) {
    return Model.of(Gpt.of(settings)).parameterCount();
  }

  private static GptSettings keyHeads(GptSettings settings, int keyHeads) {
    return settings.withTransformer(settings.transformer().withKeyHeads(keyHeads));
  }

  private static GptSettings tinyLlama() {
    GptSettings settings = keyHeads(GptSettings.llama(5, 6, 2, 8, 4, 6), 2);
    return settings.withTransformer(settings.transformer().withEpsilon(1e-6));
  }

  /** Part by part, whatever the parts are, there are the logits of the whole. */
  @Test
  void whatWasSeenNeedNotBeComputedAgain() {
    for (GptSettings settings : List.of(TINY, tinyLlama(), tinyLlama().withTying())) {
      Model<Gpt> model = tiny(settings);
      Pass pass = model.inference(model.initialize(Key.of(1)));
      double[] whole = model.root().forward(X, pass).toDoubleArray();
      for (int[] parts : new int[][] {{4}, {1, 1, 1, 1}, {2, 2}, {1, 3}, {3, 1}}) {
        List<Tensor> logits = new ArrayList<>();
        ImmutableList<KeyValues> seen = ImmutableList.of();
        int from = 0;
        for (int part : parts) {
          Tensor next = X.get(Index.all(), Index.range(from, from + part));
          Gpt.Continued continued = model.root().forward(next, seen, pass);
          logits.add(continued.logits());
          seen = continued.seen();
          from += part;
          assertThat(seen).hasSize(2);
          assertThat(seen.get(0).length()).isEqualTo(from);
        }
        double[] joined = Shapes.concat(1, logits).toDoubleArray();
        assertThat(joined).hasSameSizeAs(whole);
        for (int i = 0; i < whole.length; i++) {
          assertThat(joined[i]).isCloseTo(whole[i], within(1e-13));
        }
      }
    }
  }

  @Test
  void whatWasSeenByOthersIsRefused() {
    Model<Gpt> model = tiny(TINY);
    Pass pass = model.inference(model.initialize(Key.of(1)));
    ImmutableList<KeyValues> seen = model.root().forward(X, ImmutableList.of(), pass).seen();
    Tensor one = Tensor.of(new int[][] {{1}});
    assertThatThrownBy(() -> model.root().forward(one, seen, pass))
        .hasMessageContaining("too long: x is INT32[1, 1] behind 4 symbols; give INT32 [N, T]");
    ImmutableList<KeyValues> two =
        model.root().forward(X.get(Index.all(), Index.to(2)), ImmutableList.of(), pass).seen();
    assertThatThrownBy(() -> model.root().forward(one, two, pass))
        .hasMessageContaining(
            "what was seen does not fit: it is FLOAT64[2, 2, 2, 2], and further keys are FLOAT64[1,"
                + " 2, 1, 2]");
    assertThatThrownBy(() -> model.root().forward(X, two.subList(0, 1), pass))
        .hasMessageContaining("too long");
    Tensor pair = Tensor.of(new int[][] {{1}, {2}});
    assertThatThrownBy(() -> model.root().forward(pair, two.subList(0, 1), pass))
        .hasMessageContaining("2 blocks were given what 1 have seen");
  }

  @Test
  void derivativesOfLlamasKindAreRight() {
    Model<Gpt> model = tiny(keyHeads(GptSettings.llama(3, 3, 1, 8, 4, 3), 2));
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
        .hasMessage(
            "gpt: the input is no batch of sequences, or too long: x is INT32[3] behind 0 symbols;"
                + " give INT32 [N, T], up to 4 symbols");
    assertThatThrownBy(() -> model.output(new Spec(DType.INT32, Shape.of(1, 5))))
        .hasMessage(
            "gpt: the input is no batch of sequences, or too long: x is INT32[1, 5] behind 0"
                + " symbols; give INT32 [N, T], up to 4 symbols");
    Values values = model.initialize(Key.of(1));
    assertThatThrownBy(
            () -> model.root().forward(Tensor.of(new int[][] {{5}}), model.inference(values)))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
