package dev.wengert.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Autodiff;
import dev.wengert.Index;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SequenceLossesTest {

  private static final int TIMES = 5;
  private static final int CLASSES = 3;
  private static final Tensor SCORES =
      Activations.logSoftmax(
          Key.of(8).normal(new Spec(DType.FLOAT64, Shape.of(TIMES, 6, CLASSES))), -1);
  private static final int[][] TARGETS = {{1, 2}, {1, 1}, {2, 0}, {0, 0}, {2, 2}, {1, 2}};
  private static final int[] INPUT_LENGTHS = {5, 5, 4, 3, 2, 2};
  private static final int[] TARGET_LENGTHS = {2, 2, 1, 0, 2, 2};

  private static Tensor loss(Tensor scores, int blank, int[][] targets, Reduce reduce) {
    return SequenceLosses.ctcLoss(
        scores,
        Tensor.of(targets),
        Tensor.of(INPUT_LENGTHS),
        Tensor.of(TARGET_LENGTHS),
        blank,
        reduce);
  }

  /** Sums the probabilities of every sequence of classes that becomes the target. */
  private static double bruteForce(
      double[] scores, int example, int times, List<Integer> target, int blank) {
    double p = 0;
    int sequences = (int) Math.pow(CLASSES, times);
    for (int code = 0; code < sequences; code++) {
      List<Integer> merged = new ArrayList<>();
      double log = 0;
      int rest = code;
      int before = -1;
      for (int t = 0; t < times; t++) {
        int k = rest % CLASSES;
        rest /= CLASSES;
        log += scores[(t * TARGETS.length + example) * CLASSES + k];
        if (k != before && k != blank) {
          merged.add(k);
        }
        before = k;
      }
      p += merged.equals(target) ? Math.exp(log) : 0;
    }
    return -Math.log(p);
  }

  private static void assertBruteForce(int blank, int[][] targets) {
    double[] losses = loss(SCORES, blank, targets, Reduce.NONE).toDoubleArray();
    double[] scores = SCORES.toDoubleArray();
    for (int n = 0; n < targets.length; n++) {
      List<Integer> target = new ArrayList<>();
      for (int i = 0; i < TARGET_LENGTHS[n]; i++) {
        target.add(targets[n][i]);
      }
      double expected = bruteForce(scores, n, INPUT_LENGTHS[n], target, blank);
      if (Double.isInfinite(expected)) {
        assertThat(losses[n]).isEqualTo(expected);
      } else {
        assertThat(losses[n]).as("example %s", n).isCloseTo(expected, within(1e-13));
      }
    }
  }

  @Test
  void itIsTheSumOverAllAlignments() {
    assertBruteForce(0, TARGETS);
    // The same with the last class for the blank: labels 0 and 1.
    assertBruteForce(2, new int[][] {{0, 1}, {0, 0}, {1, 2}, {2, 2}, {1, 1}, {0, 1}});
  }

  @Test
  void whatCannotBeAlignedIsInfiniteAndHasNoGradient() {
    // Example 4 needs a blank between its equal labels, so three inputs; it has two.
    double[] losses = loss(SCORES, 0, TARGETS, Reduce.NONE).toDoubleArray();
    assertThat(losses[4]).isEqualTo(Double.POSITIVE_INFINITY);
    double[] gradient =
        Autodiff.grad(x -> loss(x, 0, TARGETS, Reduce.SUM)).apply(SCORES).toDoubleArray();
    for (int t = 0; t < TIMES; t++) {
      for (int n = 0; n < TARGETS.length; n++) {
        double sum = 0;
        for (int k = 0; k < CLASSES; k++) {
          sum += gradient[(t * TARGETS.length + n) * CLASSES + k];
        }
        // Each alignment has one class at each time, within the input's length.
        boolean counts = n != 4 && t < INPUT_LENGTHS[n];
        assertThat(sum).as("time %s of example %s", t, n).isCloseTo(counts ? -1 : 0, within(1e-13));
      }
    }
  }

  /** PyTorch's mean: first over the labels of each target, of which there is one at least. */
  @Test
  void theMeanIsThatOfTheLossALabel() {
    int[][] targets = {{1, 2}, {1, 1}, {2, 0}, {0, 0}};
    double[] each = new double[4];
    Tensor scores = SCORES.get(Index.all(), Index.to(4));
    double expected = 0;
    for (int n = 0; n < 4; n++) {
      List<Integer> target = new ArrayList<>();
      for (int i = 0; i < TARGET_LENGTHS[n]; i++) {
        target.add(targets[n][i]);
      }
      each[n] = bruteForce(SCORES.toDoubleArray(), n, INPUT_LENGTHS[n], target, 0);
      expected += each[n] / Math.max(1, TARGET_LENGTHS[n]) / 4;
    }
    Tensor inputs = Tensor.wrap(Arrays.copyOf(INPUT_LENGTHS, 4), 4);
    Tensor lengths = Tensor.wrap(Arrays.copyOf(TARGET_LENGTHS, 4), 4);
    assertThat(SequenceLosses.ctcLoss(scores, Tensor.of(targets), inputs, lengths).item())
        .isCloseTo(expected, within(1e-14));
    assertThat(
            SequenceLosses.ctcLoss(scores, Tensor.of(targets), inputs, lengths, 0, Reduce.SUM)
                .item())
        .isCloseTo(each[0] + each[1] + each[2] + each[3], within(1e-13));
  }

  @Test
  void nothingAlignsWithNothing() {
    Tensor none = Tensor.of(0);
    assertThat(
            SequenceLosses.ctcLoss(
                    Tensor.zeros(DType.FLOAT64, 2, 1, 3), Tensor.of(new int[][] {{1}}), none, none)
                .item())
        .isCloseTo(0, within(1e-300));
    assertThat(
            SequenceLosses.ctcLoss(
                    Tensor.zeros(DType.FLOAT64, 2, 1, 3),
                    Tensor.of(new int[][] {{1}}),
                    none,
                    Tensor.of(1))
                .item())
        .isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(
            SequenceLosses.ctcLoss(
                    Tensor.zeros(DType.FLOAT64, 2, 1, 3),
                    Tensor.of(new int[][] {{0}}),
                    Tensor.of(2),
                    Tensor.of(1))
                .item())
        .isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void itIsFiniteAtTheExtremes() {
    Tensor sure = Tensor.of(new double[][][] {{{-1e4, 0, -1e4}}, {{0, -1e4, -1e4}}});
    Tensor label = Tensor.of(new int[][] {{1}});
    Tensor other = Tensor.of(new int[][] {{2}});
    Tensor two = Tensor.of(2);
    Tensor one = Tensor.of(1);
    assertThat(SequenceLosses.ctcLoss(sure, label, two, one).item()).isCloseTo(0, within(1e-300));
    assertThat(SequenceLosses.ctcLoss(sure, other, two, one).item()).isEqualTo(1e4);
    Tensor never =
        Tensor.of(
            new double[][][] {
              {{Double.NEGATIVE_INFINITY, 0, Double.NEGATIVE_INFINITY}},
              {{0, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY}}
            });
    assertThat(SequenceLosses.ctcLoss(never, label, two, one).item()).isCloseTo(0, within(1e-300));
    assertThat(SequenceLosses.ctcLoss(never, other, two, one).item())
        .isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(
            Autodiff.grad(x -> SequenceLosses.ctcLoss(x, label, two, one))
                .apply(never)
                .toDoubleArray())
        .containsExactly(new double[] {0, -1, 0, -1, 0, 0}, within(1e-15));
    Tensor longSequence =
        Activations.logSoftmax(
            Key.of(1).normal(new Spec(DType.FLOAT32, Shape.of(400, 1, 3))).times(5), -1);
    assertThat(SequenceLosses.ctcLoss(longSequence, label, Tensor.of(400), one).item())
        .isFinite()
        .isGreaterThan(100);
  }
}
