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

class RmsNormTest {

  private static Tensor run(RmsNorm layer, Tensor x) {
    Model<RmsNorm> model = Model.of(layer, x.dtype());
    return layer.forward(x, model.inference(model.initialize(Key.of(1))));
  }

  @Test
  void eachExampleHasRootMeanSquareOne() {
    // By hand: the mean squares are (9 + 16) / 2 and 4.
    double root = Math.sqrt(12.5);
    assertThatTensor(run(RmsNorm.of(2).epsilon(1e-30), Tensor.of(new double[][] {{3, 4}, {-2, 2}})))
        .isCloseTo(Tensor.of(new double[][] {{3 / root, 4 / root}, {-1, 1}}), 1e-15);
  }

  @Test
  void derivativesAreRightToSecondOrder() {
    Tensor x = Key.of(5).normal(new Spec(DType.FLOAT64, Shape.of(2, 2, 3)));
    LayerCheck.check(RmsNorm.of(3), x);
    LayerCheck.check(RmsNorm.of(2, 3).withoutScale(), x);
  }

  @Test
  void theScaleIsAnOptionAndTheSidesMustFit() {
    assertThat(Model.of(RmsNorm.of(3)).parameters().keySet()).containsExactly("weight");
    assertThat(Model.of(RmsNorm.of(3).withoutScale()).parameters()).isEmpty();
    assertThatThrownBy(() -> run(RmsNorm.of(3), Tensor.of(1.0, 2.0)))
        .hasMessage(
            "rmsNorm: the input does not end in the layer's sides: x is [2]; give [..., 3]");
    assertThatThrownBy(() -> RmsNorm.of(3).epsilon(0))
        .hasMessage("rmsNorm: epsilon must be positive: 0.0; 1e-5 is usual");
  }
}
