package dev.wengert.nn.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Tensor;
import org.junit.jupiter.api.Test;

class PerplexityTest {

  /** The probabilities of the targets are 1/2, 1/4 and 1/8: the geometric mean of 2, 4, 8 is 4. */
  @Test
  void itIsTheGeometricMeanOfInverseProbabilities() {
    Perplexity perplexity = Perplexity.create();
    double[][] p = {{0.5, 0.25, 0.25}, {0.25, 0.25, 0.5}, {0.375, 0.5, 0.125}};
    double[][] logits = new double[3][3];
    for (int i = 0; i < 3; i++) {
      for (int c = 0; c < 3; c++) {
        logits[i][c] = Math.log(p[i][c]) + 100 * i;
      }
    }
    perplexity.update(Tensor.of(logits), Tensor.of(0, 1, 2));
    assertThat(perplexity.value()).isCloseTo(4, within(1e-12));
  }

  @Test
  void equalScoresAreAsHardAsTheNumberOfClasses() {
    Perplexity perplexity = Perplexity.create();
    perplexity.update(Tensor.of(new double[2][7]), Tensor.of(3, 6));
    assertThat(perplexity.value()).isCloseTo(7, within(1e-14));
  }

  @Test
  void sequencesAreTakenWholeAndPaddingIsLeftOut() {
    Perplexity perplexity = Perplexity.ignoring(-1);
    double[][][] scores = {{{0, 0}, {1e4, -1e4}}, {{0, 0}, {0, 0}}};
    perplexity.update(Tensor.of(scores), Tensor.of(new int[][] {{0, -1}, {1, 1}}));
    assertThat(perplexity.value()).isCloseTo(2, within(1e-15));
    assertThat(perplexity.fresh().name()).isEqualTo("perplexity");
    assertThatThrownBy(() -> perplexity.merge(Perplexity.create()))
        .hasMessage("perplexity: cannot merge with perplexity; merge metrics of one kind");
  }

  /** An impossible target makes it infinite, scores of any size do not. */
  @Test
  void extremesAreStable() {
    Perplexity large = Perplexity.create();
    large.update(Tensor.of(new double[][] {{1e300, 1e300}}), Tensor.of(0));
    assertThat(large.value()).isCloseTo(2, within(1e-15));
    Perplexity impossible = Perplexity.create();
    impossible.update(Tensor.of(new double[][] {{Double.NEGATIVE_INFINITY, 0}}), Tensor.of(0));
    assertThat(impossible.value()).isEqualTo(Double.POSITIVE_INFINITY);
  }

  /** Those equal to an infinite score share all there is: as in the cross-entropy. */
  @Test
  void infiniteScoresCountAsInTheLoss() {
    double inf = Double.POSITIVE_INFINITY;
    Perplexity sure = Perplexity.create();
    sure.update(Tensor.of(new double[][] {{3, inf}}), Tensor.of(1));
    assertThat(sure.value()).isEqualTo(1);
    for (double score : new double[] {inf, -inf}) {
      Perplexity even = Perplexity.create();
      even.update(Tensor.of(new double[][] {{score, score}}), Tensor.of(0));
      assertThat(even.value()).isCloseTo(2, within(1e-15));
    }
  }

  @Test
  void aTargetThatIsNoClassIsRefused() {
    assertThatThrownBy(() -> Perplexity.create().update(Tensor.of(new double[1][2]), Tensor.of(-1)))
        .hasMessage("perplexity: no such class: -1; there are 0 to 1");
  }
}
