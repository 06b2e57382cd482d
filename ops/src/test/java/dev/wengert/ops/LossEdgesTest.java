package dev.wengert.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.wengert.Autodiff;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every loss and its gradient at scores from 0 to infinity, of either sign, for the targets 0, 1
 * and one between: right to the last digits, or what the documentation states.
 */
class LossEdgesTest {

  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double[] SCORES = {0, 20, -20, 100, -100, 1e4, -1e4, INF, -INF};
  private static final double[] LOGARITHMS = {0, -0.5, -20, -100, -1e4, -INF};
  private static final double[] PROBABILITIES = {0, 1e-30, 0.25, 0.5, 1};
  private static final double[] TARGETS = {0, 0.5, 1};

  /**
   * A loss of a score and a target, what it and its slope should be, and how far they may be off.
   *
   * @param ulps for FLOAT64 and FLOAT32 alike
   * @param roundingsOfOne how many there may be besides: a share of nearly 1 is told from 1 no
   *     better
   */
  @SuppressWarnings("ArrayRecordComponent") // a row of a table, compared by nobody
  private record Loss(
      double[] scores,
      BinaryOperator<Tensor> of,
      DoubleBinaryOperator value,
      DoubleBinaryOperator slope,
      double ulps,
      double roundingsOfOne) {

    Loss(
        double[] scores,
        BinaryOperator<Tensor> of,
        DoubleBinaryOperator value,
        DoubleBinaryOperator slope,
        double ulps) {
      this(scores, of, value, slope, ulps, 0);
    }
  }

