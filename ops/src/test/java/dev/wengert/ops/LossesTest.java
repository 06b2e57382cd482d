package dev.wengert.ops;

import static dev.wengert.ops.Derivatives.assertClose;
import static dev.wengert.ops.Derivatives.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Autodiff;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class LossesTest {

  private static final double[] LOGITS = {-2, -0.5, 0, 0.5, 3};
  private static final double[] TARGETS = {0, 1, 0.25, 1, 0};

  private static double sigmoid(double z) {
    return 1 / (1 + Math.exp(-z));
  }

  @Test
  void largeScoresKeepTheDigitsThatTellThemApart() {
    // Of scores c and c + 1 the first has the cross-entropy log(1 + e), 1.3132616875182228.
    for (float c : new float[] {0, 1_000, 1_000_000}) {
      Tensor scores = Tensor.of(new float[][] {{c, c + 1}});
      assertThat(Losses.crossEntropy(scores, Tensor.of(0)).item())
          .isCloseTo(1.3132616875182228, within(3e-7));
      assertThat(Losses.crossEntropy(scores, Tensor.of(new float[][] {{1, 0}})).item())
          .isCloseTo(1.3132616875182228, within(3e-7));
      assertThat(Activations.logSoftmax(scores, 1).toDoubleArray()[0])
          .isCloseTo(-1.3132616875182228, within(3e-7));
    }
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
  void weightsMakeAWeightedMean() {
    Tensor losses = Tensor.of(new double[][] {{1, 2, 6}, {4, Double.POSITIVE_INFINITY, 5}});
    Tensor weights = Tensor.of(new double[][] {{1, 3, 0.5}, {2, 0, 1}});
    // By hand: 1 + 6 + 3 + 8 + 5 of weights 7.5.
    assertThat(Losses.weighted(losses, weights, Reduce.SUM).item()).isEqualTo(23);
    assertThat(Losses.weighted(losses, weights, Reduce.MEAN).item())
        .isCloseTo(23 / 7.5, within(1e-15));
    assertThat(Losses.weighted(losses, weights, Reduce.NONE).toDoubleArray())
        .containsExactly(1, 6, 3, 8, 0, 5);
    Tensor perColumn = Tensor.of(1.0, 0.0, 2.0);
    assertThat(Losses.weighted(losses, perColumn, Reduce.MEAN).item())
        .isCloseTo((1 + 12 + 4 + 10) / 6.0, within(1e-15));
    assertThat(
            Autodiff.grad(x -> Losses.weighted(x, weights, Reduce.SUM))
                .apply(losses)
                .toDoubleArray())
        .containsExactly(1, 3, 0.5, 2, 0, 1);
  }

  @Test
  void withoutAnyWeightThereIsNothingToLearn() {
    Tensor losses = Tensor.of(1.0, Double.POSITIVE_INFINITY, Double.NaN);
    Tensor none = Tensor.zeros(dev.wengert.array.DType.FLOAT64, 3);
    assertThat(Losses.weighted(losses, none, Reduce.MEAN).item()).isEqualTo(0);
    assertThat(
            Autodiff.grad(x -> Losses.weighted(x, none, Reduce.MEAN)).apply(losses).toDoubleArray())
        .containsExactly(0, 0, 0);
  }

  @Test
  void aWeightAClassIsTakenByTheTargets() {
    Tensor scores = Tensor.of(new double[][] {{1, 2, 0}, {0, 0, 3}, {0.5, 0, 0}});
    Tensor targets = Tensor.of(1, 2, 1);
    Tensor perClass = Tensor.of(9.0, 2.0, 0.5);
    double[] losses = Losses.crossEntropy(scores, targets, 0, Reduce.NONE).toDoubleArray();
    assertThat(
            Losses.weighted(
                    Losses.crossEntropy(scores, targets, 0, Reduce.NONE),
                    Indexing.take(perClass, targets, 0),
                    Reduce.MEAN)
                .item())
        .isCloseTo((2 * losses[0] + 0.5 * losses[1] + 2 * losses[2]) / 4.5, within(1e-15));
  }

  /** As PyTorch's ignore_index: the mean is that of the others, and no score of it matters. */
  @Test
  void anExampleIsLeftOutByItsWeight() {
    Tensor scores = Tensor.of(new double[][] {{1, 2, 0}, {0, 0, 3}, {0.5, 0, 0}});
    Tensor targets = Tensor.of(1, -100, 2);
    UnaryOperator<Tensor> loss =
        x -> {
          Tensor counts = targets.ne(-100);
          Tensor known = Selection.where(counts, targets, 0);
          Tensor each = Losses.crossEntropy(x, known, 0, Reduce.NONE);
          return Losses.weighted(each, counts.to(x.dtype()), Reduce.MEAN);
        };
    double first = Math.log(Math.exp(1) + Math.exp(2) + 1) - 2;
    double last = Math.log(Math.exp(0.5) + 2);
    assertThat(loss.apply(scores).item()).isCloseTo((first + last) / 2, within(1e-15));
    assertThat(Autodiff.grad(loss).apply(scores).get(1).toDoubleArray()).containsExactly(0, 0, 0);
  }

  /** A loss for each pixel is that of the pixel as an example of its own. */
  @Test
  void classesMayHaveAxesBehindThem() {
    for (int[] sides : new int[][] {{2, 3, 4, 5}, {2, 3, 4}, {1, 3, 2, 2, 2}, {2, 3, 0, 5}}) {
      Tensor x = random(1, sides);
      Tensor rows = Shapes.moveAxis(x, 1, -1);
      int pixels = x.size() / 3;
      int[] classes = new int[pixels];
      Arrays.setAll(classes, i -> i * 7 % 3);
      Tensor flat = Tensor.wrap(classes, pixels);
      Shape each = x.shape().reduced(new int[] {1}, false);
      Tensor targets = flat.reshape(each);
      Tensor examples = rows.reshape(pixels, 3);
      for (double smoothing : new double[] {0, 0.2}) {
        Tensor losses = Losses.crossEntropy(x, targets, smoothing, Reduce.NONE);
        assertThat(losses.shape()).isEqualTo(each);
        Tensor expected = Losses.crossEntropy(examples, flat, smoothing, Reduce.NONE);
        assertClose(losses, 1e-14, expected.reshape(each));
      }
      Tensor logs = Activations.logSoftmax(x, 1);
      Tensor logsOfRows = Activations.logSoftmax(examples, 1);
      assertClose(
          Losses.nllLoss(logs, targets, Reduce.NONE),
          1e-14,
          Losses.nllLoss(logsOfRows, flat, Reduce.NONE).reshape(each));
      Tensor soft = Activations.softmax(random(2, sides), 1);
      Tensor softRows = Shapes.moveAxis(soft, 1, -1).reshape(pixels, 3);
      assertClose(
          Losses.crossEntropy(x, soft, 0.1, Reduce.NONE),
          1e-14,
          Losses.crossEntropy(examples, softRows, 0.1, Reduce.NONE).reshape(each));
      if (pixels > 0) {
        assertThat(Losses.crossEntropy(x, targets).item())
            .isCloseTo(Losses.crossEntropy(examples, flat).item(), within(1e-15));
        Tensor gradient = Autodiff.grad(in -> Losses.crossEntropy(in, targets)).apply(x);
        Tensor expected = Autodiff.grad(in -> Losses.crossEntropy(in, flat)).apply(examples);
        assertClose(Shapes.moveAxis(gradient, 1, -1).reshape(pixels, 3), 1e-15, expected);
        assertClose(
            Losses.weighted(
                Losses.crossEntropy(x, targets, 0, Reduce.NONE),
                targets.ne(0).to(DType.FLOAT64),
                Reduce.MEAN),
            1e-14,
            Losses.weighted(
                Losses.crossEntropy(examples, flat, 0, Reduce.NONE),
                flat.ne(0).to(DType.FLOAT64),
                Reduce.MEAN));
      }
    }
  }

  @Test
  void softTargetsAreAMixtureOfClasses() {
    Tensor scores = Tensor.of(new double[][] {{1, 2, 0}, {0, -1, 3}});
    Tensor soft = Tensor.of(new double[][] {{0.5, 0.25, 0.25}, {0, 0, 1}});
    double[] expected = new double[2];
    double[][] s = {{1, 2, 0}, {0, -1, 3}};
    double[][] y = {{0.5, 0.25, 0.25}, {0, 0, 1}};
    for (int i = 0; i < 2; i++) {
      double sum = Math.exp(s[i][0]) + Math.exp(s[i][1]) + Math.exp(s[i][2]);
      for (int k = 0; k < 3; k++) {
        expected[i] -= y[i][k] * Math.log(Math.exp(s[i][k]) / sum);
      }
    }
    double[] losses = Losses.crossEntropy(scores, soft, 0, Reduce.NONE).toDoubleArray();
    assertThat(losses[0]).isCloseTo(expected[0], within(1e-15));
    assertThat(losses[1]).isCloseTo(expected[1], within(1e-15));
    assertThat(Losses.crossEntropy(scores, soft).item())
        .isCloseTo((expected[0] + expected[1]) / 2, within(1e-15));
    Tensor classes = Tensor.of(2, 0);
    Tensor oneHot = Creation.oneHot(classes, 3, dev.wengert.array.DType.FLOAT64);
    assertThat(Losses.crossEntropy(scores, oneHot, 0.1, Reduce.SUM).item())
        .isCloseTo(Losses.crossEntropy(scores, classes, 0.1, Reduce.SUM).item(), within(1e-14));
    Tensor masked = Tensor.of(new double[][] {{1, Double.NEGATIVE_INFINITY, 1}});
    Tensor halves = Tensor.of(new double[][] {{0.5, 0, 0.5}});
    assertThat(Losses.crossEntropy(masked, halves).item()).isCloseTo(Math.log(2), within(1e-15));
    assertThat(Autodiff.grad(x -> Losses.crossEntropy(x, halves)).apply(masked).toDoubleArray())
        .containsExactly(new double[] {0, 0, 0}, within(1e-12));
  }

  @Test
  void focalLossIsThePublishedFormula() {
    double[] y = {0, 1, 1, 1, 0};
    double[] losses =
        Losses.focalLoss(Tensor.of(LOGITS), Tensor.of(y), 1.5, 0.3, Reduce.NONE).toDoubleArray();
    for (int i = 0; i < y.length; i++) {
      double p = y[i] == 1 ? sigmoid(LOGITS[i]) : 1 - sigmoid(LOGITS[i]);
      double alpha = y[i] == 1 ? 0.3 : 0.7;
      assertThat(losses[i]).isCloseTo(-alpha * Math.pow(1 - p, 1.5) * Math.log(p), within(1e-14));
    }
    Tensor targets = Tensor.of(y);
    assertThat(Losses.focalLoss(Tensor.of(LOGITS), targets, 0, 0.5, Reduce.MEAN).item())
        .isCloseTo(
            Losses.binaryCrossEntropyWithLogits(Tensor.of(LOGITS), targets).item() / 2,
            within(1e-14));
  }

  @Test
  void lossesAndTheirGradientsAreFiniteAtTheExtremes() {
    Tensor logits = Tensor.of(1000.0, -1000.0, 1000.0, -1000.0);
    Tensor signs = Tensor.of(1.0, 1.0, 0.0, 0.0);
    for (double gamma : new double[] {0, 0.5, 2}) {
      assertThat(Losses.focalLoss(logits, signs, gamma, 0.25, Reduce.NONE).toDoubleArray())
          .containsExactly(new double[] {0, 250, 750, 0}, within(1e-12));
      assertThat(
              Autodiff.grad(z -> Losses.focalLoss(z, signs, gamma, 0.25, Reduce.SUM))
                  .apply(logits)
                  .toDoubleArray())
          .containsExactly(new double[] {0, -0.25, 0.75, 0}, within(1e-12));
    }
    Tensor scores = Tensor.of(new double[][] {{1e4, 0, -1e4}, {-1e4, 0, 1e4}});
    Tensor soft = Tensor.of(new double[][] {{0, 0, 1}, {0, 0, 1}});
    assertThat(Losses.crossEntropy(scores, soft, 0, Reduce.NONE).toDoubleArray())
        .containsExactly(new double[] {2e4, 0}, within(1e-12));
    assertThat(Autodiff.grad(x -> Losses.crossEntropy(x, soft)).apply(scores).toDoubleArray())
        .containsExactly(new double[] {0.5, 0, -0.5, 0, 0, 0}, within(1e-12));
    Tensor p = Tensor.of(0.0, 1.0, 0.0, 1.0);
    assertThat(Losses.binaryCrossEntropy(p, signs, Reduce.NONE).toDoubleArray())
        .containsExactly(new double[] {100, 0, 0, 100}, within(1e-12));
    assertThat(Losses.huberLoss(Tensor.of(1e200), Tensor.of(-1e200), 1).item()).isEqualTo(2e200);
    assertThat(Losses.klDivergence(Tensor.of(-1e4, -1.0), Tensor.of(0.0, 1.0)).item())
        .isEqualTo(0.5);
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
