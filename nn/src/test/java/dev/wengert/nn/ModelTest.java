package dev.wengert.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Dropout;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.layer.normalization.BatchNorm;
import dev.wengert.nn.layer.normalization.LayerNorm;
import dev.wengert.nn.optim.GradientDescent;
import dev.wengert.ops.Losses;
import dev.wengert.ops.Reductions;
import org.junit.jupiter.api.Test;

class ModelTest {

  private static final Tensor X = Tensor.of(new double[][] {{0, 0}, {0, 1}, {1, 0}, {1, 1}});
  private static final Tensor XOR = Tensor.of(new double[][] {{0}, {1}, {1}, {0}});

  private final Model<Sequential> model =
      Model.of(
          Sequential.of(
              Dense.of(2, 8),
              BatchNorm.of(8),
              Activation.tanh(),
              new Dropout(0.5),
              LayerNorm.of(8),
              Dense.of(8, 1)),
          DType.FLOAT64);

  @Test
  void pathsFollowTheTree() {
    assertThat(model.parameters().keySet())
        .containsExactly(
            "0.weight", "0.bias", "1.weight", "1.bias", "4.weight", "4.bias", "5.weight", "5.bias");
    assertThat(model.statistics().keySet()).containsExactly("1.runningMean", "1.runningVariance");
    assertThat(model.initialize(Key.of(1)).byPath().keySet())
        .containsExactly(
            "0.weight",
            "0.bias",
            "1.weight",
            "1.bias",
            "4.weight",
            "4.bias",
            "5.weight",
            "5.bias",
            "1.runningMean",
            "1.runningVariance");
  }

  @Test
  void theSameKeyGivesTheSameValues() {
    double[] first = model.initialize(Key.of(4)).get("0.weight").toDoubleArray();
    assertThat(model.initialize(Key.of(4)).get("0.weight").toDoubleArray()).isEqualTo(first);
    assertThat(model.initialize(Key.of(5)).get("0.weight").toDoubleArray()).isNotEqualTo(first);
  }

  @Test
  void aNetworkLearnsXor() {
    Model<Sequential> net =
        Model.of(Sequential.of(Dense.of(2, 8), Activation.tanh(), Dense.of(8, 1)), DType.FLOAT64);
    Values values = net.initialize(Key.of(1));
    GradientDescent descent = GradientDescent.of(0.5);
    double loss = Double.NaN;
    for (int i = 0; i < 2000; i++) {
      Model.Step step =
          net.differentiate(
              values,
              Key.of(i),
              (root, pass) -> Losses.binaryCrossEntropyWithLogits(root.forward(X, pass), XOR));
      values = descent.step(values, step.gradients());
      loss = step.loss().item();
    }
    assertThat(loss).isLessThan(0.01);
    assertThat(net.root().forward(X, net.inference(values)).gt(0).toBooleanArray())
        .containsExactly(false, true, true, false);
  }

  @Test
  void onlyTrainingDropsAndOnlyTheStepMovesStatistics() {
    Values values = model.initialize(Key.of(2));
    double[] inference = model.root().forward(X, model.inference(values)).toDoubleArray();
    assertThat(model.root().forward(X, model.inference(values)).toDoubleArray())
        .isEqualTo(inference);
    double[] training = model.root().forward(X, model.training(values, Key.of(9))).toDoubleArray();
    assertThat(model.root().forward(X, model.training(values, Key.of(9))).toDoubleArray())
        .isEqualTo(training);
    assertThat(model.root().forward(X, model.training(values, Key.of(10))).toDoubleArray())
        .isNotEqualTo(training);
    assertThat(values.get("1.runningMean").toDoubleArray()).containsOnly(0);

    Model.Step step =
        model.differentiate(
            values, Key.of(9), (root, pass) -> Reductions.sum(root.forward(X, pass)));
    assertThat(values.with(step.statistics()).get("1.runningMean").toDoubleArray())
        .isNotEqualTo(values.get("1.runningMean").toDoubleArray());
  }

