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

class InstanceNormTest {

  private static Tensor normal(int... sides) {
    return Key.of(5).normal(new Spec(DType.FLOAT64, Shape.of(sides)));
  }

  private static Tensor run(Layer layer, Tensor x) {
    Model<Layer> model = Model.of(layer, x.dtype());
    return layer.forward(x, model.training(model.initialize(Key.of(1)), Key.of(1)));
  }

  @Test
  void anExampleIsABatchOfItsOwn() {
    Tensor x = normal(2, 3, 4, 5);
    Tensor second = x.get(dev.wengert.Index.range(1, 2));
    assertThatTensor(run(InstanceNorm.of(3), x).get(dev.wengert.Index.range(1, 2)))
        .isCloseTo(run(BatchNorm.of(3), second), 1e-13);
  }

  @Test
  void derivativesAreRightToSecondOrder() {
    LayerCheck.check(InstanceNorm.of(2), normal(2, 2, 3));
    LayerCheck.check(InstanceNorm.of(2).epsilon(0.1).withoutShift(), normal(1, 2, 2, 2));
    LayerCheck.check(InstanceNorm.of(2).withoutScale(), normal(2, 2, 3));
  }

  @Test
  void scaleAndShiftAreOptions() {
    assertThat(Model.of(InstanceNorm.of(4)).parameters().keySet())
        .containsExactly("weight", "bias");
    assertThat(Model.of(InstanceNorm.of(4).withoutScale().withoutShift()).parameters()).isEmpty();
  }

  @Test
  void badInputIsRefused() {
    assertThatThrownBy(() -> run(InstanceNorm.of(4), normal(2, 4)))
        .hasMessage(
            "instanceNorm: the input does not fit the channels: x is [2, 4]; give [N, 4, ...] with"
                + " a spatial axis");
    assertThatThrownBy(() -> run(InstanceNorm.of(4), normal(2, 4, 1, 1)))
        .hasMessage(
            "instanceNorm: one value a channel of an example has no variance: x is [2, 4, 1, 1];"
                + " give larger spatial axes");
    assertThatThrownBy(() -> InstanceNorm.of(4).epsilon(Double.NaN))
        .hasMessage("instanceNorm: epsilon must be positive: NaN; 1e-5 is usual");
  }
}
