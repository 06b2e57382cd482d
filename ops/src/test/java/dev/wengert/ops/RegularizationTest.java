package dev.wengert.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Autodiff;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import org.junit.jupiter.api.Test;

class RegularizationTest {

  @Test
  void whatIsMaskedIsZeroEvenWhereItIsNotFinite() {
    Tensor x = Tensor.of(Double.NaN, Double.POSITIVE_INFINITY, 3);
    Tensor mask = Tensor.of(false, false, true);
    assertThat(Regularization.mask(x, mask).toDoubleArray()).containsExactly(0, 0, 3);
    assertThat(Regularization.dropout(x, mask, 0.5).toDoubleArray()).containsExactly(0, 0, 6);
    double[] gradient =
        Autodiff.grad(v -> Reductions.sum(Regularization.dropout(v, mask, 0.5)))
            .apply(x)
            .toDoubleArray();
    assertThat(gradient).containsExactly(0, 0, 2);
  }

  @Test
  void theSameKeyDropsTheSameElementsAndTheMeanStays() {
    Tensor ones = Tensor.ones(DType.FLOAT64, 200, 500);
    Tensor dropped = Regularization.dropout(ones, Key.of(5), 0.8);
    assertThat(Regularization.dropout(ones, Key.of(5), 0.8).toDoubleArray())
        .isEqualTo(dropped.toDoubleArray());
    assertThat(Regularization.dropout(ones, Key.of(6), 0.8).toDoubleArray())
        .isNotEqualTo(dropped.toDoubleArray());
    // 100,000 draws: the mean's standard deviation is sqrt(0.2 / 0.8 / 100,000) = 0.0016.
    assertThat(Reductions.mean(dropped).item()).isCloseTo(1, within(0.008));
    assertThat(dropped.toDoubleArray()).containsOnly(0, 1 / 0.8);
  }

  @Test
  void keepingEverythingChangesNothing() {
    Tensor x = Tensor.of(1.0, -2.0);
    assertThat(Regularization.dropout(x, Key.of(1), 1)).isSameAs(x);
  }

  @Test
  void aKeepProbabilityMustBeOne() {
    for (double keep : new double[] {0, -0.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> Regularization.dropout(Tensor.of(1.0), Key.of(1), keep))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "dropout: not a keep probability: " + keep + "; give a number above 0, at most 1");
    }
  }

  @Test
  void penaltiesAndTheirGradients() {
    Tensor w = Tensor.of(3.0, -4.0, 0.0);
    assertThat(Regularization.l1(w).item()).isEqualTo(7);
    assertThat(Regularization.l2(w).item()).isEqualTo(25);
    assertThat(Autodiff.grad(Regularization::l1).apply(w).toDoubleArray())
        .containsExactly(1, -1, 0);
    assertThat(Autodiff.grad(Regularization::l2).apply(w).toDoubleArray())
        .containsExactly(6, -8, 0);
  }
}
