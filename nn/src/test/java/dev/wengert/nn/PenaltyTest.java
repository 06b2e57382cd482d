package dev.wengert.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Parameter.Role;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.layer.normalization.LayerNorm;
import org.junit.jupiter.api.Test;

class PenaltyTest {

  private final Model<Sequential> model =
      Model.of(Sequential.of(Dense.of(1, 2), LayerNorm.of(2), Dense.of(2, 1)), DType.FLOAT64);
  private final Values values =
      model
          .initialize(Key.of(1))
          .with("0.weight", Tensor.of(new double[][] {{1}, {-2}}))
          .with("0.bias", Tensor.of(100.0, 10.0))
          .with("1.weight", Tensor.of(7.0, 5.0))
          .with("2.weight", Tensor.of(new double[][] {{3, 0}}));

  private double of(Penalty penalty) {
    return penalty.of(model.inference(values)).item();
  }

  @Test
  void onlyWeightsCountUnlessOthersAreNamed() {
    assertThat(of(Penalty.l1(0.5))).isCloseTo(0.5 * 6, within(1e-15));
    assertThat(of(Penalty.l2(0.5))).isCloseTo(0.5 * 14, within(1e-15));
    assertThat(of(Penalty.l2(0.7, 211))).isCloseTo(0.7 / 422 * 14, within(1e-15));
    assertThat(of(Penalty.l1(0.7, 211))).isCloseTo(0.7 / 422 * 6, within(1e-15));
    assertThat(of(Penalty.l1(0.5, Role.BIAS))).isCloseTo(0.5 * 110, within(1e-12));
    assertThat(of(Penalty.l2(1, Role.NORMALIZATION))).isCloseTo(74, within(1e-12));
    assertThat(of(Penalty.l2(1, Role.WEIGHT, Role.BIAS))).isCloseTo(14 + 10100, within(1e-10));
    assertThat(of(Penalty.l2(0.5, 1, Role.NORMALIZATION))).isCloseTo(18.5, within(1e-12));
  }

  @Test
  void theElasticNetIsBoth() {
    assertThat(of(Penalty.elasticNet(0.5, 0.25))).isCloseTo(3 + 3.5, within(1e-14));
    assertThat(of(Penalty.elasticNet(0.5, 0.25, Role.NORMALIZATION)))
        .isCloseTo(6 + 18.5, within(1e-14));
    assertThat(of(Penalty.l1(1).plus(Penalty.l2(1)).plus(Penalty.l1(1)))).isEqualTo(26);
  }

  @Test
  void aModelWithoutSuchParametersHasNoPenalty() {
    Model<LayerNorm> norm = Model.of(LayerNorm.of(3), DType.FLOAT64);
    Pass pass = norm.inference(norm.initialize(Key.of(1)));
    assertThat(Penalty.elasticNet(1, 1).of(pass).item()).isEqualTo(0);
  }

  @Test
  void itsGradientIsTheTextbooks() {
    Model.Step step =
        model.differentiate(
            values, Key.of(1), (root, pass) -> Penalty.elasticNet(0.5, 0.25).of(pass));
    assertThat(step.gradients().get("0.weight").toDoubleArray())
        .containsExactly(0.5 + 0.5, -0.5 - 1);
    assertThat(step.gradients().get("0.bias").toDoubleArray()).containsExactly(0, 0);
    assertThat(step.gradients().get("2.weight").toDoubleArray()).containsExactly(0.5 + 1.5, 0);
  }
}
