package dev.wengert.nn.layer.normalization;

import static dev.wengert.gradcheck.assertj.GradientAssertions.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.check.LayerCheck;
import org.junit.jupiter.api.Test;

class GroupNormTest {

  private static Tensor normal(int... sides) {
    return Key.of(5).normal(new Spec(DType.FLOAT64, Shape.of(sides)));
  }

  private static Tensor run(Layer layer, Tensor x) {
    Model<Layer> model = Model.of(layer, x.dtype());
    return layer.forward(x, model.training(model.initialize(Key.of(1)), Key.of(1)));
  }

  @Test
  void oneGroupIsLayerNormAndOneAChannelInstanceNorm() {
    Tensor x = normal(3, 4, 5);
    assertThatTensor(run(GroupNorm.of(1, 4), x)).isCloseTo(run(LayerNorm.of(4, 5), x), 1e-13);
    assertThatTensor(run(GroupNorm.of(4, 4), x)).isCloseTo(run(InstanceNorm.of(4), x), 1e-13);
  }

  @Test
  void derivativesAreRightToSecondOrder() {
    LayerCheck.check(GroupNorm.of(2, 4), normal(2, 4, 2));
    LayerCheck.check(GroupNorm.of(2, 6).epsilon(0.1).withoutScale(), normal(2, 6));
    LayerCheck.check(GroupNorm.of(1, 2).withoutShift(), normal(2, 2, 2));
  }

  @Test
  void scaleAndShiftAreOptions() {
    assertThat(Model.of(GroupNorm.of(2, 4)).parameters().keySet())
        .containsExactly("weight", "bias");
    assertThat(Model.of(GroupNorm.of(2, 4).withoutShift()).parameters().keySet())
        .containsExactly("weight");
    assertThat(Model.of(GroupNorm.of(2, 4).withoutScale()).parameters().keySet())
        .containsExactly("bias");
  }

  @Test
  void badInputIsRefused() {
    assertThatThrownBy(() -> GroupNorm.of(3, 4))
        .hasMessage("groupNorm: 3 groups do not divide 4 channels; give a divisor");
    assertThatThrownBy(() -> run(GroupNorm.of(2, 4), normal(2, 3)))
        .hasMessage(
            "groupNorm: the input does not fit the channels: x is [2, 3]; give [N, 4, ...]");
    assertThatThrownBy(() -> run(GroupNorm.of(4, 4), normal(2, 4)))
        .hasMessage(
            "groupNorm: one value a group has no variance: x is [2, 4] for 4 groups; give fewer"
                + " groups, or more values a channel");
    assertThatThrownBy(() -> GroupNorm.of(2, 4).epsilon(0))
        .hasMessage("groupNorm: epsilon must be positive: 0.0; 1e-5 is usual");
  }
}