  @Test
  void batchNormMovesItsStatisticsTowardsTheBatch() {
    Model<BatchNorm> norm = Model.of(BatchNorm.of(2), DType.FLOAT64);
    Pass pass = norm.training(norm.initialize(Key.of(1)), Key.of(1));
    Tensor batch = Tensor.of(new double[][] {{1, 10}, {2, 20}, {6, 30}});
    double[] y = norm.root().forward(batch, pass).toDoubleArray();
    // By hand: means 3 and 20, biased variances 14/3 and 200/3, unbiased 7 and 100.
    assertThat(y[0]).isCloseTo((1 - 3) / Math.sqrt(14 / 3.0 + 1e-5), within(1e-14));
    assertThat(y[5]).isCloseTo((30 - 20) / Math.sqrt(200 / 3.0 + 1e-5), within(1e-14));
    Values updates = pass.updates();
    double[] mean = updates.get("runningMean").toDoubleArray();
    double[] variance = updates.get("runningVariance").toDoubleArray();
    assertThat(mean[0]).isCloseTo(0.3, within(1e-15));
    assertThat(mean[1]).isCloseTo(2.0, within(1e-15));
    assertThat(variance[0]).isCloseTo(0.9 + 0.7, within(1e-15));
    assertThat(variance[1]).isCloseTo(0.9 + 10, within(1e-14));
  }

  @Test
  void batchNormInferenceUsesTheRunningStatistics() {
    Model<BatchNorm> norm = Model.of(BatchNorm.of(1), DType.FLOAT64);
    Values values =
        norm.initialize(Key.of(1))
            .with("runningMean", Tensor.of(4.0))
            .with("runningVariance", Tensor.of(9.0 - 1e-5))
            .with("weight", Tensor.of(6.0))
            .with("bias", Tensor.of(1.0));
    double y = norm.root().forward(Tensor.of(new double[][] {{10}}), norm.inference(values)).item();
    assertThat(y).isCloseTo(13, within(1e-12));
  }

  @Test
  void penaltiesTouchWeightsOnly() {
    Model<Sequential> net =
        Model.of(Sequential.of(Dense.of(1, 2), LayerNorm.of(2), Dense.of(2, 1)), DType.FLOAT64);
    Values values =
        net.initialize(Key.of(1))
            .with("0.weight", Tensor.of(new double[][] {{1}, {-2}}))
            .with("0.bias", Tensor.of(100.0, 100.0))
            .with("2.weight", Tensor.of(new double[][] {{3, 0}}));
    Pass pass = net.inference(values);
    assertThat(Penalty.l2(0.5).of(pass).item()).isCloseTo(0.5 * 14, within(1e-15));
    assertThat(Penalty.l2(0.7, 211).of(pass).item()).isCloseTo(0.7 / 422 * 14, within(1e-15));
    assertThat(Penalty.l1(0.5).of(pass).item()).isCloseTo(0.5 * 6, within(1e-15));
  }

  @Test
  void descentStepsAgainstTheGradient() {
    Values values = new Values(com.google.common.collect.ImmutableMap.of("w", Tensor.of(1.0, 2.0)));
    Values gradients =
        new Values(com.google.common.collect.ImmutableMap.of("w", Tensor.of(0.5, -1.0)));
    assertThat(GradientDescent.of(0.1).step(values, gradients).get("w").toDoubleArray())
        .containsExactly(1 - 0.1 * 0.5, 2 + 0.1);
  }

