package dev.wengert.nn.layer;

import static dev.wengert.gradcheck.assertj.GradientAssertions.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Parameter;
import dev.wengert.nn.Values;
import dev.wengert.nn.check.LayerCheck;
import dev.wengert.nn.layer.attention.TransformerEncoder;
import dev.wengert.nn.layer.attention.TransformerSettings;
import dev.wengert.nn.layer.convolution.Convolution;
import dev.wengert.nn.layer.normalization.LayerNorm;
import dev.wengert.nn.optim.AdamW;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.nn.optim.ParameterGroup;
import dev.wengert.ops.Conv;
import dev.wengert.ops.Losses;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoraTest {

  private static final Tensor X = Key.of(5).normal(DType.FLOAT64, 3, 2);

  /** Values of a layer and its adapters, the second factor not 0. */
  private static Values off(Model<Lora> model) {
    return model
        .initialize(Key.of(1))
        .map((path, value) -> value.plus(Key.of(2).fold(path).normal(value.spec()).times(0.5)));
  }

  @Test
  void itBeginsAsTheLayerItWraps() {
    Layer plain = Sequential.of(Dense.of(2, 3), Activation.tanh(), Dense.of(3, 4));
    Model<Layer> alone = Model.of(plain, DType.FLOAT64);
    Model<Lora> model = Model.of(Lora.of(plain, 2, 4), DType.FLOAT64);
    assertThat(model.parameters().keySet())
        .containsExactly(
            "0.weight",
            "0.bias",
            "2.weight",
            "2.bias",
            "0.weight.down",
            "0.weight.up",
            "2.weight.down",
            "2.weight.up");
    Values trained = alone.initialize(Key.of(1));
    Values values = model.initialize(Key.of(2)).with(trained);
    assertThat(values.get("2.weight.down").shape()).isEqualTo(Shape.of(2, 3));
    assertThat(values.get("2.weight.up").shape()).isEqualTo(Shape.of(4, 2));
    assertThatTensor(model.predictor(values).of(X)).isCloseTo(alone.predictor(trained).of(X), 0);
  }

  /** By hand: W + 6 / 2 B A, with rank 2. */
  @Test
  void theProductIsAddedByItsFactor() {
    Model<Lora> model = Model.of(Lora.of(Dense.of(2, 1).withoutBias(), 2, 6), DType.FLOAT64);
    Values values =
        model
            .initialize(Key.of(1))
            .with("weight", Tensor.of(new double[][] {{1, 10}}))
            .with("weight.down", Tensor.of(new double[][] {{1, 2}, {3, 4}}))
            .with("weight.up", Tensor.of(new double[][] {{5, 7}}));
    // B A = [5 + 21, 10 + 28]
    Tensor y = model.predictor(values).of(Tensor.of(new double[][] {{1, 1}}));
    assertThat(y.item()).isEqualTo(11 + 3 * (26 + 38));
  }

  private static void mergesExactly(Layer layer, Tensor x) {
    Lora lora = Lora.of(layer, 2, 3);
    Model<Lora> model = Model.of(lora, DType.FLOAT64);
    Values values = off(model);
    Model<Layer> alone = Model.of(layer, DType.FLOAT64);
    Values merged = lora.merged(model, values);
    assertThat(merged.byPath().keySet()).isEqualTo(alone.specs().keySet());
    Tensor y = model.predictor(values).of(x);
    assertThatTensor(alone.predictor(merged).of(x)).isCloseTo(y, 1e-12);
    // The adapters do something.
    Values without = alone.initialize(Key.of(1)).map((path, value) -> values.get(path));
    double change = alone.predictor(without).of(x).minus(y).toDoubleArray()[0];
    assertThat(Math.abs(change)).isGreaterThan(1e-3);
  }

  @Test
  void mergedValuesGiveTheSameOutputs() {
    Tensor images = Key.of(6).normal(DType.FLOAT64, 2, 4, 5, 5);
    mergesExactly(Dense.of(2, 3), X);
    mergesExactly(Convolution.of2d(4, 6, 3), images);
    mergesExactly(Convolution.of2d(4, 6, Conv.same().groups(2), 3), images);
    mergesExactly(Convolution.transposed2d(4, 6, Conv.stride(2), 2), images);
    mergesExactly(
        TransformerEncoder.of(TransformerSettings.of(4, 2).withKeepProbability(1), 1),
        Key.of(7).normal(DType.FLOAT64, 2, 3, 4));
  }

  /** The units of a transposed convolution are along axis 1: a unit's delta is one row of B A. */
  @Test
  void aTransposedConvolutionsUnitsAreItsOutputs() {
    Model<Lora> model = Model.of(Lora.of(Convolution.transposed1d(3, 2, Conv.DEFAULT, 1), 1, 1));
    assertThat(model.parameters().get("weight.up"))
        .extracting(Parameter::shape)
        .isEqualTo(Shape.of(2, 1));
    assertThat(model.parameters().get("weight.down"))
        .extracting(Parameter::shape)
        .isEqualTo(Shape.of(1, 3));
  }

  @Test
  void adaptersAloneAreTrained() {
    Layer network = Sequential.of(Dense.of(2, 8), Activation.relu(), Dense.of(8, 1));
    Tensor x = Key.of(3).normal(DType.FLOAT32, 64, 2);
    Tensor y = x.get(":, :1").times(x.get(":, 1:"));
    // @start region="lora"
    Lora lora = Lora.of(network, 2, 4);
    Model<Lora> model = Model.of(lora);
    Values values = model.initialize(Key.of(1)); // .with(what was trained before)
    ParameterGroup rest =
        ParameterGroup.where((path, p) -> p.role() != Parameter.Role.ADAPTER).frozen();
    Optimizer optimizer = Optimizer.of(model, AdamW.of(0.01, 0.1), rest);
    // ... and when training is over:
    Values merged = lora.merged(model, values); // for Model.of(network)
    // @end region="lora"
    assertThat(merged.byPath()).hasSize(4);
    Values first = values;
    Optimizer.State state = optimizer.start();
    double begin = 0;
    double end = 0;
    for (int i = 0; i < 200; i++) {
      Model.Step step =
          model.differentiate(
              values, Key.of(i), (net, pass) -> Losses.mseLoss(net.forward(x, pass), y));
      Optimizer.Result next = optimizer.step(values, step.gradients(), state);
      values = next.values();
      state = next.state();
      begin = i == 0 ? step.loss().item() : begin;
      end = step.loss().item();
    }
    assertThat(end).isLessThan(begin / 2);
    assertThat(optimizer.trainable())
        .containsExactly("0.weight.down", "0.weight.up", "2.weight.down", "2.weight.up");
    for (String path : List.of("0.weight", "0.bias", "2.weight", "2.bias")) {
      assertThatTensor(values.get(path)).isCloseTo(first.get(path), 0);
    }
  }

  @Test
  void someWeightsMayBeMeant() {
    Layer block = TransformerEncoder.of(TransformerSettings.of(4, 2), 1);
    Lora lora = Lora.of(block, 1, 1, path -> path.matches(".*(query|value).weight"));
    assertThat(Model.of(lora).parameters().keySet().stream().filter(p -> p.endsWith(".up")))
        .containsExactly("0.attention.query.weight.up", "0.attention.value.weight.up");
    assertThatThrownBy(() -> Lora.of(Dense.of(2, 1), 1, 1, path -> false))
        .hasMessage("lora: no weight is meant: they are [weight]; correct the condition");
  }

  @Test
  void derivativesAreRightToSecondOrder() {
    LayerCheck.check(Lora.of(Dense.of(2, 2), 1, 2), X);
    LayerCheck.check(
        Lora.of(Convolution.of1d(2, 2, 2), 1, 2), Key.of(8).normal(DType.FLOAT64, 2, 2, 3));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> Lora.of(LayerNorm.of(2), 1, 1))
        .hasMessage(
            "lora: the layer has no weight to adapt: its parameters are {weight=NORMALIZATION [2],"
                + " bias=NORMALIZATION [2]}; wrap one with a weight of two axes or more");
    assertThatThrownBy(() -> Lora.of(Dense.of(2, 1), 0, 1))
        .hasMessage("lora: the rank is not positive: 0; give 1 or more");
    assertThatThrownBy(() -> Lora.of(Dense.of(2, 1), 1, 0))
        .hasMessage("lora: not a factor: alpha is 0.0; give a positive number");
    Model<Lora> other = Model.of(Lora.of(Dense.of(2, 1), 1, 1));
    assertThatThrownBy(
            () -> Lora.of(Dense.of(2, 1), 1, 1).merged(other, other.initialize(Key.of(1))))
        .hasMessage(
            "lora: the model has not the adapters of weight; give the model that this layer is in");
  }
}
