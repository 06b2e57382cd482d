package dev.wengert.nn.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Tensor;
import org.junit.jupiter.api.Test;

class TopKAccuracyTest {

  private static final Tensor SCORES =
      Tensor.of(
          new double[][] {{0.5, 0.2, 0.2}, {0.3, 0.4, 0.2}, {0.2, 0.4, 0.3}, {0.7, 0.2, 0.1}});

  private static double of(int k, int... targets) {
    TopKAccuracy accuracy = TopKAccuracy.of(k);
    accuracy.update(SCORES, Tensor.of(targets));
    return accuracy.value();
  }

  /** The example of scikit-learn's top_k_accuracy_score: three of four are among the first two. */
  @Test
  void targetsAmongTheLargestAreRight() {
    assertThat(of(2, 0, 1, 2, 2)).isEqualTo(0.75);
    assertThat(of(1, 0, 1, 2, 2)).isEqualTo(0.5);
    assertThat(of(3, 0, 1, 2, 2)).isEqualTo(1);
  }

  @Test
  void ofEqualScoresTheFirstCount() {
    assertThat(of(2, 1, 1, 1, 0)).isEqualTo(1);
    assertThat(of(2, 2, 1, 1, 0)).isEqualTo(0.75);
  }

  @Test
  void refusals() {
    assertThatThrownBy(() -> TopKAccuracy.of(0))
        .hasMessage("topKAccuracy: not a number of scores: 0; give 1 or more");
    assertThatThrownBy(() -> of(4, 0, 1, 2, 2))
        .hasMessage(
            "top4Accuracy: the scores are of 3 classes; ask for no more, or give more of them");
    assertThatThrownBy(() -> of(2, 0, 1, 2, 3))
        .hasMessage("top2Accuracy: no such class: 3; there are 0 to 2");
    Tensor unknown = Tensor.of(new double[][] {{Double.NaN, 1}});
    assertThatThrownBy(() -> TopKAccuracy.of(1).update(unknown, Tensor.of(1)))
        .hasMessage("top1Accuracy: a score is NaN; look for where it came from");
    assertThatThrownBy(() -> TopKAccuracy.of(2).merge(TopKAccuracy.of(3)))
        .hasMessage("top2Accuracy: cannot merge with top3Accuracy; merge metrics of one kind");
  }
}
