package dev.wengert.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Autodiff;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Functions that square, or raise to a power, on the way: numbers from the smallest to the largest
 * of a dtype have right values and derivatives wherever these are numbers of the dtype.
 *
 * <p>FLOAT32 is compared with FLOAT64, whose range holds the squares of all its numbers. FLOAT64 is
 * compared with itself at numbers of ordinary size: a function of degree k has {@code f(s x) = s^k
 * f(x)}, its gradient degree k - 1 and its second derivative k - 2; s is a power of two, by which
 * numbers are multiplied exactly.
 */
class NumbersOfAnySizeTest {

  /** Small integers: times the smallest number of a dtype they are still exact. */
  private static final double[][] BASE = {{3, -4, 1, 2}, {0, 5, -2, 7}};

  private static final double[][] OTHER = {{1, -2, 2, 5}, {3, 1, -6, 0}};
  private static final double[][] DIRECTION = {{0.5, 1, -0.75, 2}, {1, -0.5, 0.25, 1.5}};

  private static final int[] FLOAT32_EXPONENTS = {
    -149, -148, -140, -127, -126, -110, -101, -90, -76, -66, -63, -51, -49, -30, -10, 0, 10, 30, 49,
    60, 62, 63, 64, 80, 95, 96, 97, 110, 120, 123, 124
  };

  private static final int[] FLOAT64_EXPONENTS = {
    -1074, -1072, -1050, -1022, -900, -800, -769, -700, -538, -512, -460, -449, -300, -50, 50, 300,
    500, 510, 511, 512, 600, 700, 767, 768, 769, 900, 1000, 1018, 1020
  };

  /**
   * A function of the numbers and an epsilon.
   *
   * @param degree that of the function
   * @param smallness that of epsilon
   * @param powers which power of the inverse of the numbers a second derivative takes on the way
   */
  record Case(int degree, int smallness, int powers, Sized f) {
    Case(int degree, int smallness, Sized f) {
      this(degree, smallness, 1, f);
    }
  }

  interface Sized {
    Tensor of(Tensor x, double epsilon);
  }

  private static final ImmutableMap<String, Case> CASES = cases();

  private static ImmutableMap<String, Case> cases() {
    ImmutableMap.Builder<String, Case> table = ImmutableMap.builder();
    for (double p : new double[] {1, 1.5, 2, 3, 7, Double.POSITIVE_INFINITY}) {
      Norm norm = Norm.of(p);
      table.put("norm " + p, new Case(1, 0, (x, e) -> Reductions.norm(x, norm, 1)));
      table.put("norm of all " + p, new Case(1, 0, (x, e) -> Reductions.norm(x, norm)));
      table.put(
          "norm of each " + p, new Case(1, 0, (x, e) -> Reductions.norm(x, norm, new int[0])));
      table.put("normalize " + p, new Case(0, 1, (x, e) -> Normalization.normalize(x, norm, e, 1)));
    }
    Tensor ones = Tensor.of(1.0, 1.0);
    Tensor ramp = Tensor.of(0.5, 1.0, -2.0, 1.5);
    table.put("variance", new Case(2, 0, (x, e) -> Reductions.variance(x, 1)));
    table.put("unbiased variance", new Case(2, 0, (x, e) -> Reductions.variance(x, 1, true, 1)));
    table.put("variance of all", new Case(2, 0, (x, e) -> Reductions.variance(x)));
    table.put("std", new Case(1, 0, (x, e) -> Reductions.std(x, 1)));
    table.put("unbiased std", new Case(1, 0, (x, e) -> Reductions.std(x, 1, true, 1)));
    table.put("std of columns", new Case(1, 0, (x, e) -> Reductions.std(x, true, 0)));
    table.put("std of all", new Case(1, 0, (x, e) -> Reductions.std(x)));
    table.put("covariance", new Case(2, 0, (x, e) -> Statistics.covariance(x)));
    table.put("standardize", new Case(0, 2, (x, e) -> Normalization.standardize(x, e, 1)));
    table.put(
        "layerNorm",
        new Case(0, 2, (x, e) -> Normalization.layerNorm(x, like(ramp, x), like(ramp, x), e)));
    table.put(
        "batchNorm",
        new Case(
            0, 2, (x, e) -> Normalization.batchNorm(pairs(x), like(ones, x), like(ones, x), e)));
    table.put(
        "batchNorm mean",
        new Case(
            1,
            2,
            (x, e) ->
                Normalization.batchNormWithStatistics(pairs(x), like(ones, x), like(ones, x), e)
                    .mean()));
    table.put(
        "groupNorm",
        new Case(
            0, 2, (x, e) -> Normalization.groupNorm(pairs(x), 2, like(ones, x), like(ones, x), e)));
    table.put(
        "instanceNorm",
        new Case(
            0,
            2,
            (x, e) ->
                Normalization.instanceNorm(x.reshape(1, 2, 4), like(ones, x), like(ones, x), e)));
    table.put("rmsNorm", new Case(0, 2, (x, e) -> Normalization.rmsNorm(x, like(ramp, x), e)));
    table.put(
        "weightNorm",
        new Case(
            0,
            0,
            (x, e) -> Normalization.weightNorm(x, like(Tensor.of(2.0, -3.0), x).reshape(2, 1), 0)));
    table.put(
        "tripletLoss",
        new Case(
            1,
            1,
            (x, e) ->
                SimilarityLosses.tripletLoss(
                    x,
                    x.times(like(Tensor.of(OTHER), x)),
                    x.times(like(Tensor.of(BASE), x)),
                    e,
                    Reduce.NONE)));
    table.put("hypot", new Case(1, 0, 2, (x, e) -> Elementary.hypot(x.get(0), x.get(1))));
    return table.buildOrThrow();
  }