  private static final ImmutableMap<String, Loss> LOSSES =
      ImmutableMap.<String, Loss>builder()
          .put(
              "mseLoss",
              new Loss(
                  SCORES,
                  (x, y) -> Losses.mseLoss(x, y, Reduce.NONE),
                  (x, y) -> (x - y) * (x - y),
                  (x, y) -> 2 * (x - y),
                  4))
          .put(
              "l1Loss",
              new Loss(
                  SCORES,
                  (x, y) -> Losses.l1Loss(x, y, Reduce.NONE),
                  (x, y) -> Math.abs(x - y),
                  (x, y) -> Math.signum(x - y),
                  4))
          .put(
              "huberLoss",
              new Loss(
                  SCORES,
                  (x, y) -> Losses.huberLoss(x, y, 1, Reduce.NONE),
                  (x, y) -> Math.abs(x - y) <= 1 ? (x - y) * (x - y) / 2 : Math.abs(x - y) - 0.5,
                  (x, y) -> Math.clamp(x - y, -1.0, 1.0),
                  4))
          .put(
              "hingeLoss",
              new Loss(
                  SCORES,
                  (x, y) -> Losses.hingeLoss(x, y, Reduce.NONE),
                  (x, y) -> Math.max(0, 1 - product(y, x)),
                  (x, y) -> 1 - product(y, x) > 0 ? -y : 0,
                  4))
          .put(
              "binaryCrossEntropyWithLogits",
              new Loss(
                  SCORES,
                  (x, y) -> Losses.binaryCrossEntropyWithLogits(x, y, Reduce.NONE),
                  LossEdgesTest::crossEntropy,
                  LossEdgesTest::crossEntropySlope,
                  4))
          .put(
              "crossEntropy",
              new Loss(
                  SCORES,
                  (x, y) -> Losses.crossEntropy(twoClasses(x), shares(y), 0, Reduce.NONE),
                  LossEdgesTest::crossEntropy,
                  LossEdgesTest::crossEntropySlope,
                  4,
                  2))
          .put(
              "crossEntropy of classes",
              new Loss(
                  SCORES,
                  (x, y) ->
                      Losses.crossEntropy(twoClasses(x), y.lt(1).to(DType.INT32), 0, Reduce.NONE),
                  (x, y) -> crossEntropy(x, Math.floor(y)),
                  (x, y) -> crossEntropySlope(x, Math.floor(y)),
                  4,
                  2))
          .put(
              "crossEntropy, smoothed",
              new Loss(
                  SCORES,
                  (x, y) -> Losses.crossEntropy(twoClasses(x), shares(y), 0.25, Reduce.NONE),
                  (x, y) -> crossEntropy(x, y * 0.75 + 0.125),
                  (x, y) -> crossEntropySlope(x, y * 0.75 + 0.125),
                  4,
                  2))
          .put(
              "crossEntropy of classes, smoothed",
              new Loss(
                  SCORES,
                  (x, y) ->
                      Losses.crossEntropy(
                          twoClasses(x), y.lt(1).to(DType.INT32), 0.25, Reduce.NONE),
                  (x, y) -> crossEntropy(x, Math.floor(y) * 0.75 + 0.125),
                  (x, y) -> crossEntropySlope(x, Math.floor(y) * 0.75 + 0.125),
                  4,
                  2))
          .put(
              "nllLoss",
              new Loss(
                  LOGARITHMS,
                  (x, y) -> Losses.nllLoss(twoClasses(x), y.lt(1).to(DType.INT32), Reduce.NONE),
                  (x, y) -> y == 1 ? -x : 0,
                  (x, y) -> y == 1 ? -1 : 0,
                  0))
          .put(
              "klDivergence",
              new Loss(
                  LOGARITHMS,
                  (x, y) -> Losses.klDivergence(x, y, Reduce.NONE),
                  (x, y) -> y == 0 ? 0 : y * (Math.log(y) - x),
                  (x, y) -> -y,
                  4))
          .put(
              "focalLoss",
              new Loss(
                  SCORES,
                  (x, y) -> Losses.focalLoss(x, y, 2, 0.25, Reduce.NONE),
                  (x, y) -> focal(x, y),
                  (x, y) -> focalSlope(x, y),
                  // A logarithm's rounding counts as often as it is large.
                  200))
          .put(
              "focalLoss without focus",
              new Loss(
                  SCORES,
                  (x, y) -> Losses.focalLoss(x, y, 0, 0.5, Reduce.NONE),
                  (x, y) -> 0.5 * crossEntropy(product(2 * y - 1, x), 1),
                  (x, y) -> 0.5 * (2 * y - 1) * crossEntropySlope(product(2 * y - 1, x), 1),
                  4))
          .put(
              "binaryCrossEntropy",
              new Loss(
                  PROBABILITIES,
                  (x, y) -> Losses.binaryCrossEntropy(x, y, Reduce.NONE),
                  (p, y) ->
                      -y * Math.max(-100, Math.log(p)) - (1 - y) * Math.max(-100, Math.log1p(-p)),
                  (p, y) -> (p == 0 ? 0 : -y / p) + (p == 1 ? 0 : (1 - y) / (1 - p)),
                  4))
          .put(
              "weighted",
              new Loss(
                  SCORES,
                  (x, y) -> Losses.weighted(x, y, Reduce.NONE),
                  (x, y) -> product(y, x),
                  (x, y) -> y,
                  0))
          .buildOrThrow();

  /** Those of vectors and sequences have no score: {@link LossExtremesTest} has them all. */
  private static final ImmutableSet<String> WITHOUT_SCORES =
      ImmutableSet.of("cosineSimilarity", "cosineLoss", "tripletLoss", "ctcLoss");

