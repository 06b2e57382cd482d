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
import dev.wengert.nn.layer.attention.AttentionMask;
import dev.wengert.ops.Reductions;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BertTest {

  private static final BertSettings TINY = BertSettings.of(5, 4, 2, 4, 2);
  private static final Tensor X = Tensor.of(new int[][] {{0, 4, 1, 1}, {3, 2, 0, 4}});
  private static final Tensor SEGMENTS = Tensor.of(new int[][] {{0, 0, 1, 1}, {0, 1, 1, 1}});

  /** The numbers of the published weights; the paper has 110 and 340 million. */
  @Test
  void parametersAreAsManyAsPublished() {
    assertThat(Model.of(Bert.base()).parameterCount()).isEqualTo(109_482_240);
    assertThat(Model.of(Bert.large()).parameterCount()).isEqualTo(335_141_888);
    // English with capitals.
    assertThat(Model.of(Bert.of(BertSettings.base().withSymbols(28_996))).parameterCount())
        .isEqualTo(108_310_272);
    assertThat(Model.of(Bert.of(BertSettings.base().withoutPooler())).parameterCount())
        .isEqualTo(109_482_240 - (768 * 768 + 768));
  }

  @Test
  void thereIsAVectorForEachPlace() {
    assertThat(Model.of(Bert.base()).output(new Spec(DType.INT32, Shape.of(2, 512))).shape())
        .isEqualTo(Shape.of(2, 512, 768));
  }

  private static Model<Bert> tiny(BertSettings settings) {
    return Model.of(Bert.of(settings), DType.FLOAT64);
  }

  /** With all weights of blocks 0 each block normalizes its input twice. */
  @Test
  void vectorsAreThoseOfSymbolPositionAndSegment() {
    Model<Bert> model = tiny(TINY);
    Values values =
        model
            .initialize(Key.of(1))
            .map((path, v) -> path.matches("blocks.*weight") && v.rank() == 2 ? zeros(v) : v)
            // So small that an epsilon of 1e-5 would be all there is.
            .map((path, v) -> path.matches("symbols.*|positions.*|segments.*") ? v.times(1e-3) : v);
    double[] y =
        model
            .root()
            .forward(X, SEGMENTS, AttentionMask.none(), model.inference(values))
            .toDoubleArray();
    for (int i = 0; i < 8; i++) {
      double[] vector = new double[4];
      for (int e = 0; e < 4; e++) {
        vector[e] =
            values.get("symbols.weight").toDoubleArray()[4 * X.toIntArray()[i] + e]
                + values.get("positions.weight").toDoubleArray()[4 * (i % 4) + e]
                + values.get("segments.weight").toDoubleArray()[4 * SEGMENTS.toIntArray()[i] + e];
      }
      for (int times = 0; times < 5; times++) {
        vector = normalized(vector);
      }
      assertThat(Arrays.copyOfRange(y, 4 * i, 4 * i + 4)).containsExactly(vector, within(1e-9));
    }
  }

  private static Tensor zeros(Tensor like) {
    return Tensor.zeros(like.spec());
  }

  private static double[] normalized(double[] x) {
    double mean = Arrays.stream(x).average().orElseThrow();
    double variance = Arrays.stream(x).map(v -> (v - mean) * (v - mean)).sum() / x.length;
    return Arrays.stream(x).map(v -> (v - mean) / Math.sqrt(variance + 1e-12)).toArray();
  }

  @Test
  void oneSegmentAndNoMaskAreTheDefault() {
    Model<Bert> model = tiny(TINY);
    Values values = model.initialize(Key.of(1));
    Tensor none = Tensor.zeros(DType.INT32, 2, 4);
    assertThat(model.root().forward(X, model.inference(values)).toDoubleArray())
        .isEqualTo(
            model
                .root()
                .forward(X, none, AttentionMask.none(), model.inference(values))
                .toDoubleArray());
  }

  @Test
  void paddingChangesNothing() {
    Model<Bert> model = tiny(TINY);
    Values values = model.initialize(Key.of(1));
    AttentionMask three = AttentionMask.lengths(Tensor.of(new int[] {3, 3}), 4);
    Tensor other = Tensor.of(new int[][] {{0, 4, 1, 2}, {3, 2, 0, 0}});
    double[] one =
        model.root().forward(X, SEGMENTS, three, model.inference(values)).toDoubleArray();
    double[] two =
        model.root().forward(other, SEGMENTS, three, model.inference(values)).toDoubleArray();
    assertThat(Arrays.copyOfRange(one, 0, 12)).isEqualTo(Arrays.copyOfRange(two, 0, 12));
    assertThat(Arrays.copyOfRange(one, 12, 16)).isNotEqualTo(Arrays.copyOfRange(two, 12, 16));
  }

  @Test
  void theWholeIsTanhOfTheFirst() {
    Model<Bert> model = tiny(TINY);
    Values values =
        model
            .initialize(Key.of(1))
            .with(
                "pooler.weight",
                Tensor.of(new double[][] {{1, 0, 0, 0}, {0, 0, 2, 0}, {0, 0, 0, 0}, {0, 0, 0, -1}}))
            .with("pooler.bias", Tensor.of(new double[] {0, 0, 0.5, 0}));
    double[] vectors = new double[32];
    Arrays.setAll(vectors, i -> i / 32.0);
    double[] pooled =
        model.root().pooled(Tensor.wrap(vectors, 2, 4, 4), model.inference(values)).toDoubleArray();
    assertThat(pooled)
        .containsExactly(
            new double[] {
              0,
              Math.tanh(4 / 32.0),
              Math.tanh(0.5),
              Math.tanh(-3 / 32.0),
              Math.tanh(16 / 32.0),
              Math.tanh(36 / 32.0),
              Math.tanh(0.5),
              Math.tanh(-19 / 32.0)
            },
            within(1e-15));
  }

  @Test
  void derivativesAreRight() {
    Model<Bert> model = tiny(BertSettings.of(3, 3, 1, 4, 2).withKeepProbability(0.8));
    Values values =
        model.initialize(Key.of(1)).map((path, v) -> v.plus(Key.of(5).fold(path).normal(v.spec())));
    Tensor x = Tensor.of(new int[][] {{0, 2, 1}});
    Tensor segments = Tensor.of(new int[][] {{0, 0, 1}});
    Tensor toward = Key.of(4).normal(new Spec(DType.FLOAT64, Shape.of(1, 4)));
    ModelCheck.of(
            model,
            values,
            Key.of(2),
            (root, pass) ->
                Reductions.sum(
                    root.pooled(root.forward(x, segments, AttentionMask.none(), pass), pass)
                        .times(toward)))
        .expectZero("blocks.0.attention.key.bias") // softmax takes it off
        .mode(Mode.PROJECTED)
        .run()
        .assertCorrect();
  }

  /** bert-base-uncased with its masked language model has 109,514,298 without a pooler. */
  @Test
  void theMaskedLanguageModelHasAsManyAsPublished() {
    Model<MaskedLanguageModel> model = Model.of(MaskedLanguageModel.of(BertSettings.base()));
    assertThat(model.parameterCount()).isEqualTo(109_514_298);
    assertThat(Model.of(MaskedLanguageModel.of(Bert.base())).parameterCount())
        .isEqualTo(110_104_890);
    assertThat(model.output(new Spec(DType.INT32, Shape.of(2, 128))).shape())
        .isEqualTo(Shape.of(2, 128, 30_522));
  }

  @Test
  void theMaskedLanguageModelIsRight() {
    Model<MaskedLanguageModel> model =
        Model.of(
            MaskedLanguageModel.of(BertSettings.of(3, 3, 1, 4, 2).withKeepProbability(1)),
            DType.FLOAT64);
    Values values =
        model.initialize(Key.of(1)).map((path, v) -> v.plus(Key.of(5).fold(path).normal(v.spec())));
    Tensor x = Tensor.of(new int[][] {{0, 2, 1}});
    Tensor toward = Key.of(4).normal(new Spec(DType.FLOAT64, Shape.of(1, 3, 3)));
    ModelCheck.of(
            model,
            values,
            Key.of(2),
            (root, pass) -> Reductions.sum(root.forward(x, pass).times(toward)))
        .expectZero("bert.blocks.0.attention.key.bias")
        .mode(Mode.PROJECTED)
        .run()
        .assertCorrect();
    double[] logits = model.root().forward(x, model.inference(values)).toDoubleArray();
    Values raised = values.with("bias", values.get("bias").plus(Tensor.of(new double[] {0, 2, 0})));
    double[] other = model.root().forward(x, model.inference(raised)).toDoubleArray();
    for (int i = 0; i < 9; i++) {
      assertThat(other[i] - logits[i]).isCloseTo(i % 3 == 1 ? 2 : 0, within(1e-12));
    }
  }

  @Test
  void nonsenseIsRefused() {
    assertThatThrownBy(() -> TINY.withSegments(0))
        .hasMessage(
            "bert: a number is not positive: 5 symbols, 4 positions, 0 segments, 2 blocks; give 1"
                + " or more");
    Model<Bert> model = tiny(TINY.withoutPooler());
    Values values = model.initialize(Key.of(1));
    assertThatThrownBy(
            () ->
                model
                    .root()
                    .forward(
                        X, Tensor.of(new int[] {0}), AttentionMask.none(), model.inference(values)))
        .hasMessage(
            "bert: the inputs do not fit: x is INT32[2, 4], segments are INT32[1]; give INT32 [N,"
                + " T] both");
    assertThatThrownBy(
            () ->
                model.root().pooled(Tensor.zeros(DType.FLOAT64, 2, 4, 4), model.inference(values)))
        .hasMessage("bert: the settings leave the pooler out; make it without withoutPooler()");
    assertThatThrownBy(
            () -> model.root().pooled(Tensor.zeros(DType.FLOAT64, 2, 4), model.inference(values)))
        .hasMessage(
            "bert: there is no first vector: y is [2, 4]; give [N, T, E], what forward returns");
  }
}
