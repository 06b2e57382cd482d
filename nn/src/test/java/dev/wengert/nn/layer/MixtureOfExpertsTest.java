package dev.wengert.nn.layer;

import static dev.wengert.gradcheck.assertj.GradientAssertions.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Index;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.check.LayerCheck;
import dev.wengert.ops.Losses;
import dev.wengert.ops.Shapes;
import java.util.List;
import org.junit.jupiter.api.Test;

class MixtureOfExpertsTest {

  /** Three experts that multiply by 1, 10 and 100, of vectors of two numbers. */
  private static final Model<MixtureOfExperts> MODEL =
      Model.of(
          MixtureOfExperts.of(
              2,
              2,
              List.of(
                  new Activation(x -> x),
                  new Activation(x -> x.times(10)),
                  new Activation(x -> x.times(100)))),
          DType.FLOAT64);

  private static final Values VALUES =
      MODEL
          .initialize(Key.of(1))
          .with("gate.weight", Tensor.of(new double[][] {{1, 0}, {0, 1}, {-1, -1}}));

  private static MixtureOfExperts.Routed routed(double... x) {
    return MODEL.root().routed(Tensor.of(x).reshape(-1, 2), MODEL.inference(VALUES));
  }

  /** By hand: the scores of (3, 1) are 3, 1, -4. */
  @Test
  void theFittestTwoAnswer() {
    MixtureOfExperts.Routed routed = routed(3, 1);
    double p = 1 / (1 + Math.exp(-2));
    assertThat(routed.weights().toDoubleArray())
        .containsExactly(new double[] {p, 1 - p, 0}, within(1e-15));
    assertThat(routed.y().toDoubleArray())
        .containsExactly(new double[] {3 * (p + 10 * (1 - p)), p + 10 * (1 - p)}, within(1e-14));
    // (-3, 1): -3, 1, 2
    assertThat(routed(-3, 1).weights().at(0, 0)).isZero();
  }

  @Test
  void ofEqualScoresTheFirstCounts() {
    assertThat(routed(0, 0).weights().toDoubleArray()).containsExactly(0.5, 0.5, 0);
  }

  /** By hand, from the definition. */
  @Test
  void anUnevenChoiceIsTold() {
    double a = Math.exp(3);
    double b = Math.exp(1);
    double c = Math.exp(-4);
    assertThat(routed(3, 1).imbalance().item())
        .isCloseTo(3 * (0.5 * a + 0.5 * b) / (a + b + c), within(1e-14));
    // Scores of 0 everywhere: each mean is 1/3.
    assertThat(routed(0, 0, 0, 0).imbalance().item()).isCloseTo(1, within(1e-15));
  }

  @Test
  void theOthersInABatchDoNotMatter() {
    Tensor x = Key.of(2).normal(DType.FLOAT64, 4, 3, 2);
    Tensor all = MODEL.predictor(VALUES).of(x);
    assertThat(all.shape()).isEqualTo(Shape.of(4, 3, 2));
    assertThatTensor(MODEL.predictor(VALUES).of(x.get(Index.at(2)))).isCloseTo(all.get(2), 1e-12);
  }

  /** The gradient of the gate is not 0, and an expert that nobody chose gets 0. */
  @Test
  void gradientsReachTheChosenAndTheGate() {
    Tensor x = Tensor.of(new double[][] {{3, 1}, {2, 1}});
    Tensor y = Tensor.of(new double[][] {{1, 2}, {0, 1}});
    // @start region="mixture"
    MixtureOfExperts mixture =
        MixtureOfExperts.of(2, 2, List.of(Dense.of(2, 2), Dense.of(2, 2), Dense.of(2, 2)));
    Model.Loss<MixtureOfExperts> loss =
        (net, pass) -> {
          MixtureOfExperts.Routed routed = net.routed(x, pass);
          return Losses.mseLoss(routed.y(), y).plus(routed.imbalance().times(0.01));
        };
    // @end region="mixture"
    Model<MixtureOfExperts> model = Model.of(mixture, DType.FLOAT64);
    Values values = model.initialize(Key.of(1)).with("gate.weight", VALUES.get("gate.weight"));
    Values gradients = model.differentiate(values, Key.of(1), loss).gradients();
    assertThat(gradients.get("experts.2.weight").toDoubleArray()).containsOnly(0);
    assertThat(gradients.get("experts.1.weight").toDoubleArray()).doesNotContain(0);
    assertThat(gradients.get("gate.weight").toDoubleArray()).doesNotContain(0);
  }

  @Test
  void derivativesAreRightToSecondOrder() {
    Tensor x = Key.of(5).normal(DType.FLOAT64, 3, 2);
    List<Layer> experts = List.of(Dense.of(2, 2), Dense.of(2, 2), Dense.of(2, 2));
    LayerCheck.check(MixtureOfExperts.of(2, 2, experts), x);
    // With one expert for each row all would be chosen alike, and the imbalance be constant.
    LayerCheck.check(
        MixtureOfExperts.of(2, 1, experts),
        List.of(Key.of(5).normal(DType.FLOAT64, 7, 2)),
        (mixture, in, pass) -> {
          MixtureOfExperts.Routed routed = mixture.routed(in.get(0), pass);
          return Shapes.concat(0, Shapes.flatten(routed.y()), routed.imbalance().reshape(1));
        });
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> MixtureOfExperts.of(2, 3, List.of(Dense.of(2, 2))))
        .hasMessage(
            "mixtureOfExperts: 3 of 1 experts cannot be chosen; give a number from 1 to all");
    Model<MixtureOfExperts> odd =
        Model.of(MixtureOfExperts.of(2, 1, List.of(Dense.of(2, 2), Dense.of(2, 3))));
    assertThatThrownBy(
            () -> odd.predictor(odd.initialize(Key.of(1))).of(Tensor.ones(DType.FLOAT32, 4, 2)))
        .hasMessage(
            "mixtureOfExperts: the experts' answers are not alike: for x of [4, 2] one is [4, 3],"
                + " the first [4, 2]; give experts that map [..., inputs] to [..., outputs]");
  }
}
