package dev.wengert.nn.layer.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Key;
import dev.wengert.nn.Initializer;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.Draws;
import org.junit.jupiter.api.Test;

class RecurrenceTest {

  @Test
  void optionsAddUp() {
    Recurrence how = Recurrence.layers(3).bidirectional().normalized().dropout(0.5);
    assertThat(how.layers()).isEqualTo(3);
    assertThat(how.bothWays()).isTrue();
    assertThat(how.layerNorm()).isTrue();
    assertThat(how.keepProbability()).isEqualTo(0.5);
    Recurrence plain = Recurrence.layers(1);
    assertThat(plain.bothWays()).isFalse();
    assertThat(plain.layerNorm()).isFalse();
    assertThat(plain.keepProbability()).isEqualTo(1);
  }

  @Test
  void weightsBeginAsTold() {
    Recurrence how =
        Recurrence.layers(1)
            .inputWeights(Initializer.constant(2))
            .stateWeights(Initializer.constant(3));
    Values values = Draws.model(Gru.of(4, 5, how)).initialize(Key.of(1));
    assertThat(values.get("0.inputWeight").toDoubleArray()).containsOnly(2).hasSize(60);
    assertThat(values.get("0.stateWeight").toDoubleArray()).containsOnly(3).hasSize(75);
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThatThrownBy(() -> Recurrence.layers(0))
        .hasMessage("recurrence: not a number of layers: 0; give 1 or more");
    assertThatThrownBy(() -> Recurrence.layers(2).dropout(0))
        .hasMessage("recurrence: not a keep probability: 0.0; give a number above 0, at most 1");
    assertThatThrownBy(() -> Recurrence.layers(1).dropout(0.5))
        .hasMessage(
            "recurrence: one layer has nothing between layers to drop: the keep probability is 0.5;"
                + " give two layers, or put a dropout behind the one");
  }
}
