package dev.wengert.gradcheck.corpus;

import static dev.wengert.gradcheck.corpus.Functions.normal;

import dev.wengert.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Outputs that count, round or pick, beside outputs that are smooth. */
final class Discrete {

  private Discrete() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    for (double error : new double[] {1e-3, 0.1, -1.9}) {
      cases.addAll(
          Twins.of(
              "largest value and its place, off by " + error,
              s -> largest(s, 1 + error),
              s -> largest(s, 1)));
      cases.addAll(
          Twins.of(
              "values beside themselves rounded, off by " + error,
              s -> rounded(s, 10, 1 + error),
              s -> rounded(s, 10, 1)));
      cases.addAll(
          Twins.of(
              "values beside themselves in hundredths, off by " + error,
              s -> rounded(s, 100, 1 + error),
              s -> rounded(s, 100, 1)));
      cases.addAll(
          Twins.of(
              "values beside a count of the positive, off by " + error,
              s -> counted(s, 4, 1 + error),
              s -> counted(s, 4, 1)));
      cases.addAll(
          Twins.of(
              "1,200 values beside a count of the positive, off by " + error,
              s -> counted(s, 1200, 1 + error),
              s -> counted(s, 1200, 1)));
      cases.addAll(
          Twins.of(
              "values, signs and floors, off by " + error,
              s -> signs(s, 1 + error),
              s -> signs(s, 1)));
    }
    return cases;
  }

  private static Problem largest(long seed, double factor) {
    return Twins.vector(
        v -> {
          int at = argmax(v);
          return new double[] {Math.sin(v[at]), at};
        },
        (v, d) -> {
          double[] pulled = new double[v.length];
          pulled[argmax(v)] = Math.cos(v[argmax(v)]) * d[0] * factor;
          return pulled;
        },
        normal(seed, 5));
  }

  private static int argmax(double[] v) {
    int at = 0;
    for (int i = 1; i < v.length; i++) {
      at = v[i] > v[at] ? i : at;
    }
    return at;
  }

  private static Problem rounded(long seed, double grains, double factor) {
    return Twins.vector(
        v -> {
          double[] out = new double[2 * v.length];
          for (int i = 0; i < v.length; i++) {
            out[i] = Math.tanh(v[i]);
            out[v.length + i] = Math.rint(grains * v[i]);
          }
          return out;
        },
        (v, d) -> tanh(v, d, factor),
        normal(seed, 4));
  }

  private static double[] tanh(double[] v, double[] d, double factor) {
    double[] pulled = new double[v.length];
    for (int i = 0; i < v.length; i++) {
      pulled[i] = (1 - Math.tanh(v[i]) * Math.tanh(v[i])) * d[i] * factor;
    }
    return pulled;
  }

  private static Problem counted(long seed, int size, double factor) {
    Tensor x = normal(seed, size);
    return Twins.vector(
        v -> {
          double[] out = new double[v.length + 1];
          for (int i = 0; i < v.length; i++) {
            out[i] = Math.tanh(v[i]);
            out[v.length] += v[i] > 0 ? 1 : 0;
          }
          return out;
        },
        (v, d) -> tanh(v, d, factor),
        x);
  }

  private static Problem signs(long seed, double factor) {
    return Twins.vector(
        v -> {
          double[] out = new double[3 * v.length];
          for (int i = 0; i < v.length; i++) {
            out[i] = Math.tanh(v[i]);
            out[v.length + i] = Math.signum(v[i]);
            out[2 * v.length + i] = Math.floor(1000 * v[i]) / 1000;
          }
          return out;
        },
        (v, d) -> tanh(v, d, factor),
        normal(seed, 4));
  }
}
