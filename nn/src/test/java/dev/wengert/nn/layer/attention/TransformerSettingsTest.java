package dev.wengert.nn.layer.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Initializer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.ops.Activations;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TransformerSettingsTest {

  @Test
  void theFirstOnesAreThoseOfThePaper() {
    TransformerSettings settings = TransformerSettings.of(512, 8);
    assertThat(settings.hidden()).isEqualTo(2048);
    assertThat(settings.normFirst()).isFalse();
    assertThat(settings.keepProbability()).isEqualTo(0.9);
  }

  @Test
  void eachCanBeChangedAlone() {
    Initializer inner = Initializer.normal(0.02);
    Initializer output = Initializer.normal(0.01);
    TransformerSettings settings =
        TransformerSettings.of(8, 2)
            .withHidden(5)
            .withNormFirst()
            .withoutAttentionBias()
            .withKeepProbability(1)
            .withActivation(Activations::gelu)
            .withEpsilon(1e-12)
            .withKeyHeads(1)
            .withNorm(TransformerSettings.Norm.RMS)
            .withGate()
            .withRotary(16, 500)
            .withWeights(inner, output);
    assertThat(settings)
        .isEqualTo(
            new TransformerSettings(
                8,
                2,
                1,
                5,
                true,
                TransformerSettings.Norm.RMS,
                false,
                false,
                true,
                1,
                settings.activation(),
                true,
                settings.rotary(),
                1e-12,
                inner,
                output));
    assertThat(Objects.requireNonNull(settings.rotary()).positions()).isEqualTo(16);
    assertThat(settings.rotary().size()).isEqualTo(4);
    assertThat(settings.rotary().base()).isEqualTo(500);
    TransformerSettings inputs = TransformerSettings.of(8, 2).withAttentionBiases(true, false);
    assertThat(inputs.attentionBias()).isTrue();
    assertThat(inputs.attentionOutputBias()).isFalse();
    assertThat(settings.withoutBias().bias()).isFalse();
  }

  private static Model<TransformerEncoder> encoder(TransformerSettings settings) {
    return Model.of(TransformerEncoder.of(settings, 1), DType.FLOAT64);
  }

  @Test
  void biasesAndShiftsCanBeLeftOut() {
    TransformerSettings settings = TransformerSettings.of(4, 2).withNormFirst();
    assertThat(encoder(settings).parameters().keySet())
        .filteredOn(path -> path.endsWith(".bias"))
        .hasSize(9);
    assertThat(encoder(settings.withoutAttentionBias()).parameters().keySet())
        .filteredOn(path -> path.endsWith(".bias"))
        .hasSize(5);
    assertThat(encoder(settings.withoutBias()).parameters().keySet())
        .containsExactly(
            "0.attention.query.weight",
            "0.attention.key.weight",
            "0.attention.value.weight",
            "0.attention.output.weight",
            "0.attentionNorm.weight",
            "0.feedForward.expand.weight",
            "0.feedForward.contract.weight",
            "0.feedForwardNorm.weight",
            "norm.weight");
  }

  @Test
  void theOnesThatAreAddedBeginOtherwise() {
    Values values =
        encoder(
                TransformerSettings.of(4, 2)
                    .withWeights(Initializer.constant(2), Initializer.constant(3)))
            .initialize(Key.of(1));
    assertThat(values.byPath().keySet().stream().filter(path -> holds(values, path, 3)))
        .containsExactly("0.attention.output.weight", "0.feedForward.contract.weight");
    assertThat(values.byPath().keySet().stream().filter(path -> holds(values, path, 2))).hasSize(4);
  }

  private static boolean holds(Values values, String path, double number) {
    return values.get(path).toDoubleArray()[0] == number;
  }

  /** With all weights 0 a post-norm block normalizes its input twice. */
  @Test
  void epsilonIsThatOfEveryNormalization() {
    Tensor x = Tensor.of(new double[][][] {{{1e-5, -1e-5, 1e-5, -1e-5}}});
    for (boolean first : new boolean[] {false, true}) {
      TransformerSettings settings = TransformerSettings.of(4, 2).withEpsilon(3e-10);
      Model<TransformerEncoder> model = encoder(first ? settings.withNormFirst() : settings);
      Values values =
          model.initialize(Key.of(1)).map((path, v) -> v.rank() == 2 ? Tensor.zeros(v.spec()) : v);
      // The variance is 1e-10: normalizing once divides by sqrt(4e-10).
      double once = 1e-5 / Math.sqrt(4e-10);
      double expected = first ? once : once / Math.sqrt(once * once + 3e-10);
      assertThat(model.root().forward(x, model.inference(values)).toDoubleArray())
          .containsExactly(new double[] {expected, -expected, expected, -expected}, within(1e-9));
    }
  }

  @Test
  void nonsenseIsRefused() {
    assertThatThrownBy(() -> TransformerSettings.of(8, 3))
        .hasMessage("transformer: 3 heads do not divide a width of 8; give a divisor");
    assertThatThrownBy(() -> TransformerSettings.of(8, 2).withHidden(0))
        .hasMessage("transformer: the hidden width is not positive: 0; 4 E is usual");
    assertThatThrownBy(() -> TransformerSettings.of(8, 2).withKeepProbability(1.5))
        .hasMessage("transformer: not a keep probability: 1.5; give a number above 0, at most 1");
    assertThatThrownBy(() -> TransformerSettings.of(8, 2).withEpsilon(0))
        .hasMessage("transformer: epsilon must be positive: 0.0; 1e-5 is usual");
  }
}
