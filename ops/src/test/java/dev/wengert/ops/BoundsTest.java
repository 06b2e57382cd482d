package dev.wengert.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Autodiff;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What has a range keeps to it, however rounding goes. */
class BoundsTest {

  private static final double INFINITY = Double.POSITIVE_INFINITY;

  /** A function of one number and the range of its results. */
  private record Ranged(UnaryOperator<Tensor> of, double low, double high) {}

  private static final ImmutableMap<String, Ranged> OF_A_NUMBER =
      ImmutableMap.<String, Ranged>builder()
          .put("sin", new Ranged(Elementary::sin, -1, 1))
          .put("cos", new Ranged(Elementary::cos, -1, 1))
          .put("tanh", new Ranged(Activations::tanh, -1, 1))
          .put("erf", new Ranged(Elementary::erf, -1, 1))
          .put("exp", new Ranged(Elementary::exp, 0, INFINITY))
          .put("expm1", new Ranged(Elementary::expm1, -1, INFINITY))
          .put("cosh", new Ranged(Elementary::cosh, 1, INFINITY))
          .put("square", new Ranged(Elementary::square, 0, INFINITY))
          .put("atan", new Ranged(Elementary::atan, -Math.PI / 2, Math.PI / 2))
          .put("asin", new Ranged(Elementary::asin, -Math.PI / 2, Math.PI / 2))
          .put("acos", new Ranged(Elementary::acos, 0, Math.PI))
          .put("sigmoid", new Ranged(Activations::sigmoid, 0, 1))
          .put("softplus", new Ranged(Activations::softplus, 0, INFINITY))
          .put("logSigmoid", new Ranged(Activations::logSigmoid, -INFINITY, 0))
          .put("softsign", new Ranged(Activations::softsign, -1, 1))
          .put("hardTanh", new Ranged(Activations::hardTanh, -1, 1))
          .put("relu6", new Ranged(Activations::relu6, 0, 6))
          .put("sqrt", new Ranged(x -> Elementary.sqrt(Elementary.abs(x)), 0, INFINITY))
          .put("relu", new Ranged(Activations::relu, 0, INFINITY))
          .put("elu", new Ranged(x -> Activations.elu(x, 1), -1, INFINITY))
          .buildOrThrow();