  @Test
  void errorsNameWhatIsMissing() {
    Values values = model.initialize(Key.of(1));
    assertThatThrownBy(() -> new Dropout(0))
        .hasMessage("dropout: not a keep probability: 0.0; give a number above 0, at most 1");
    assertThatThrownBy(() -> GradientDescent.of(-1))
        .hasMessage("gradientDescent: not a learning rate: -1.0; give a positive number");
    assertThatThrownBy(() -> Model.of(Dense.of(1, 1), DType.INT32))
        .hasMessage("model: the dtype is not floating: INT32; use FLOAT32 or FLOAT64");
    assertThatThrownBy(() -> values.get("nowhere"))
        .hasMessageStartingWith("values: nothing at path nowhere; there are [0.weight,");
    assertThatThrownBy(() -> values.with("0.bias", Tensor.of(1.0)))
        .hasMessage("values: 0.bias is FLOAT64[1]; it must stay FLOAT64[8]");
    assertThatThrownBy(() -> model.inference(values).key(model.root()))
        .hasMessage("key: an inference pass draws nothing; ask isTraining() first");
    assertThatThrownBy(() -> Dense.of(2, 1).forward(X, model.inference(values)))
        .hasMessage(
            "pass: the parameter WEIGHT [1, 2] is not declared in this model, and Dense uses it;"
                + " name it in Dense.declare(...), and that in whatever holds it, up to the model's"
                + " root");
    assertThatThrownBy(() -> model.root().forward(XOR, model.inference(values)))
        .hasMessage("dense (0): the input does not fit the weights: x is [4, 1]; give [..., 2]");
    assertThatThrownBy(
            () ->
                model
                    .root()
                    .forward(Tensor.of(new double[][] {{1, 2}}), model.training(values, Key.of(1))))
        .hasMessage(
            "batchNorm (1): one value a channel has no variance: x is [1, 8] in training; give a"
                + " larger batch, or use an inference pass");
  }

  @Test
  void valuesOfAnotherModelAreRefusedWithAllDifferences() {
    Model<Dense> wide = Model.of(Dense.of(2, 8));
    Model<Dense> model = Model.of(Dense.of(2, 4));
    Values other = wide.initialize(Key.of(1));
    String differences =
        "the values are not this model's, they differ in 2 of its tensors: weight is FLOAT32[8, 2]"
            + " and should be FLOAT32[4, 2]; bias is FLOAT32[8] and should be FLOAT32[4]; give what"
            + " initialize(...) or reading returns for it, or what training made of that";
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> model.inference(other)).hasMessage("inference: " + differences);
      assertThatThrownBy(() -> model.training(other, Key.of(1)))
          .hasMessage("training: " + differences);
      assertThatThrownBy(
              () -> model.differentiate(other, Key.of(1), (root, pass) -> Tensor.scalar(1f)))
          .hasMessage("training: " + differences);
    }
    Values own = model.initialize(Key.of(1));
    Tensor weight = own.get("weight");
    assertThatThrownBy(
            () ->
                model.inference(
                    new Values(
                        com.google.common.collect.ImmutableMap.of(
                            "weight", weight, "gain", weight))))
        .hasMessageContaining("bias FLOAT32[4] is missing; gain FLOAT32[4, 2] is not expected;");
    assertThatThrownBy(() -> Model.of(model.root(), DType.FLOAT64).inference(own))
        .hasMessageContaining("weight is FLOAT32[4, 2] and should be FLOAT64[4, 2]");
    assertThat(
            model
                .inference(own)
                .value(java.util.Objects.requireNonNull(model.parameters().get("weight"))))
        .isSameAs(weight);
    model.inference(own);
    assertThatThrownBy(() -> model.inference(other)).hasMessage("inference: " + differences);
  }

  @Test
  void twoThingsCannotHaveOnePath() {
    Component twice =
        new Component() {
          @Override
          public void declare(Declarations declarations) {
            declarations.parameter(
                "w", Parameter.of(Parameter.Role.WEIGHT, Initializer.zeros(), 1));
            declarations.parameter(
                "w", Parameter.of(Parameter.Role.WEIGHT, Initializer.zeros(), 1));
          }
        };
    assertThatThrownBy(() -> Model.of(twice))
        .hasMessage("declare: two things have the path w; give each a name of its own");
  }
}
