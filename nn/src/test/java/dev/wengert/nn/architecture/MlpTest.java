package dev.wengert.nn.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.check.LayerCheck;
import dev.wengert.nn.layer.Activation;
import org.junit.jupiter.api.Test;

class MlpTest {

  private static final Spec INPUT = new Spec(DType.FLOAT64, Shape.of(3, 2));

  /** LeNet-300-100 has 266,610 parameters: Han et al., 2015, table 4 says 267K. */
  @Test
  void parametersAreAsManyAsPublished() {
    Model<Mlp> model = Model.of(Mlp.of(784, 300, 100, 10));
    assertThat(model.parameterCount()).isEqualTo(266_610);
    assertThat(model.parameters().keySet())
        .containsExactly("0.weight", "0.bias", "1.weight", "1.bias", "2.weight", "2.bias");
    assertThat(Model.of(Mlp.of(784, 300, 100, 10).withBatchNorm()).parameterCount())
        .isEqualTo(266_610 + 300 + 100);
  }

  @Test
  void itIsReluBetweenAffineLayers() {
    Model<Mlp> model = Model.of(Mlp.of(1, 2, 1), DType.FLOAT64);
    Values values =
        model
            .initialize(Key.of(1))
            .with("0.weight", Tensor.of(new double[][] {{1}, {-1}}))
            .with("0.bias", Tensor.of(new double[] {0, 0.5}))
            .with("1.weight", Tensor.of(new double[][] {{3, 10}}))
            .with("1.bias", Tensor.of(new double[] {-1}));
    Tensor x = Tensor.of(new double[][] {{2}, {-2}});
    assertThat(model.root().forward(x, model.inference(values)).toDoubleArray())
        .containsExactly(3 * 2 - 1, 10 * 2.5 - 1);
  }

  @Test
  void oneLayerIsAffine() {
    Model<Mlp> model = Model.of(Mlp.of(2, 3).withKeepProbability(0.5), DType.FLOAT64);
    assertThat(model.parameterCount()).isEqualTo(9);
    Values values = model.initialize(Key.of(1));
    Tensor x = Key.of(2).normal(INPUT);
    assertThat(model.root().forward(x, model.training(values, Key.of(3))).toDoubleArray())
        .isEqualTo(model.root().forward(x, model.inference(values)).toDoubleArray());
  }

  @Test
  void hiddenUnitsAreDroppedInTraining() {
    Model<Mlp> model = Model.of(Mlp.of(2, 400, 1).withKeepProbability(0.25), DType.FLOAT64);
    Values values =
        model
            .initialize(Key.of(1))
            .map((path, value) -> Tensor.full(value.spec(), path.endsWith("bias") ? 0 : 1));
    Tensor x = Tensor.of(new double[][] {{1, 0}});
    double all = model.root().forward(x, model.inference(values)).item();
    double trained = model.root().forward(x, model.training(values, Key.of(3))).item();
    assertThat(all).isEqualTo(400);
    // So many are kept, each four times as large: binomial, of deviation sqrt(400 * 0.25 * 0.75) =
    // 8.7.
    assertThat(trained % 4).isZero();
    assertThat(trained / 4).isBetween(65.0, 135.0).isNotEqualTo(100);
  }

  @Test
  void derivativesAreRight() {
    LayerCheck.check(
        Mlp.of(2, 3, 2).withActivation(Activation.tanh()).withBatchNorm().withKeepProbability(0.7),
        Key.of(2).normal(INPUT));
  }

  @Test
  void nonsenseIsRefused() {
    assertThatThrownBy(() -> Mlp.of(3))
        .hasMessage(
            "mlp: these are not the widths of a network: [3]; give those of inputs, hidden layers"
                + " and outputs, 784, 300, 10 for example");
    assertThatThrownBy(() -> Mlp.of(3, 0, 1)).hasMessageContaining("[3, 0, 1]");
    assertThatThrownBy(() -> Mlp.of(3, 1).withKeepProbability(0))
        .hasMessageStartingWith("dropout: not a keep probability: 0.0");
  }
}