  /** Channels 0 and 1 with four values each. */
  private static Tensor pairs(Tensor x) {
    return x.transpose().reshape(4, 2);
  }

  private static Tensor like(Tensor x, Tensor other) {
    return x.to(other.dtype());
  }

  static Iterable<Map.Entry<String, Case>> names() {
    return CASES.entrySet();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("names")
  void float32IsAsFloat64(Map.Entry<String, Case> entry) {
    Case c = entry.getValue();
    for (int e : FLOAT32_EXPONENTS) {
      for (boolean both : new boolean[] {true, false}) {
        // With an epsilon of the size of the numbers, and with a usual one.
        for (double epsilon : epsilons(c, e)) {
          Tensor wide = Tensor.of(scaled(e, both)).to(DType.FLOAT32).to(DType.FLOAT64);
          Tensor narrow = wide.to(DType.FLOAT32);
          Function<Tensor, Tensor> f = x -> c.f.of(x, epsilon);
          String where =
              entry.getKey() + " at 2^" + e + (both ? "" : " in one row") + ", " + epsilon;
          List<Function<Function<Tensor, Tensor>, Function<Tensor, Tensor>>> kinds = derivatives();
          for (int k = 0; k < kinds.size(); k++) {
            if (DEGREES[k] == 2 && (c.degree - 2) * e > 110 / c.powers) {
              continue;
            }
            Tensor expected = kinds.get(k).apply(f).apply(wide);
            Tensor found = kinds.get(k).apply(f).apply(narrow);
            double[] noise = {noise(c, k, e), both ? noise(c, k, e) : noise(c, k, 0)};
            assertNear(where + ", " + KINDS.get(k), found, expected.toDoubleArray(), noise);
          }
        }
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("names")
  void float64IsHomogeneous(Map.Entry<String, Case> entry) {
    Case c = entry.getValue();
    for (int e : FLOAT64_EXPONENTS) {
      double epsilon = Math.scalb(c.smallness == 0 ? 1 : 0.25, c.smallness * e);
      if (epsilon < Double.MIN_NORMAL || Double.isInfinite(epsilon)) {
        if (e < 0) {
          continue;
        }
        epsilon = Double.MAX_VALUE;
      }
      // Where that has no place in the dtype, epsilon is nothing on both sides.
      boolean none = epsilon == Double.MAX_VALUE;
      double there = none ? 1e-5 : epsilon;
      double here = none ? 1e-300 : 0.25;
      for (int k = 0; k < KINDS.size(); k++) {
        if (DEGREES[k] == 2 && (c.degree - 2) * e > 1000 / c.powers) {
          continue;
        }
        double[] expected =
            derivatives().get(k).apply(x -> c.f.of(x, here)).apply(Tensor.of(BASE)).toDoubleArray();
        int degree = c.degree - DEGREES[k];
        for (int i = 0; i < expected.length; i++) {
          expected[i] = scalb(expected[i], degree * e);
        }
        Tensor found =
            derivatives().get(k).apply(x -> c.f.of(x, there)).apply(Tensor.of(scaled(e, true)));
        double[] noise = {noise(c, k, e), noise(c, k, e)};
        assertNear(entry.getKey() + " at 2^" + e + ", " + KINDS.get(k), found, expected, noise);
      }
    }
  }

  /** The size of terms of which a second derivative is the difference: it may be nothing itself. */
  private static double noise(Case c, int kind, int exponent) {
    return DEGREES[kind] == 2 ? scalb(8, (c.degree - 2) * exponent) : 0;
  }

  private static double scalb(double x, int exponent) {
    // Twice, since one factor of 2^-2000 would be none.
    return Math.scalb(Math.scalb(x, exponent / 2), exponent - exponent / 2);
  }

  private static double[] epsilons(Case c, int e) {
    double own = Math.scalb(0.25, c.smallness * e);
    boolean isNumber = own >= Float.MIN_NORMAL && own <= 0x1p100;
    return c.smallness == 0
        ? new double[] {1}
        : isNumber
            ? e < -126 ? new double[] {own} : new double[] {own, 1e-5}
            : e < -126 ? new double[0] : new double[] {1e-5};
  }

  private static final List<String> KINDS =
      List.of("value", "mapped", "gradient", "tangent", "second order");
  private static final int[] DEGREES = {0, 0, 1, 1, 2};

  private static List<Function<Function<Tensor, Tensor>, Function<Tensor, Tensor>>> derivatives() {
    return List.of(
        f -> f,
        f -> x -> Autodiff.vmap(f).apply(Shapes.stack(0, x, x)).get(1),
        f -> x -> Autodiff.grad(weighed(f)).apply(x),
        f ->
            x ->
                Autodiff.jvp(in -> f.apply(in.get(0)), List.of(x), List.of(direction(x))).tangent(),
        f ->
            x ->
                Autodiff.hvp(in -> weighed(f).apply(in.get(0)), List.of(x), List.of(direction(x)))
                    .get(0));
  }

  private static Tensor direction(Tensor x) {
    return like(Tensor.of(DIRECTION), x);
  }

  /** A sum of all results, each with another weight. */
  private static Function<Tensor, Tensor> weighed(Function<Tensor, Tensor> f) {
    return x -> {
      Tensor y = f.apply(x);
      Tensor weights = Creation.arange(y.size()).to(y.dtype()).plus(0.75).reshape(y.shape());
      return Reductions.sum(y.times(weights));
    };
  }

  private static double[][] scaled(int exponent, boolean both) {
    double[][] result = new double[2][4];
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 4; j++) {
        result[i][j] = i == 0 || both ? Math.scalb(BASE[i][j], exponent) : BASE[i][j];
      }
    }
    return result;
  }

  /** Within some roundings of the largest element of its row; numbers beyond the range aside. */
  private static void assertNear(String where, Tensor found, double[] expected, double[] noise) {
    boolean narrow = found.dtype() == DType.FLOAT32;
    double most = narrow ? Float.MAX_VALUE : Double.MAX_VALUE;
    double rounding = narrow ? 0x1p-16 : 0x1p-44;
    double smallest = narrow ? Float.MIN_VALUE : Double.MIN_VALUE;
    double[] got = found.toDoubleArray();
    assertThat(got).hasSameSizeAs(expected);
    int rows = expected.length % 2 == 0 ? 2 : 1;
    int columns = expected.length / rows;
    for (int row = 0; row < rows; row++) {
      double largest = noise[Math.min(row, rows - 1)];
      for (int j = row * columns; j < (row + 1) * columns; j++) {
        largest = Math.max(largest, Math.abs(expected[j]));
      }
      if (!(largest < most / 16)) {
        continue;
      }
      for (int j = row * columns; j < (row + 1) * columns; j++) {
        assertThat(Math.abs(got[j] - expected[j]))
            .as("%s, element %s: %s for %s", where, j, got[j], expected[j])
            .isLessThanOrEqualTo(largest * rounding + 16 * smallest);
      }
    }
  }
}
