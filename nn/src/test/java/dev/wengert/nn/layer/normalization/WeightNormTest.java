package dev.wengert.nn.layer.normalization;

import static dev.wengert.gradcheck.assertj.GradientAssertions.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.Initializer;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.check.LayerCheck;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.layer.convolution.Convolution;
import dev.wengert.ops.Conv;
import org.junit.jupiter.api.Test;

class WeightNormTest {

  private static final Tensor X = Key.of(5).normal(new Spec(DType.FLOAT64, Shape.of(3, 2)));

  private static Layer network() {
    return Sequential.of(Dense.of(2, 3), Activation.tanh(), LayerNorm.of(3), Dense.of(3, 2));
  }

  @Test
  void itBeginsAsTheLayerItWraps() {
    Layer plain = network();
    Model<Layer> wrapped = Model.of(WeightNorm.of(plain), DType.FLOAT64);
    assertThat(wrapped.parameters().keySet())
        .containsExactly(
            "layer.0.weight",
            "layer.0.bias",
            "layer.2.weight",
            "layer.2.bias",
            "layer.3.weight",
            "layer.3.bias",
            "layer.0.weight.gain",
            "layer.3.weight.gain");
    Values values = wrapped.initialize(Key.of(1));
    assertThat(values.get("layer.3.weight.gain").shape()).isEqualTo(Shape.of(2, 1));
    Tensor y = wrapped.root().forward(X, wrapped.inference(values));
    Model<Layer> alone = Model.of(plain, DType.FLOAT64);
    Values same = alone.initialize(Key.of(2)).map((path, value) -> values.get("layer." + path));
    assertThatTensor(y).isCloseTo(plain.forward(X, alone.inference(same)), 1e-14);
  }

  @Test
  void theLengthOfADirectionDoesNotMatter() {
    Model<Layer> model = Model.of(WeightNorm.of(Dense.of(2, 1)), DType.FLOAT64);
    Values values =
        model
            .initialize(Key.of(1))
            .with("layer.weight", Tensor.of(new double[][] {{30, 40}}))
            .with("layer.weight.gain", Tensor.of(new double[][] {{5}}));
    // By hand: the weight is 5 (0.6, 0.8).
    Tensor x = Tensor.of(new double[][] {{1, 10}});
    assertThat(model.root().forward(x, model.inference(values)).item()).isEqualTo(43);
  }

  @Test
  void derivativesAreRightToSecondOrder() {
    LayerCheck.check(WeightNorm.of(Dense.of(2, 2)), X);
    LayerCheck.check(
        WeightNorm.of(Sequential.of(Dense.of(2, 2), Activation.tanh(), Dense.of(2, 2))), X);
  }

  @Test
  void aLayerWithoutWeightsIsRefused() {
    assertThatThrownBy(() -> WeightNorm.of(LayerNorm.of(2)))
        .hasMessage(
            "weightNorm: the layer has no weight to normalize: its parameters are"
                + " {weight=NORMALIZATION [2], bias=NORMALIZATION [2]}; wrap one with a weight of"
                + " two axes or more");
  }

  /** By hand: axis 1 of [2, 2, 1] counts units, whose directions are (3, 4) and (5, 12). */
  @Test
  void aTransposedConvolutionsUnitsAreItsOutputs() {
    Layer layer =
        WeightNorm.of(
            Convolution.transposed1d(2, 2, Conv.DEFAULT, 1).withWeights(Initializer.he()));
    Model<Layer> model = Model.of(layer, DType.FLOAT64);
    Values values = model.initialize(Key.of(1));
    assertThat(values.get("layer.weight.gain").shape()).isEqualTo(Shape.of(1, 2, 1));
    values =
        values
            .with("layer.weight", Tensor.of(3.0, 5.0, 4.0, 12.0).reshape(2, 2, 1))
            .with("layer.weight.gain", Tensor.of(10.0, 13.0).reshape(1, 2, 1));
    Tensor y = layer.forward(Tensor.of(1.0, 10.0).reshape(1, 2, 1), model.inference(values));
    assertThat(y.toDoubleArray()).containsExactly(new double[] {86, 125}, within(1e-12));
  }
}
