package dev.wengert.nn.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Tensor;
import org.junit.jupiter.api.Test;

class RSquaredTest {

  private static double of(Tensor prediction, Tensor target) {
    RSquared r = new RSquared();
    r.update(prediction, target);
    return r.value();
  }

  /**
   * By hand. First output: misses 0.25 + 0 + 1 + 1, deviations from 4: 1 + 4 + 9 + 0. Second:
   * misses 0.25 + 0.25 + 0 + 1, deviations from 0.625: 1.265625 + 0.140625 + 1.890625 + 0.390625.
   */
  @Test
  void itIsTheMeanOverOutputs() {
    double value =
        of(
            Tensor.of(new double[][] {{2.5, 0}, {2, 1.5}, {8, 2}, {3, -1}}),
            Tensor.of(new double[][] {{3, -0.5}, {2, 1}, {7, 2}, {4, 0}}));
    assertThat(value).isCloseTo(((1 - 2.25 / 14) + (1 - 1.5 / 3.6875)) / 2, within(1e-15));
  }

  @Test
  void theMeanScoresZeroAndLessIsNegative() {
    assertThat(of(Tensor.of(2.0, 2.0, 2.0), Tensor.of(1.0, 2.0, 3.0))).isZero();
    assertThat(of(Tensor.of(3.0, 2.0, 1.0), Tensor.of(1.0, 2.0, 3.0))).isEqualTo(-3);
    assertThat(of(Tensor.of(1.0, 2.0, 3.0), Tensor.of(1.0, 2.0, 3.0))).isEqualTo(1);
  }

  @Test
  void whereNothingVariesOnlyExactnessCounts() {
    assertThat(of(Tensor.of(2.0, 2.0), Tensor.of(2.0, 2.0))).isEqualTo(1);
    assertThat(of(Tensor.of(2.0, 2.5), Tensor.of(2.0, 2.0))).isZero();
    assertThat(of(Tensor.of(2.0), Tensor.of(2.0))).isNaN();
  }

  /** The mean of three times 0.1 as a sum over a count is not 0.1. */
  @Test
  void whatDoesNotVaryHasNoRoundingToVaryBy() {
    assertThat(of(Tensor.of(0.2, 0.1, 0.1), Tensor.of(0.1, 0.1, 0.1))).isZero();
    RSquared r = new RSquared();
    r.update(Tensor.of(0.2, 0.1, 0.1), Tensor.of(0.1, 0.1, 0.1));
    r.update(Tensor.of(0.1), Tensor.of(0.1));
    r.update(Tensor.of(0.1, 0.1, 0.1, 0.1, 0.1), Tensor.of(0.1, 0.1, 0.1, 0.1, 0.1));
    assertThat(r.value()).isZero();
  }

  /** Deviations of one about a mean of 1e9: a double does not hold their squares' sums. */
  @Test
  void aLargeMeanCostsNoDigits() {
    RSquared r = new RSquared();
    double large = 1e9;
    r.update(Tensor.of(large, large + 1), Tensor.of(large + 0.5, large + 1));
    r.update(Tensor.of(large + 2, large + 3), Tensor.of(large + 2, large + 3.5));
    // Targets 0.5, 1, 2, 3.5: mean 1.75, deviations 1.5625 + 0.5625 + 0.0625 + 3.0625 = 5.25.
    assertThat(r.value()).isCloseTo(1 - 0.5 / 5.25, within(1e-9));
  }

  @Test
  void allBatchesHaveAsManyOutputs() {
    RSquared r = new RSquared();
    r.update(Tensor.of(1.0, 2.0), Tensor.of(1.0, 2.0));
    assertThatThrownBy(
            () -> r.update(Tensor.of(new double[][] {{1, 2}}), Tensor.of(new double[][] {{1, 2}})))
        .hasMessage("rSquared: 2 outputs after 1; give all batches one shape behind the examples");
  }
}