  @TestFactory
  Stream<DynamicTest> functionsOfANumber() {
    return OF_A_NUMBER.entrySet().stream()
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.getKey(),
                    () -> {
                      checkRange(row.getValue(), numbers(DType.FLOAT32), DType.FLOAT32);
                      checkRange(row.getValue(), numbers(DType.FLOAT64), DType.FLOAT64);
                    }));
  }

  /** The bound itself is rounded to the dtype: no number of it is nearer to pi. */
  private static void checkRange(Ranged row, Tensor x, DType dtype) {
    boolean isFloat = dtype == DType.FLOAT32;
    double low = isFloat ? (float) row.low() : row.low();
    double high = isFloat ? (float) row.high() : row.high();
    int checked = 0;
    for (double y : row.of().apply(x).toDoubleArray()) {
      // asin and acos are NaN outside [-1, 1].
      if (!Double.isNaN(y)) {
        if (y < low || y > high) {
          assertThat(y).isBetween(low, high);
        }
        checked++;
      }
    }
    assertThat(checked).isGreaterThan(10_000);
  }

  /** Of all sizes, many near 1, and many where functions come to rest. */
  private static Tensor numbers(DType dtype) {
    SplittableRandom random = new SplittableRandom(7);
    double[] x = new double[60_000];
    for (int i = 0; i < x.length; i++) {
      x[i] =
          switch (i % 4) {
            case 0 -> (random.nextDouble() - 0.5) * 2 * (1 + i % 3);
            case 1 -> (random.nextDouble() - 0.5) * 80;
            case 2 -> Math.scalb(1 + random.nextDouble(), random.nextInt(-60, 60)) * (1 - i % 8);
            default -> random.nextInt(-400, 400) * Math.PI / 2 * (1 + random.nextDouble() * 1e-15);
          };
    }
    return Tensor.wrap(x, x.length).to(dtype);
  }

  @Test
  void cosinesLieInTheirRangeAndHaveAnAngle() {
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      for (int length : new int[] {1, 2, 3, 7, 64}) {
        Tensor a = Key.of(length).normal(new Spec(dtype, Shape.of(4000, length)));
        for (double factor : new double[] {1, 3.7, -0.3, 0.01}) {
          Tensor cosine = Losses.cosineSimilarity(a, a.times(factor), 1);
          assertThat(Reductions.max(cosine).item()).isLessThanOrEqualTo(1);
          assertThat(Reductions.min(cosine).item()).isGreaterThanOrEqualTo(-1);
          assertThat(Reductions.mean(cosine).item()).isCloseTo(Math.signum(factor), within(1e-5));
          assertThat(Reductions.max(Elementary.acos(cosine)).item()).isBetween(0.0, Math.PI + 1e-6);
          Tensor alike = Tensor.ones(dtype, 4000);
          Tensor loss = SimilarityLosses.cosineLoss(a, a.times(factor), alike, 0, Reduce.NONE);
          assertThat(Reductions.min(loss).item()).isNotNegative();
        }
      }
    }
  }

  /** The curvature of the cosine where it is largest: minus what is across, over the lengths. */
  @Test
  void theCosineKeepsItsCurvatureAtItsBound() {
    SplittableRandom random = new SplittableRandom(3);
    int atBound = 0;
    for (int i = 0; i < 50; i++) {
      double u = random.nextDouble(0.1, 3);
      double v = random.nextDouble(0.1, 3);
      Tensor a = Tensor.of(u, v);
      Tensor b = a.times(1.7);
      Tensor hessian = Autodiff.hessian(x -> Losses.cosineSimilarity(x, b, 0), a);
      double square = u * u + v * v;
      double[] expected = {-v * v, u * v, u * v, -u * u};
      for (int k = 0; k < 4; k++) {
        assertThat(hessian.toDoubleArray()[k])
            .isCloseTo(expected[k] / square / square, within(1e-12 / square));
      }
      atBound += Losses.cosineSimilarity(a, b, 0).item() == 1 ? 1 : 0;
    }
    assertThat(atBound).isGreaterThan(10);
  }

  @Test
  void ctcIsNotNegative() {
    SplittableRandom random = new SplittableRandom(5);
    for (int trial = 0; trial < 60; trial++) {
      int times = 1 + random.nextInt(12);
      int labels = random.nextInt(1 + times / 2);
      int classes = 2 + random.nextInt(3);
      int[] targets = new int[Math.max(1, labels)];
      for (int i = 0; i < targets.length; i++) {
        targets[i] = 1 + i % (classes - 1);
      }
      double scale = Math.pow(10, random.nextInt(4));
      Spec spec =
          new Spec(trial % 2 == 0 ? DType.FLOAT32 : DType.FLOAT64, Shape.of(times, 1, classes));
      Tensor scores = Key.of(trial).normal(spec).times(scale);
      // Half of them are sure of a sequence that aligns.
      if (trial % 4 < 2) {
        int[] sure = new int[times];
        for (int t = 0; t < times; t++) {
          sure[t] = t % 2 == 0 && t / 2 < labels ? targets[t / 2] : 0;
        }
        scores = Creation.oneHot(Tensor.wrap(sure, times, 1), classes, spec.dtype()).times(scale);
      }
      Tensor loss =
          SequenceLosses.ctcLoss(
              Activations.logSoftmax(scores, 2),
              Tensor.wrap(targets, 1, targets.length),
              Tensor.of(times),
              Tensor.of(labels),
              0,
              Reduce.NONE);
      assertThat(loss.item() + 0.0).as("trial %s", trial).isNotNegative();
    }
    // Every sequence of two classes is one of the label's or the empty one's.
    for (int times = 1; times < 40; times++) {
      Tensor x = Tensor.full(new Spec(DType.FLOAT32, Shape.of(times, 1, 1)), 0);
      Tensor loss =
          SequenceLosses.ctcLoss(x, Tensor.of(new int[][] {{0}}), Tensor.of(times), Tensor.of(0));
      assertThat(loss.item()).isZero();
    }
    // Numbers that are no log-probabilities still show.
    Tensor scores = Tensor.full(new Spec(DType.FLOAT32, Shape.of(3, 1, 2)), 1);
    assertThat(
            SequenceLosses.ctcLoss(scores, Tensor.of(new int[][] {{1}}), Tensor.of(3), Tensor.of(1))
                .item())
        .isNegative();
  }

  private static final ImmutableMap<String, Function<Key, Tensor>> LOSSES =
      ImmutableMap.<String, Function<Key, Tensor>>builder()
          .put("crossEntropy", k -> entropy(k, 0))
          .put("crossEntropy, smoothed", k -> entropy(k, 0.1))
          .put("crossEntropy, all smooth", k -> entropy(k, 1))
          .put(
              "crossEntropy, soft",
              k -> Losses.crossEntropy(scores(k), shares(k), 0.1, Reduce.NONE))
          .put("nllLoss", k -> Losses.nllLoss(Activations.logSoftmax(scores(k), 1), classes(k)))
          .put(
              "binaryCrossEntropy",
              k ->
                  Losses.binaryCrossEntropy(Activations.sigmoid(scores(k)), shares(k), Reduce.NONE))
          .put(
              "binaryCrossEntropyWithLogits",
              k -> Losses.binaryCrossEntropyWithLogits(scores(k), shares(k), Reduce.NONE))
          .put(
              "focalLoss",
              k -> Losses.focalLoss(scores(k), Elementary.round(shares(k)), 2, 0.25, Reduce.NONE))
          .put("mseLoss", k -> Losses.mseLoss(scores(k), shares(k), Reduce.NONE))
          .put("l1Loss", k -> Losses.l1Loss(scores(k), shares(k), Reduce.NONE))
          .put("huberLoss", k -> Losses.huberLoss(scores(k), shares(k), 0.3, Reduce.NONE))
          .put("hingeLoss", k -> Losses.hingeLoss(scores(k), shares(k), Reduce.NONE))
          .put(
              "tripletLoss",
              k -> SimilarityLosses.tripletLoss(scores(k), scores(k), shares(k), 1, Reduce.NONE))
          .buildOrThrow();

  private static Tensor entropy(Key key, double smoothing) {
    return Losses.crossEntropy(scores(key), classes(key), smoothing, Reduce.NONE);
  }

  /** Alike in some rows, large in some, and of one class in others. */
  private static Tensor scores(Key key) {
    int n = key.bits().toIntArray()[0];
    Spec spec = new Spec(DType.FLOAT32, Shape.of(16, 1 + Math.floorMod(n, 4)));
    Tensor base = key.normal(spec).times(Math.pow(10, Math.floorMod(n >> 4, 5)));
    return n % 3 == 0 ? base.times(1e-7).plus(12345.678) : base;
  }

  private static Tensor shares(Key key) {
    return Activations.softmax(scores(key), 1);
  }

  private static Tensor classes(Key key) {
    return Tensor.zeros(DType.INT32, 16).plus(scores(key).shape().side(1) - 1);
  }

  @TestFactory
  Stream<DynamicTest> lossesAreNotNegative() {
    return LOSSES.entrySet().stream()
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.getKey(),
                    () -> {
                      for (int trial = 0; trial < 60; trial++) {
                        Tensor losses = row.getValue().apply(Key.of(trial).fold(trial));
                        for (double loss : losses.toDoubleArray()) {
                          // Minus 0 is as good as 0.
                          assertThat(loss + 0.0).as("trial %s", trial).isNotNegative();
                        }
                      }
                    }));
  }

  @Test
  void softmaxIsAShare() {
    for (int trial = 0; trial < 40; trial++) {
      Tensor x = scores(Key.of(trial).fold(trial));
      for (double share : Activations.softmax(x, 1).toDoubleArray()) {
        assertThat(share).isBetween(0.0, 1.0);
      }
      for (double log : Activations.logSoftmax(x, 1).toDoubleArray()) {
        assertThat(log).isNotPositive();
      }
      double[] most = Reductions.max(x, 1).toDoubleArray();
      double[] sums = Reductions.logSumExp(x, 1).toDoubleArray();
      for (int i = 0; i < most.length; i++) {
        assertThat(sums[i]).isGreaterThanOrEqualTo(most[i]);
      }
      for (double variance : Reductions.variance(x, 1).toDoubleArray()) {
        assertThat(variance).isNotNegative();
      }
    }
  }

  @Test
  void quantilesLieBetweenTheirNeighbours() {
    SplittableRandom random = new SplittableRandom(11);
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      for (int trial = 0; trial < 2000; trial++) {
        double first = random.nextDouble() * Math.pow(10, random.nextInt(-3, 4));
        double second = trial % 2 == 0 ? first : Math.nextUp(first);
        Tensor x = Tensor.of(first, second, second + (trial % 3) * 1e-7).to(dtype);
        double q = random.nextDouble();
        double y = Statistics.quantile(x, q, 0).item();
        double[] sorted = x.toDoubleArray();
        int low = (int) (q * 2);
        assertThat(y).isBetween(sorted[low], sorted[low + 1]);
      }
    }
    double huge = Double.MAX_VALUE;
    assertThat(Statistics.quantile(Tensor.of(-huge, huge), 0.5, 0).item()).isZero();
    assertThat(Statistics.quantile(Tensor.of(huge, huge), 0.3, 0).item()).isEqualTo(huge);
    assertThat(Statistics.quantile(Tensor.of(-INFINITY, 5.0), 0.3, 0).item()).isEqualTo(-INFINITY);
    Tensor equal = Tensor.of(0.1, 0.1);
    assertThat(Autodiff.grad(t -> Statistics.quantile(t, 0.3, 0)).apply(equal).toDoubleArray())
        .containsExactly(0.7, 0.3);
  }

  @Test
  void uniformNumbersStayBelowTheirEnd() {
    double[][] ranges = {
      {16777213, 16777216},
      {-16777216, -16777213},
      {0.1, 0.3},
      {-0.1, 0.1},
      {1, Math.nextUp(1f)},
      {0, Float.MIN_VALUE},
      {-Float.MAX_VALUE, Float.MAX_VALUE},
      {-3e38, 3.4e38},
      {1e-45, 3e-45},
      {1e10, 1e10 + 3000},
      {5, 5}
    };
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      for (double[] range : ranges) {
        checkUniform(dtype, range[0], range[1]);
      }
    }
    checkUniform(DType.FLOAT64, -Double.MAX_VALUE, Double.MAX_VALUE);
    checkUniform(DType.FLOAT64, 0, Double.MIN_VALUE);
    checkUniform(DType.FLOAT64, 1, Math.nextUp(1.0));
  }

  private static void checkUniform(DType dtype, double low, double high) {
    Tensor drawn = Creation.uniform(Key.of(1), new Spec(dtype, Shape.of(20_000)), low, high);
    for (double value : drawn.toDoubleArray()) {
      if (!(low <= value && (value < high || low == high))) {
        assertThat(value)
            .as("%s in [%s, %s)", dtype, low, high)
            .isBetween(low, high)
            .isNotEqualTo(high);
      }
    }
    double middle = low / 2 + high / 2;
    if (middle - low > 1e-3 && high - middle > 1e-3) {
      double mean = Reductions.mean(drawn.to(DType.FLOAT64).div(high)).item() * high;
      double spread = high / 2 - low / 2;
      assertThat(mean).isCloseTo(middle, within(spread * 0.2));
    }
  }

  @Test
  void uniformRefusesWhatIsNoRange() {
    Spec spec = new Spec(DType.FLOAT32, Shape.of(3));
    for (double[] range :
        new double[][] {
          {2, 1}, {0, INFINITY}, {Double.NaN, 1}, {-INFINITY, 0}, {0, 3.5e38}, {-1e300, 0}
        }) {
      assertThatThrownBy(() -> Creation.uniform(Key.of(1), spec, range[0], range[1]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "uniform: not a range: from %s to %s; give finite numbers of FLOAT32, the lower"
                  + " first",
              range[0], range[1]);
    }
    assertThatThrownBy(() -> Creation.uniform(Key.of(1), spec, 16777217, 16777217.5))
        .hasMessage(
            "uniform: no FLOAT32 lies in [1.6777217E7, 1.67772175E7); give a wider range, or draw"
                + " FLOAT64");
  }

  @Test
  void pointsOfALineStayOnIt() {
    double[][] lines = {
      {0.1, 0.7}, {-Double.MAX_VALUE, Double.MAX_VALUE}, {3, -1}, {0.3, 0.3}, {1e-320, 1e-300}
    };
    for (double[] line : lines) {
      for (int n = 1; n < 60; n++) {
        double[] points = Creation.linspace(line[0], line[1], n).toDoubleArray();
        assertThat(points[0]).isEqualTo(line[0]);
        assertThat(points[n - 1]).isEqualTo(n == 1 ? line[0] : line[1]);
        for (double point : points) {
          assertThat(point).isBetween(Math.min(line[0], line[1]), Math.max(line[0], line[1]));
        }
      }
    }
  }

  @Test
  void drawsKeepTheirBounds() {
    Spec spec = new Spec(DType.FLOAT32, Shape.of(100_000));
    for (double bound : new double[] {0.1, 2, 3.3, 1e-3}) {
      for (double drawn : Key.of(3).truncatedNormal(spec, bound).toDoubleArray()) {
        if (Math.abs(drawn) > bound) {
          assertThat(Math.abs(drawn)).isLessThanOrEqualTo(bound);
        }
      }
    }
    for (double drawn : Key.of(4).uniform(spec).toDoubleArray()) {
      if (drawn < 0 || drawn >= 1) {
        assertThat(drawn).isBetween(0.0, 0.99999999);
      }
    }
    assertThat(Comparisons.all(Key.of(5).bernoulli(1, spec.shape())).toBooleanArray()[0]).isTrue();
    assertThat(Comparisons.any(Key.of(5).bernoulli(0, spec.shape())).toBooleanArray()[0]).isFalse();
  }
}
