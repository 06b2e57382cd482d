package dev.wengert.nn;

import static dev.wengert.gradcheck.assertj.GradientAssertions.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import org.junit.jupiter.api.Test;

class SummaryTest {

  private static final Tensor FIRST = Tensor.of(new double[][] {{1, 10}, {2, 20}, {6, 30}});
  private static final Tensor SECOND =
      Tensor.of(new double[][] {{4, -5}, {0.5, 2.5}, {3, 7}, {-1, 0.25}});
  private static final Tensor THIRD = Tensor.of(new double[][] {{100, 1}, {101, 2}});

  @Test
  void mergedSummariesAreThoseOfAllData() {
    Summary merged = Summary.of(FIRST, 0).merge(Summary.of(SECOND, 0)).merge(Summary.of(THIRD, 0));
    assertThat(merged.count()).isEqualTo(9);
    // NumPy of the nine rows: mean(0), var(0), var(0, ddof=1).
    assertThatTensor(merged.mean())
        .isCloseTo(Tensor.of(new double[][] {{24.055555555555557, 7.527777777777778}}), 1e-14);
    assertThatTensor(merged.variance()).isRelativelyCloseTo(ALL_VARIANCES, 1e-14);
    assertThatTensor(merged.unbiasedVariance())
        .isRelativelyCloseTo(ALL_VARIANCES.times(9).div(8), 1e-14);
  }

  private static final Tensor ALL_VARIANCES =
      Tensor.of(new double[][] {{1673.358024691358, 108.36728395061729}});

  @Test
  void theOrderOfMergingDoesNotMatter() {
    Summary one = Summary.of(FIRST, 0).merge(Summary.of(SECOND, 0));
    Summary other = Summary.of(SECOND, 0).merge(Summary.of(FIRST, 0));
    assertThatTensor(one.mean()).isCloseTo(other.mean(), 1e-14);
    assertThatTensor(one.squares()).isRelativelyCloseTo(other.squares(), 1e-14);
  }

  @Test
  void dataFarFromZeroLoseNothing() {
    Tensor noise = Key.of(1).normal(new Spec(DType.FLOAT64, Shape.of(1000, 2)));
    Summary near = Summary.of(noise, 0);
    Summary far =
        Summary.of(noise.get(dev.wengert.Index.range(0, 300)).plus(1e9), 0)
            .merge(Summary.of(noise.get(dev.wengert.Index.range(300, 1000)).plus(1e9), 0));
    // The data themselves are rounded to 1.2e-7.
    assertThatTensor(far.variance()).isCloseTo(near.variance(), 1e-7);
  }

  @Test
  void oneNumberHasNoUnbiasedVariance() {
    assertThatThrownBy(() -> Summary.of(Tensor.of(new double[][] {{1}}), 0).unbiasedVariance())
        .hasMessage("variance: one number has none; give two or more, or take the biased one");
    assertThatThrownBy(() -> Summary.of(FIRST, 0).merge(Summary.of(FIRST, 1)))
        .hasMessage(
            "merge: the summaries differ in shape: [1, 2] and [3, 1]; give data of the same"
                + " features");
  }
}
