package dev.wengert.gradcheck.corpus;

import static dev.wengert.gradcheck.corpus.Functions.TANH;
import static dev.wengert.gradcheck.corpus.Functions.normal;
import static dev.wengert.gradcheck.corpus.Functions.square;

import dev.wengert.Sum;
import dev.wengert.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Small derivatives beside large ones, and small parameters in large functions. */
final class Scales {

  private Scales() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    double[][] pairs = {{1e-6, 1e-8}, {1e-10, 1e-4}, {1e-3, 1e-7}, {1e-8, 1e-6}, {1e-12, 1e-3}};
    for (double[] pair : pairs) {
      double size = pair[0];
      double error = pair[1];
      cases.addAll(
          Twins.of(
              "tanh at " + size + " off by " + error,
              s -> tanh(s, size, 1 + error),
              s -> tanh(s, size, 1)));
      cases.addAll(
          Twins.hard(
              "a loss with a parameter of " + size + " off by " + error,
              s -> loss(s, size, 1 + error),
              s -> loss(s, size, 1)));
    }
    cases.addAll(
        Twins.of(
            "x^2 at 1e-20 beside 1e20",
            s -> squares(1, 1e-20, 1, 1e20),
            s -> squares(2, 1e-20, 1, 1e20)));
    for (double small : new double[] {1e-3, 1e-8, 1e-14}) {
      cases.addAll(
          Twins.of(
              "x^3 at " + small + " beside 1 and its reciprocal",
              s -> cubes(small, 2),
              s -> cubes(small, 3)));
    }
    cases.addAll(
        Twins.of(
            "softmax of one far below the others",
            s -> softmaxTail(s, 1.5),
            s -> softmaxTail(s, 1)));
    cases.addAll(
        Twins.of(
            "x^2 at 1e-8 beside 1e8",
            s -> squares(-2, 1e-8, 3, 1e8),
            s -> squares(2, 1e-8, 3, 1e8)));
    for (double slowest : new double[] {1e-4, 1e-10, 1e-18}) {
      cases.addAll(
          Twins.of(
              "the slowest of four rates, " + slowest,
              s -> rates(s, slowest, -1),
              s -> rates(s, slowest, 1)));
      cases.addAll(
          Twins.of(
              "one of five slopes is " + slowest,
              s -> slopes(s, slowest, 1.5),
              s -> slopes(s, slowest, 1)));
    }
    cases.addAll(
        Twins.of(
            "exponentials from e^-40 to e^20",
            s -> exponentials(s, 1.01),
            s -> exponentials(s, 1)));
    return cases;
  }

  private static Problem cubes(double small, double slope) {
    return Twins.vector(
        x -> new double[] {x[0] * x[0] * x[0], x[1] * x[1] * x[1], x[2] * x[2] * x[2]},
        (x, d) ->
            new double[] {
              slope * x[0] * x[0] * d[0], 3 * x[1] * x[1] * d[1], 3 * x[2] * x[2] * d[2]
            },
        Twins.wrapped(small, 1, 1 / small));
  }

  /** The derivative in an element of e^-30, which the others' rounding hides. */
  private static Problem softmaxTail(long seed, double factor) {
    double[] x = normal(seed, 4).toDoubleArray();
    x[0] = -30 + x[0];
    return Twins.vector(
        Scales::softmax,
        (v, d) -> {
          double[] y = softmax(v);
          double mean = 0;
          for (int i = 0; i < y.length; i++) {
            mean += y[i] * d[i];
          }
          double[] pulled = new double[y.length];
          for (int i = 0; i < y.length; i++) {
            pulled[i] = y[i] * (d[i] - mean) * (i == 0 ? factor : 1);
          }
          return pulled;
        },
        Twins.wrapped(x));
  }

  private static double[] softmax(double[] x) {
    double sum = 0;
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = Math.exp(x[i]);
      sum += y[i];
    }
    for (int i = 0; i < x.length; i++) {
      y[i] /= sum;
    }
    return y;
  }

  private static Problem tanh(long seed, double size, double factor) {
    return Twins.map(
        Math::tanh, t -> factor * (1 - Math.tanh(t) * Math.tanh(t)), normal(seed, 3).times(size));
  }

  /** Its slopes add up: what were left of them if they cancelled would hide the error. */
  private static Problem loss(long seed, double size, double factor) {
    Tensor x = square(normal(seed + 5, 10, 1));
    return Problem.of(
        in -> Sum.of(TANH.apply(x.times(in.get(0)).plus(x)), false).plus(1),
        (in, out, d) -> {
          Tensor bent = square(TANH.apply(x.times(in.get(0)).plus(x))).unaryMinus().plus(1);
          return List.of(Sum.of(bent.times(x), false, 0).times(d).times(factor));
        },
        normal(seed, 2).times(size));
  }

  private static Problem squares(double first, double... at) {
    return Twins.vector(
        v -> Arrays.stream(v).map(t -> t * t).toArray(),
        (v, d) -> {
          double[] pulled = new double[v.length];
          for (int i = 0; i < v.length; i++) {
            pulled[i] = (i == 0 ? first : 2) * v[i] * d[i];
          }
          return pulled;
        },
        Twins.wrapped(at));
  }

  /** What four reactions of very different rates leave after a while. */
  private static Problem rates(long seed, double slowest, double sign) {
    double[] rates = normal(seed, 4).times(0.1).plus(1).toDoubleArray();
    double[] scale = {1, 1e-2, slowest * 1e2, slowest};
    for (int i = 0; i < 4; i++) {
      rates[i] *= scale[i];
    }
    return Twins.vector(
        k -> Arrays.stream(k).map(r -> -Math.expm1(-r)).toArray(),
        (k, d) -> {
          double[] pulled = new double[4];
          for (int i = 0; i < 4; i++) {
            pulled[i] = Math.exp(-k[i]) * d[i] * scale[i] / slowest * (i == 3 ? sign : 1);
            pulled[i] *= slowest / scale[i];
          }
          return pulled;
        },
        Twins.wrapped(rates));
  }

  private static Problem slopes(long seed, double smallest, double factor) {
    double[] scale = {1, 1, 1e3, 1, smallest};
    return Twins.vector(
        v -> {
          double[] out = new double[5];
          for (int i = 0; i < 5; i++) {
            out[i] = scale[i] * Math.tanh(v[i]);
          }
          return out;
        },
        (v, d) -> {
          double[] pulled = new double[5];
          for (int i = 0; i < 5; i++) {
            double t = Math.tanh(v[i]);
            pulled[i] = scale[i] * (1 - t * t) * d[i] * (i == 4 ? factor : 1);
          }
          return pulled;
        },
        normal(seed, 5));
  }

  private static Problem exponentials(long seed, double factor) {
    double[] x = normal(seed, 4).toDoubleArray();
    x[0] -= 40;
    x[1] += 20;
    return Twins.vector(
        v -> Arrays.stream(v).map(Math::exp).toArray(),
        (v, d) -> {
          double[] pulled = new double[4];
          for (int i = 0; i < 4; i++) {
            pulled[i] = Math.exp(v[i]) * d[i] * (i == 0 ? factor : 1);
          }
          return pulled;
        },
        Twins.wrapped(x));
  }
}
