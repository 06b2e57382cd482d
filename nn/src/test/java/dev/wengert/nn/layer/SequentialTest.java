package dev.wengert.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.check.LayerCheck;
import org.junit.jupiter.api.Test;

class SequentialTest {

  private final Sequential named =
      Sequential.of(
          ImmutableMap.of(
              "hidden", Dense.of(3, 4), "bend", Activation.tanh(), "out", Dense.of(4, 2)));

  @Test
  void layersRunInOrder() {
    Sequential net =
        Sequential.of(new Activation(x -> x.plus(1)), new Activation(x -> x.times(10)));
    assertThat(Draws.run(Draws.model(net), Values.empty(), Tensor.of(2.0)).item()).isEqualTo(30);
    Tensor x = Tensor.of(2.0);
    assertThat(Draws.run(Draws.model(Sequential.of()), Values.empty(), x)).isSameAs(x);
  }

  @Test
  void pathsArePositionsOrNames() {
    assertThat(Draws.parameters(Sequential.of(Activation.relu(), Dense.of(3, 2))).keySet())
        .containsExactly("1.weight", "1.bias");
    assertThat(Draws.parameters(named).keySet())
        .containsExactly("hidden.weight", "hidden.bias", "out.weight", "out.bias");
    assertThat(named.layers()).hasSize(3).last().isInstanceOf(Dense.class);
  }

  @Test
  void gradients() {
    LayerCheck.check(named, Draws.normal(1, 2, 3));
  }

  @Test
  void aRefusalNamesThePath() {
    Model<Sequential> model = Draws.model(named);
    Values values = model.initialize(Key.of(1));
    assertThatThrownBy(() -> Draws.run(model, values, Draws.normal(1, 2, 4)))
        .hasMessage(
            "dense (hidden): the input does not fit the weights: x is [2, 4]; give [..., 3]");
  }
}
