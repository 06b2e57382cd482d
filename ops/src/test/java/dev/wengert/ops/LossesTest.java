package dev.wengert.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Autodiff;
import dev.wengert.Tensor;
import org.junit.jupiter.api.Test;

class LossesTest {

  private static final double[] LOGITS = {-2, -0.5, 0, 0.5, 3};
  private static final double[] TARGETS = {0, 1, 0.25, 1, 0};

  private static double sigmoid(double z) {
    return 1 / (1 + Math.exp(-z));
  }

  @Test
  void binaryCrossEntropyIsTheTextbookFormula() {
    double expected = 0;
    for (int i = 0; i < LOGITS.length; i++) {
      double s = sigmoid(LOGITS[i]);
      expected -= TARGETS[i] * Math.log(s) + (1 - TARGETS[i]) * Math.log(1 - s);
    }
    double loss = Losses.binaryCrossEntropyWithLogits(Tensor.of(LOGITS), Tensor.of(TARGETS)).item();
    assertThat(loss).isCloseTo(expected / LOGITS.length, within(1e-15));
  }

  @Test
  void itsGradientIsTheDifferenceOfPredictionAndTarget() {
    double[] gradient =
        Autodiff.grad(z -> Losses.binaryCrossEntropyWithLogits(z, Tensor.of(TARGETS)))
            .apply(Tensor.of(LOGITS))
            .toDoubleArray();
    for (int i = 0; i < LOGITS.length; i++) {
      assertThat(gradient[i])
          .isCloseTo((sigmoid(LOGITS[i]) - TARGETS[i]) / LOGITS.length, within(1e-16));
    }
  }

  @Test
  void binaryCrossEntropyIsFiniteAtTheExtremes() {
    Tensor targets = Tensor.of(0.0, 1.0, 1.0, 0.0);
    Tensor logits = Tensor.of(1000.0, -1000.0, 1000.0, -1000.0);
    assertThat(Losses.binaryCrossEntropyWithLogits(logits, targets).item()).isEqualTo(500);
    assertThat(
            Autodiff.grad(z -> Losses.binaryCrossEntropyWithLogits(z, targets))
                .apply(logits)
                .toDoubleArray())
        .containsExactly(0.25, -0.25, 0, 0);
  }

  @Test
  void shapesMustAgree() {
    assertThatThrownBy(
            () -> Losses.binaryCrossEntropyWithLogits(Tensor.of(LOGITS), Tensor.of(1.0, 0.0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "binaryCrossEntropyWithLogits: shapes differ: logits are [5], targets are [2]; give one"
                + " target a logit");
  }
}
