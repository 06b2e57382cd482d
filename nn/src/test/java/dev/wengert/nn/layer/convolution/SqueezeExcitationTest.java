package dev.wengert.nn.layer.convolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.nn.Model;
import dev.wengert.nn.Parameter;
import dev.wengert.nn.Values;
import dev.wengert.nn.check.LayerCheck;
import org.junit.jupiter.api.Test;

class SqueezeExcitationTest {

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /** By hand: the means are 2 and -3; the one number in between is relu(2 - 6 + 5) = 1. */
  @Test
  void channelsAreWeighedByTheMeansOfAll() {
    Model<SqueezeExcitation> model = Model.of(SqueezeExcitation.of(2, 2), DType.FLOAT64);
    Values values =
        model
            .initialize(Key.of(1))
            .with("reduce.weight", Tensor.of(new double[][] {{1, 2}}))
            .with("reduce.bias", Tensor.of(5.0))
            .with("expand.weight", Tensor.of(new double[][] {{3}, {-1}}))
            .with("expand.bias", Tensor.of(0.5, 0.25));
    Tensor x = Tensor.of(1.0, 3.0, 2.0, 2.0, -4.0, -2.0, 0.0, -6.0).reshape(1, 2, 2, 2);
    double a = sigmoid(3.5);
    double b = sigmoid(-0.75);
    assertThat(model.predictor(values).of(x).toDoubleArray())
        .containsExactly(
            new double[] {a, 3 * a, 2 * a, 2 * a, -4 * b, -2 * b, 0, -6 * b}, within(1e-14));
  }

  @Test
  void aSixteenthOfTheChannelsAtLeastOne() {
    assertThat(Model.of(SqueezeExcitation.of(64)).parameters().get("reduce.weight"))
        .extracting(Parameter::shape)
        .isEqualTo(Shape.of(4, 64));
    assertThat(Model.of(SqueezeExcitation.of(8)).parameters().get("reduce.weight"))
        .extracting(Parameter::shape)
        .isEqualTo(Shape.of(1, 8));
  }

  @Test
  void derivativesAreRightToSecondOrder() {
    LayerCheck.check(SqueezeExcitation.of(2, 1), Key.of(5).normal(DType.FLOAT64, 2, 2, 3, 2));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> SqueezeExcitation.of(6, 4))
        .hasMessage(
            "squeezeExcitation: a reduction of 4 does not divide 6 channels; give a divisor");
    Model<SqueezeExcitation> model = Model.of(SqueezeExcitation.of(2, 1));
    assertThatThrownBy(
            () -> model.predictor(model.initialize(Key.of(1))).of(Tensor.ones(DType.FLOAT32, 3, 2)))
        .hasMessage(
            "squeezeExcitation: the input does not fit the channels: x is [3, 2]; give [N, 2,"
                + " spatial...]");
  }
}
