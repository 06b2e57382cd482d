package dev.wengert.nn.layer.normalization;

import static dev.wengert.gradcheck.assertj.GradientAssertions.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.Model;
import dev.wengert.nn.check.LayerCheck;
import org.junit.jupiter.api.Test;

class LayerNormTest {

  private static Tensor normal(int... sides) {
    return Key.of(5).normal(new Spec(DType.FLOAT64, Shape.of(sides)));
  }

  private static Tensor run(LayerNorm layer, Tensor x) {
    Model<LayerNorm> model = Model.of(layer, x.dtype());
    return layer.forward(x, model.inference(model.initialize(Key.of(1))));
  }

  @Test
  void derivativesAreRightToSecondOrder() {
    LayerCheck.check(LayerNorm.of(4), normal(3, 4));
    LayerCheck.check(LayerNorm.of(2, 3).epsilon(0.1), normal(2, 2, 3));
    LayerCheck.check(LayerNorm.of(4).withoutShift(), normal(2, 4));
    LayerCheck.check(LayerNorm.of(4).withoutScale(), normal(2, 4));
  }

  @Test
  void scaleAndShiftAreOptions() {
    assertThat(Model.of(LayerNorm.of(4)).parameters().keySet()).containsExactly("weight", "bias");
    assertThat(Model.of(LayerNorm.of(4).withoutShift()).parameters().keySet())
        .containsExactly("weight");
    assertThat(Model.of(LayerNorm.of(4).withoutShift().withoutScale()).parameters()).isEmpty();
    assertThatTensor(run(LayerNorm.of(4).withoutShift().withoutScale(), normal(3, 4)))
        .isIdenticalTo(run(LayerNorm.of(4), normal(3, 4)));
  }

  @Test
  void float32DataFarFromZeroKeepTheirDigits() {
    Tensor x = normal(8, 256).plus(1e6).to(DType.FLOAT32);
    assertThatTensor(run(LayerNorm.of(256), x).to(DType.FLOAT64))
        .isCloseTo(run(LayerNorm.of(256), x.to(DType.FLOAT64)), 2e-6);
  }

  @Test
  void badInputIsRefused() {
    assertThatThrownBy(() -> run(LayerNorm.of(2, 3), normal(3, 3)))
        .hasMessage(
            "layerNorm: the input does not end in the layer's sides: x is [3, 3]; give [..., 2,"
                + " 3]");
    assertThatThrownBy(() -> run(LayerNorm.of(2, 3), normal(3)))
        .hasMessageContaining("x is [3]; give [..., 2, 3]");
    assertThatThrownBy(() -> LayerNorm.of(2).epsilon(-1))
        .hasMessage("layerNorm: epsilon must be positive: -1.0; 1e-5 is usual");
  }
}