  private static double product(double share, double x) {
    return share == 0 ? 0 : share * x;
  }

  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  private static double sigmoid(double x) {
    return x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x));
  }

  private static double crossEntropy(double z, double y) {
    return product(1 - y, softplus(z)) + product(y, softplus(-z));
  }

  private static double crossEntropySlope(double z, double y) {
    return (1 - y) * sigmoid(z) - y * sigmoid(-z);
  }

  /** With m for how far the score is on the right side: a (1 - p)^2 (-log p), p = sigmoid(m). */
  private static double focal(double z, double y) {
    double m = product(2 * y - 1, z);
    double alpha = y * 0.25 + (1 - y) * 0.75;
    return alpha * product(sigmoid(-m) * sigmoid(-m), softplus(-m));
  }

  private static double focalSlope(double z, double y) {
    double m = product(2 * y - 1, z);
    double alpha = y * 0.25 + (1 - y) * 0.75;
    double q = sigmoid(-m);
    double steep = product(2 * sigmoid(m), softplus(-m));
    return (2 * y - 1) * alpha * -q * q * (steep + q);
  }

  /** The score of class 0 beside that of class 1, which is 0. */
  private static Tensor twoClasses(Tensor x) {
    return Shapes.stack(1, x, Tensor.zeros(x.spec()));
  }

  private static Tensor shares(Tensor y) {
    return Shapes.stack(1, y, y.unaryMinus().plus(1));
  }

  @TestFactory
  List<DynamicTest> valueAndSlopeAreRight() {
    List<DynamicTest> tests = new ArrayList<>();
    LOSSES.forEach(
        (name, loss) -> {
          for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            tests.add(DynamicTest.dynamicTest(name + " " + dtype, () -> assertRight(loss, dtype)));
          }
        });
    return tests;
  }

  private static void assertRight(Loss loss, DType dtype) {
    int n = loss.scores().length * TARGETS.length;
    double[] scores = new double[n];
    double[] targets = new double[n];
    for (int i = 0; i < n; i++) {
      scores[i] = dtype == DType.FLOAT32 ? (float) loss.scores()[i / 3] : loss.scores()[i / 3];
      targets[i] = TARGETS[i % 3];
    }
    Tensor x = Tensor.wrap(scores, n).to(dtype);
    Tensor y = Tensor.wrap(targets, n).to(dtype);
    UnaryOperator<Tensor> f = in -> loss.of().apply(in, y);
    double[] values = f.apply(x).to(DType.FLOAT64).toDoubleArray();
    double[] slopes =
        Autodiff.grad(in -> Reductions.sum(f.apply(in))).apply(x).to(DType.FLOAT64).toDoubleArray();
    Autodiff.Jvp<Tensor> forward =
        Autodiff.jvp(in -> f.apply(in.get(0)), List.of(x), List.of(Tensor.full(x.spec(), 1)));
    double[] tangents = forward.tangent().to(DType.FLOAT64).toDoubleArray();
    for (int i = 0; i < n; i++) {
      String at = " at score " + scores[i] + ", target " + targets[i];
      double slope = loss.slope().applyAsDouble(scores[i], targets[i]);
      double value = loss.value().applyAsDouble(scores[i], targets[i]);
      assertNear("value" + at, values[i], value, loss, dtype);
      assertNear("slope" + at, slopes[i], slope, loss, dtype);
      assertNear("tangent" + at, tangents[i], slope, loss, dtype);
    }
  }

  private static void assertNear(
      String what, double actual, double expected, Loss loss, DType dtype) {
    double one = dtype == DType.FLOAT32 ? Math.ulp(1f) : Math.ulp(1.0);
    if (!(Math.abs(actual - expected) <= loss.roundingsOfOne() * one)) {
      assertNear(what, actual, expected, loss.ulps(), dtype);
    }
  }

  private static void assertNear(
      String what, double actual, double expected, double ulps, DType dtype) {
    boolean single = dtype == DType.FLOAT32;
    double ulp = single ? Math.ulp((float) expected) : Math.ulp(expected);
    double rounded = single ? (float) expected : expected;
    boolean near = actual == rounded || Math.abs(actual - expected) <= ulps * ulp;
    assertThat(near).as("%s is %s, not %s", what, actual, expected).isTrue();
  }

  @Test
  void noLossIsLeftOut() throws java.io.IOException {
    var table = CatalogueTest.table();
    TreeSet<String> there = new TreeSet<>(WITHOUT_SCORES);
    LOSSES.keySet().forEach(name -> there.add(name.split("[ ,]", 2)[0]));
    TreeSet<String> all = new TreeSet<>(table.get("Losses"));
    all.addAll(table.get("SimilarityLosses"));
    all.addAll(table.get("SequenceLosses"));
    assertThat(there).containsExactlyElementsOf(all);
    assertThat(LOSSES).hasSize(15);
  }

  /**
   * A row, what the logarithm of its sum is, its softmax (which is the slope of that), and the
   * logarithm of it.
   */
  @SuppressWarnings("ArrayRecordComponent") // likewise
  private record Row(double[] x, double logSum, double[] softmax, double[] logSoftmax) {}

  private static double[] of(double... x) {
    return x;
  }

  private static final double LN2 = Math.log(2);

  private static final List<Row> ROWS =
      List.of(
          new Row(of(3, INF), INF, of(0, 1), of(-INF, 0)),
          new Row(of(INF, 3), INF, of(1, 0), of(0, -INF)),
          new Row(of(INF, -INF), INF, of(1, 0), of(0, -INF)),
          new Row(of(INF, INF), INF, of(0.5, 0.5), of(-LN2, -LN2)),
          new Row(of(-INF, -INF), -INF, of(0.5, 0.5), of(-LN2, -LN2)),
          new Row(of(-INF, 2), 2, of(0, 1), of(-INF, 0)),
          new Row(of(2, -INF), 2, of(1, 0), of(0, -INF)),
          new Row(of(1e4, 1e4), 1e4 + LN2, of(0.5, 0.5), of(-LN2, -LN2)),
          new Row(of(-1e4, 1e4), 1e4, of(0, 1), of(-2e4, 0)),
          new Row(
              of(0, 2),
              2 + softplus(-2),
              of(sigmoid(-2), sigmoid(2)),
              of(-softplus(2), -softplus(-2))));

  @Test
  void logarithmsOfSumsAndTheirSlopesAreRightForInfinities() {
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
      for (Row row : ROWS) {
        Tensor x = Tensor.wrap(row.x(), 2).to(dtype);
        String at = " of " + x;
        assertRow("logSumExp" + at, x, Reductions::logSumExp, row);
        assertRow("logCumSumExp" + at, x, in -> Reductions.logCumSumExp(in, 0).get(1), row);
        assertRow("logAddExp" + at, x, in -> Elementary.logAddExp(in.get(0), in.get(1)), row);
        assertAll("softmax" + at, Activations.softmax(x, 0), row.softmax());
        assertAll("logSoftmax" + at, Activations.logSoftmax(x, 0), row.logSoftmax());
        double[] p = row.softmax();
        UnaryOperator<Tensor> ofLog = Autodiff.grad(in -> Activations.logSoftmax(in, 0).get(0));
        assertAll("slope of logSoftmax" + at, ofLog.apply(x), p[1], -p[1]);
        UnaryOperator<Tensor> ofFirst = Autodiff.grad(in -> Activations.softmax(in, 0).get(0));
        assertAll("slope of softmax" + at, ofFirst.apply(x), p[0] * p[1], -p[0] * p[1]);
      }
    }
  }

  /**
   * Also the Hessian, {@code p (1 - p)} times 1 and -1; equal infinities may be taken as linear.
   */
  private static void assertRow(String what, Tensor x, UnaryOperator<Tensor> f, Row row) {
    assertAll(what, f.apply(x), row.logSum());
    assertAll("slope of " + what, Autodiff.grad(f).apply(x), row.softmax());
    double bend = row.softmax()[0] * row.softmax()[1];
    double[] hessian = Autodiff.hessian(f, x).to(DType.FLOAT64).toDoubleArray();
    boolean tie = row.x()[0] == row.x()[1] && Double.isInfinite(row.logSum());
    for (int i = 0; i < 4 && !(tie && hessian[i] == 0); i++) {
      double expected = i == 0 || i == 3 ? bend : -bend;
      assertNear("Hessian of " + what + ", element " + i, hessian[i], expected, 16, x.dtype());
    }
  }

  private static void assertAll(String what, Tensor actual, double... expected) {
    double[] values = actual.to(DType.FLOAT64).toDoubleArray();
    for (int i = 0; i < expected.length; i++) {
      assertNear(what + ", element " + i, values[i], expected[i], 4, actual.dtype());
    }
  }

  /** The far side is no score at all: what is left out of a batch or masked off has -infinity. */
  @Test
  void aClassThatCannotBeCostsNothingAndGetsNothing() {
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
      Tensor x = Tensor.of(new double[][] {{1, -INF, 1}}).to(dtype);
      UnaryOperator<Tensor> loss = in -> Losses.crossEntropy(in, Tensor.of(new int[] {2}));
      assertAll("loss", loss.apply(x), LN2);
      assertAll("slope", Autodiff.grad(loss).apply(x), 0.5, 0, -0.5);
    }
  }
}
