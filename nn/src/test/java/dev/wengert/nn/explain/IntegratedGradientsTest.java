package dev.wengert.nn.explain;

import static dev.wengert.gradcheck.assertj.GradientAssertions.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Index;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.ops.Reductions;
import org.junit.jupiter.api.Test;

class IntegratedGradientsTest {

  private static Tensor column(Tensor x, int column) {
    return x.get(Index.all(), Index.at(column));
  }

  /** x y + z^3 from (0, 1, 0) to (2, 3, 1): by hand int 2 (1 + 2 a), int 2 (2 a), 1. */
  @Test
  void polynomialsAreIntegratedExactly() {
    IntegratedGradients found =
        IntegratedGradients.of(
            x -> column(x, 0).times(column(x, 1)).plus(column(x, 2).pow(3)),
            Tensor.of(new double[][] {{2, 3, 1}, {0, 1, 0}}),
            Tensor.of(0.0, 1.0, 0.0),
            2);
    assertThatTensor(found.values())
        .isCloseTo(Tensor.of(new double[][] {{4, 2, 1}, {0, 0, 0}}), 1e-14);
    assertThatTensor(found.gap()).isCloseTo(Tensor.of(0.0, 0.0), 1e-14);
  }

  /** They add up to what the input changes, over a network, and less well with fewer points. */
  @Test
  void areComplete() {
    Model<Sequential> model =
        Model.of(
            Sequential.of(
                Dense.of(5, 8),
                Activation.tanh(),
                Dense.of(8, 8),
                Activation.silu(),
                Dense.of(8, 1)),
            DType.FLOAT64);
    Values values = model.initialize(Key.of(2));
    Tensor x = Key.of(3).normal(DType.FLOAT64, 6, 5).times(3);
    Tensor baseline = Tensor.zeros(DType.FLOAT64, 5);
    java.util.function.UnaryOperator<Tensor> score =
        in -> column(model.root().forward(in, model.inference(values)), 0);
    IntegratedGradients found = IntegratedGradients.of(score, x, baseline, 50);
    Tensor expected = score.apply(x).minus(score.apply(baseline.broadcastTo(x.shape())));
    assertThatTensor(Reductions.sum(found.values(), 1)).isCloseTo(expected, 1e-9);
    assertThatTensor(found.gap()).isCloseTo(Tensor.zeros(DType.FLOAT64, 6), 1e-9);
    IntegratedGradients coarse = IntegratedGradients.of(score, x, baseline, 1);
    Tensor lack = expected.minus(Reductions.sum(coarse.values(), 1));
    assertThatTensor(coarse.gap()).isCloseTo(lack, 1e-12);
    assertThat(Reductions.max(lack.times(lack)).item()).isGreaterThan(1e-6);
  }

  /** Abramowitz and Stegun, table 25.4: n = 3 and n = 5, from [-1, 1] to [0, 1]. */
  @Test
  void theRuleHasPublishedPoints() {
    Quadrature three = Quadrature.gaussLegendre(3);
    assertThat(three.point(2)).isCloseTo((1 + 0.774596669241483) / 2, within(1e-15));
    assertThat(three.point(1)).isCloseTo(0.5, within(1e-15));
    assertThat(three.weight(0)).isCloseTo(0.555555555555556 / 2, within(1e-15));
    assertThat(three.weight(1)).isCloseTo(0.888888888888889 / 2, within(1e-15));
    Quadrature five = Quadrature.gaussLegendre(5);
    assertThat(five.point(4)).isCloseTo((1 + 0.906179845938664) / 2, within(1e-15));
    assertThat(five.weight(4)).isCloseTo(0.236926885056189 / 2, within(1e-15));
  }

  @Test
  void refusesWhatIsNoScore() {
    Tensor x = Tensor.of(new double[][] {{1, 2}});
    assertThatThrownBy(() -> IntegratedGradients.of(in -> in, x, Tensor.scalar(0.0), 5))
        .hasMessage(
            "integratedGradients: the score is [1, 2] for inputs [1, 2]; give one number an"
                + " example, [N]");
    assertThatThrownBy(
            () -> IntegratedGradients.of(in -> column(in, 0), x, Tensor.of(1.0, 2, 3), 5))
        .hasMessage(
            "integratedGradients: the baseline does not broadcast to the inputs: it is [3] for [1,"
                + " 2]; give one for all, or one for each");
    assertThatThrownBy(() -> IntegratedGradients.of(in -> column(in, 0), x, Tensor.scalar(0.0), 0))
        .hasMessage("integratedGradients: 0 steps; 50 is usual, give 1 to 10000");
  }
}
