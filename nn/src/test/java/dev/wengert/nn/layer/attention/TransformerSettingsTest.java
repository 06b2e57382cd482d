package dev.wengert.nn.layer.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.ops.Activations;
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
    TransformerSettings settings =
        TransformerSettings.of(8, 2)
            .withHidden(5)
            .withNormFirst()
            .withoutAttentionBias()
            .withKeepProbability(1)
            .withActivation(Activations::gelu);
    assertThat(settings)
        .isEqualTo(new TransformerSettings(8, 2, 5, true, false, 1, settings.activation()));
  }

  @Test
  void nonsenseIsRefused() {
    assertThatThrownBy(() -> TransformerSettings.of(8, 3))
        .hasMessage("transformer: 3 heads do not divide a width of 8; give a divisor");
    assertThatThrownBy(() -> TransformerSettings.of(8, 2).withHidden(0))
        .hasMessage("transformer: the hidden width is not positive: 0; 4 E is usual");
    assertThatThrownBy(() -> TransformerSettings.of(8, 2).withKeepProbability(1.5))
        .hasMessage("transformer: not a keep probability: 1.5; give a number above 0, at most 1");
  }
}
