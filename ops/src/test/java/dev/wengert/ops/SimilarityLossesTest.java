package dev.wengert.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Autodiff;
import dev.wengert.Tensor;
import org.junit.jupiter.api.Test;

class SimilarityLossesTest {

  private static final Tensor A = Tensor.of(new double[][] {{3, 4}, {1, 0}, {0, 2}});
  private static final Tensor B = Tensor.of(new double[][] {{4, 3}, {0, 1}, {0, 5}});

  @Test
  void cosineLossPullsPairsTogetherOrPushesThemApart() {
    // By hand: the cosines are 24/25, 0 and 1.
    assertThat(
            SimilarityLosses.cosineLoss(A, B, Tensor.of(1.0, 1.0, 1.0), 0, Reduce.NONE)
                .toDoubleArray())
        .containsExactly(new double[] {0.04, 1, 0}, within(1e-15));
    assertThat(
            SimilarityLosses.cosineLoss(A, B, Tensor.of(-1.0, -1.0, -1.0), 0.5, Reduce.NONE)
                .toDoubleArray())
        .containsExactly(new double[] {0.46, 0, 0.5}, within(1e-15));
    assertThat(SimilarityLosses.cosineLoss(A, B, Tensor.of(1.0, 1.0, -1.0)).item())
        .isCloseTo((0.04 + 1 + 1) / 3, within(1e-15));
    Tensor nothing = Tensor.zeros(dev.wengert.array.DType.FLOAT64, 3, 2);
    assertThat(
            Autodiff.grad(x -> SimilarityLosses.cosineLoss(x, B, Tensor.of(1.0, 1.0, 1.0)))
                .apply(nothing)
                .toDoubleArray())
        .doesNotContain(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
  }

  @Test
  void tripletLossIsWhatTheMarginLacks() {
    Tensor anchor = Tensor.of(new double[][] {{0, 0}, {0, 0}, {1, 1}});
    Tensor positive = Tensor.of(new double[][] {{3, 4}, {0, 1}, {1, 1}});
    Tensor negative = Tensor.of(new double[][] {{0, 2}, {6, 8}, {1, 1}});
    // By hand: 5 - 2 + 1, max(0, 1 - 10 + 1) and 0 - 0 + 1.
    assertThat(
            SimilarityLosses.tripletLoss(anchor, positive, negative, 1, Reduce.NONE)
                .toDoubleArray())
        .containsExactly(4, 0, 1);
    assertThat(SimilarityLosses.tripletLoss(anchor, positive, negative).item())
        .isCloseTo(5 / 3.0, within(1e-15));
    assertThat(SimilarityLosses.tripletLoss(anchor, positive, negative, 10, Reduce.SUM).item())
        .isEqualTo(13 + 1 + 10);
    // The published gradient; where two points coincide, their distance has gradient 0.
    assertThat(
            Autodiff.grad(a -> SimilarityLosses.tripletLoss(a, positive, negative, 1, Reduce.SUM))
                .apply(anchor)
                .toDoubleArray())
        .containsExactly(new double[] {-0.6, -0.8 + 1, 0, 0, 0, 0}, within(1e-15));
  }
}
