package dev.wengert.gradcheck.corpus;

import static dev.wengert.gradcheck.corpus.Functions.normal;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.gradcheck.Mode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** Functions that refuse what lies beyond their domain, at points near its edge. */
final class Domains {

  private Domains() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    for (double near : new double[] {0.3, 1e-2, 1e-6, 1e-10}) {
      cases.addAll(
          Twins.of(
              "a likelihood that throws outside (0, 1), " + near + " from the edge",
              s -> likelihood(s, near, 1.01),
              s -> likelihood(s, near, 1)));
      cases.addAll(
          Twins.of(
              "a Cholesky factor, " + near + " from the edge",
              s -> cholesky(s, near, 1.01),
              s -> cholesky(s, near, 1)));
      cases.addAll(
          Twins.of(
              "an arc sine that throws, " + near + " from the edge",
              s -> throwing(t -> t >= -1 && t <= 1, Math::asin, t -> 1.01 / root(t), edge(s, near)),
              s -> throwing(t -> t >= -1 && t <= 1, Math::asin, t -> 1 / root(t), edge(s, near))));
    }
    cases.addAll(
        Twins.of(
            "1,200 likelihoods that throw outside (0, 1)",
            s -> likelihoods(s, 1.001),
            s -> likelihoods(s, 1)));
    for (int masked : new int[] {1, 3}) {
      cases.addAll(
          Twins.of(
              "logsumexp with " + masked + " masked elements",
              s -> masked(s, 5, masked, 1.01),
              s -> masked(s, 5, masked, 1)));
    }
    cases.addAll(
        Twins.of(
            "logsumexp of 300, some masked, each element alone",
            s -> masked(s, 300, 40, 1.01).with(check -> check.mode(Mode.FULL)),
            s -> masked(s, 300, 40, 1).with(check -> check.mode(Mode.FULL))));
    cases.addAll(
        Twins.of(
            "logsumexp of 5,000, some masked",
            s -> masked(s, 5000, 40, 1.01).with(check -> check.mode(Mode.PROJECTED)),
            s -> masked(s, 5000, 40, 1).with(check -> check.mode(Mode.PROJECTED))));
    cases.addAll(
        Twins.of(
            "a function that throws but at one side",
            s -> throwing(t -> t >= 1, t -> t * t, t -> 2.1 * t, Tensor.of(1.0, 1.5)),
            s -> throwing(t -> t >= 1, t -> t * t, t -> 2 * t, Tensor.of(1.0, 1.5))));
    return cases;
  }

  private static double root(double t) {
    return Math.sqrt((1 - t) * (1 + t));
  }

  private static Tensor edge(long seed, double near) {
    return Tensor.of(1 - near * (1 + 0.1 * Math.floorMod(seed, 7)), 0.25, -1 + near);
  }

  interface Domain {
    boolean has(double t);
  }

  private static Problem throwing(
      Domain domain, DoubleUnaryOperator f, DoubleUnaryOperator slope, Tensor x) {
    return Twins.map(
        t -> {
          if (!domain.has(t)) {
            throw new IllegalArgumentException("outside of the domain: " + t);
          }
          return f.applyAsDouble(t);
        },
        slope,
        x);
  }

  private static Problem likelihood(long seed, double near, double factor) {
    double first = near * (1 + 0.1 * Math.floorMod(seed, 5));
    return throwing(
        t -> t > 0 && t < 1,
        t -> 3 * Math.log(t) + 2 * Math.log1p(-t),
        t -> factor * (3 / t - 2 / (1 - t)),
        Tensor.of(first, 0.4, 1 - near));
  }

  private static Problem likelihoods(long seed, double factor) {
    Tensor x = Key.of(seed).uniform(new Spec(DType.FLOAT64, Shape.of(1200))).times(0.98).plus(0.01);
    return throwing(
        t -> t > 0 && t < 1,
        t -> 3 * Math.log(t) + 2 * Math.log1p(-t),
        t -> factor * (3 / t - 2 / (1 - t)),
        x);
  }

  /** The factor of [[a, b], [b, c]], which exists where a c is larger than b^2. */
  private static Problem cholesky(long seed, double near, double factor) {
    double b = 0.6 + 0.01 * Math.floorMod(seed, 9);
    return Twins.vector(
        v -> {
          double rest = v[2] - v[1] * v[1] / v[0];
          if (!(v[0] > 0 && rest > 0)) {
            throw new ArithmeticException("cholesky: the matrix is not positive definite");
          }
          return new double[] {Math.sqrt(v[0]), v[1] / Math.sqrt(v[0]), Math.sqrt(rest)};
        },
        (v, d) -> {
          double root = Math.sqrt(v[0]);
          double last = Math.sqrt(v[2] - v[1] * v[1] / v[0]);
          return new double[] {
            d[0] / (2 * root)
                - d[1] * v[1] / (2 * v[0] * root)
                + d[2] * v[1] * v[1] / (v[0] * v[0]) / (2 * last),
            d[1] / root - factor * d[2] * v[1] / v[0] / last,
            d[2] / (2 * last)
          };
        },
        Tensor.of(1.0, b, b * b + near));
  }

  private static Problem masked(long seed, int size, int masked, double factor) {
    double[] x = normal(seed, size).toDoubleArray();
    for (int i = 0; i < masked; i++) {
      x[i * (size / masked)] = Double.NEGATIVE_INFINITY;
    }
    return Twins.vector(
        v -> {
          double top = Arrays.stream(v).max().getAsDouble();
          double sum = Arrays.stream(v).map(t -> Math.exp(t - top)).sum();
          return new double[] {top + Math.log(sum)};
        },
        (v, d) -> {
          double top = Arrays.stream(v).max().getAsDouble();
          double sum = Arrays.stream(v).map(t -> Math.exp(t - top)).sum();
          return Arrays.stream(v).map(t -> factor * Math.exp(t - top) / sum * d[0]).toArray();
        },
        Twins.wrapped(x));
  }
}
