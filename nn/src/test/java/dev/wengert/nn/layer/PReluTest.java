package dev.wengert.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.nn.Model;
import dev.wengert.nn.Parameter;
import dev.wengert.nn.Values;
import dev.wengert.nn.check.LayerCheck;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PReluTest {

  @Test
  void multipliesWhatIsNotPositive() {
    Tensor x = Tensor.of(new double[][] {{-4, 3}, {2, -8}});
    Model<PRelu> one = Draws.model(PRelu.of());
    assertThat(Draws.run(one, one.initialize(Key.of(1)), x).toDoubleArray())
        .containsExactly(-1, 3, 2, -2);
    Model<PRelu> each = Draws.model(PRelu.of(2));
    Values slopes = new Values(ImmutableMap.of("weight", Tensor.of(0.5, 2.0)));
    assertThat(Draws.run(each, slopes, x).toDoubleArray()).containsExactly(-2, 3, 2, -16);
    assertThat(Draws.run(each, slopes, x.reshape(2, 2, 1)).toDoubleArray())
        .containsExactly(-2, 3, 2, -16);
  }

  @Test
  void itsSlopeIsNoWeightToPenalties() {
    assertThat(Draws.parameters(PRelu.of(3))).containsExactly(Map.entry("weight", "[3]"));
    assertThat(Draws.model(PRelu.of()).parameters().values())
        .extracting(Parameter::role)
        .containsExactly(Parameter.Role.ACTIVATION);
  }

  @Test
  void gradients() {
    LayerCheck.check(PRelu.of(), Draws.normal(1, 2, 3));
    LayerCheck.check(PRelu.of(2), Draws.normal(2, 2, 2, 3));
  }

  @Test
  void channelsThatDoNotFitAreRefusedByPath() {
    Model<Sequential> model = Draws.model(Sequential.of(PRelu.of(3)));
    Values values = model.initialize(Key.of(1));
    assertThatThrownBy(() -> Draws.run(model, values, Draws.normal(1, 3, 2)))
        .hasMessage("prelu (0): the input does not fit the slopes: x is [3, 2]; give [N, 3, ...]");
  }
}
