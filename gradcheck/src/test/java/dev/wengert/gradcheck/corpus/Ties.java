package dev.wengert.gradcheck.corpus;

import static dev.wengert.gradcheck.corpus.Functions.MAX;
import static dev.wengert.gradcheck.corpus.Functions.TANH;
import static dev.wengert.gradcheck.corpus.Functions.normal;

import dev.wengert.Sum;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Elements that tie in a maximum, each of which gets the whole cotangent: each alone lies between
 * both sides, all together are too much.
 */
final class Ties {

  private Ties() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    cases.addAll(
        Twins.of(
            "maximum of two arguments that tie", s -> maximum(s, 1, 1), s -> maximum(s, 1, 0)));
    cases.add(Twins.right("maximum of two arguments that share", s -> maximum(s, 0.5, 0.5)));
    cases.addAll(
        Twins.of(
            "minimum of two arguments that tie", s -> minimum(s, 1, 1), s -> minimum(s, 0.5, 0.5)));
    cases.addAll(
        Twins.of(
            "maximum of two arguments that tie, their sum",
            s -> maximumSummed(s, 1, 1),
            s -> maximumSummed(s, 0, 1)));
    for (int places = 2; places <= 5; places += 3) {
      int ties = places;
      cases.addAll(
          Twins.of(
              "largest of a row with " + ties + " ties",
              s -> rows(s, ties, Winner.ALL),
              s -> rows(s, ties, Winner.FIRST)));
      cases.add(
          Twins.right("largest of a row, shared by " + ties, s -> rows(s, ties, Winner.SHARED)));
      cases.addAll(
          Twins.of(
              "norm of rows, one of " + ties + " zeros",
              s -> norms(s, ties, 1),
              s -> norms(s, ties, 0)));
    }
    cases.addAll(
        Twins.of(
            "largest of all, some tie",
            s -> largest(s, Winner.ALL),
            s -> largest(s, Winner.FIRST)));
    cases.addAll(
        Twins.of(
            "max-pool of rounded values",
            s -> pooled(s, 12, Winner.ALL),
            s -> pooled(s, 12, Winner.FIRST)));
    cases.addAll(
        Twins.of(
            "max-pool of zeros",
            s -> pooledZeros(s, 8, Winner.ALL),
            s -> pooledZeros(s, 8, Winner.SHARED)));
    cases.addAll(
        Twins.of(
            "max-pool of 40 x 40 rounded values",
            s -> pooled(s, 40, Winner.ALL),
            s -> pooled(s, 40, Winner.FIRST)));
    cases.addAll(Twins.of("median with ties", s -> median(s, true), s -> median(s, false)));
    cases.addAll(Twins.of("the three largest, with ties", s -> top(s, true), s -> top(s, false)));
    return cases;
  }

  private enum Winner {
    ALL,
    FIRST,
    SHARED
  }

  private static Problem maximum(long seed, double first, double second) {
    Tensor x = normal(seed, 6);
    double[] y = normal(seed + 1, 6).toDoubleArray();
    y[1] = x.toDoubleArray()[1];
    y[4] = x.toDoubleArray()[4];
    return Problem.of(
        in -> MAX.apply(in.get(0), in.get(1)),
        (in, out, d) -> {
          Tensor tie = in.get(0).eq(in.get(1)).to(DType.FLOAT64);
          return List.of(
              in.get(0).gt(in.get(1)).to(DType.FLOAT64).plus(tie.times(first)).times(d),
              in.get(1).gt(in.get(0)).to(DType.FLOAT64).plus(tie.times(second)).times(d));
        },
        x,
        Tensor.wrap(y, 6));
  }

  private static Problem maximumSummed(long seed, double first, double second) {
    Problem problem = maximum(seed, first, second);
    return new Problem(
        in -> Sum.of(TANH.apply(problem.function().apply(in)), false),
        problem.names(),
        problem.inputs(),
        problem.options());
  }

  private static Problem minimum(long seed, double first, double second) {
    Problem problem = maximum(seed, first, second);
    return new Problem(
        in ->
            problem
                .function()
                .apply(List.of(in.get(0).unaryMinus(), in.get(1).unaryMinus()))
                .unaryMinus(),
        problem.names(),
        problem.inputs(),
        problem.options());
  }

  /** Gives the cotangent of a maximum over some places to its winners. */
  private static void award(
      double[] x, int[] places, double cotangent, Winner winner, double[] pulled) {
    double largest = Double.NEGATIVE_INFINITY;
    int ties = 0;
    for (int i : places) {
      ties = x[i] > largest ? 1 : ties + (x[i] == largest ? 1 : 0);
      largest = Math.max(largest, x[i]);
    }
    for (int i : places) {
      if (x[i] == largest) {
        pulled[i] += winner == Winner.SHARED ? cotangent / ties : cotangent;
        if (winner == Winner.FIRST) {
          return;
        }
      }
    }
  }

  private static Problem maxima(int[][] windows, Winner winner, Tensor x) {
    return Twins.vector(
        v -> {
          double[] result = new double[windows.length];
          for (int w = 0; w < windows.length; w++) {
            result[w] = Arrays.stream(windows[w]).mapToDouble(i -> v[i]).max().getAsDouble();
          }
          return result;
        },
        (v, d) -> {
          double[] pulled = new double[v.length];
          for (int w = 0; w < windows.length; w++) {
            award(v, windows[w], d[w], winner, pulled);
          }
          return pulled;
        },
        x);
  }

  private static Problem rows(long seed, int ties, Winner winner) {
    double[] x = normal(seed, 4, 6).toDoubleArray();
    for (int i = 0; i < ties; i++) {
      x[6 + i] = 2.5;
      x[18 + i] = 1.25 + 4;
    }
    int[][] windows = new int[4][6];
    for (int i = 0; i < 24; i++) {
      windows[i / 6][i % 6] = i;
    }
    return maxima(windows, winner, Tensor.wrap(x, 4, 6));
  }

  private static Problem largest(long seed, Winner winner) {
    double[] x = normal(seed, 9).toDoubleArray();
    x[2] = 4.5;
    x[5] = 4.5;
    x[8] = 4.5;
    return maxima(new int[][] {{0, 1, 2, 3, 4, 5, 6, 7, 8}}, winner, Tensor.wrap(x, 9));
  }

  private static int[][] windows(int side) {
    int[][] windows = new int[side * side / 4][];
    for (int w = 0; w < windows.length; w++) {
      int at = w / (side / 2) * 2 * side + w % (side / 2) * 2;
      windows[w] = new int[] {at, at + 1, at + side, at + side + 1};
    }
    return windows;
  }

  private static Problem pooled(long seed, int side, Winner winner) {
    double[] x = Twins.map(normal(seed, side, side), t -> Math.rint(4 * t) / 4).toDoubleArray();
    x[0] = 4; // at least two tie
    x[1] = 4;
    return maxima(windows(side), winner, Tensor.wrap(x, side, side));
  }

  private static Problem pooledZeros(long seed, int side, Winner winner) {
    double[] x = Twins.map(normal(seed, side, side), t -> Math.max(0, t - 0.7)).toDoubleArray();
    Arrays.fill(x, 0, 2 * side, 0); // at least a row of windows ties
    return maxima(windows(side), winner, Tensor.wrap(x, side, side));
  }

  /** Norms of rows, the last of which is zero, where the derivative is a vector of one number. */
  private static Problem norms(long seed, int columns, double atZero) {
    double[] x = normal(seed, 3, columns).toDoubleArray();
    Arrays.fill(x, 2 * columns, 3 * columns, 0);
    return Twins.vector(
        v -> {
          double[] norms = new double[3];
          for (int i = 0; i < v.length; i++) {
            norms[i / columns] += v[i] * v[i];
          }
          return Arrays.stream(norms).map(Math::sqrt).toArray();
        },
        (v, d) -> {
          double[] norms = new double[3];
          for (int i = 0; i < v.length; i++) {
            norms[i / columns] += v[i] * v[i];
          }
          double[] pulled = new double[v.length];
          for (int i = 0; i < v.length; i++) {
            double norm = Math.sqrt(norms[i / columns]);
            pulled[i] = d[i / columns] * (norm == 0 ? atZero : v[i] / norm);
          }
          return pulled;
        },
        Tensor.wrap(x, 3, columns));
  }

  private static Problem median(long seed, boolean all) {
    double[] x = normal(seed, 7).toDoubleArray();
    double middle = Arrays.stream(x).sorted().toArray()[3];
    double next = Arrays.stream(x).sorted().toArray()[4];
    for (int i = 0; i < 7; i++) {
      x[i] = x[i] == next ? middle : x[i];
    }
    return Twins.vector(
        v -> new double[] {Arrays.stream(v).sorted().toArray()[3]},
        (v, d) -> {
          double median = Arrays.stream(v).sorted().toArray()[3];
          double[] pulled = new double[7];
          for (int i = 0; i < 7; i++) {
            if (v[i] == median) {
              pulled[i] = d[0];
              if (!all) {
                break;
              }
            }
          }
          return pulled;
        },
        Tensor.wrap(x, 7));
  }

  /** The three largest of eight, in order, the second and third of which tie. */
  private static Problem top(long seed, boolean all) {
    double[] x = normal(seed, 8).toDoubleArray();
    double[] sorted = Arrays.stream(x).sorted().toArray();
    for (int i = 0; i < 8; i++) {
      x[i] = x[i] == sorted[5] ? sorted[6] : x[i];
    }
    return Twins.vector(
        v -> {
          double[] up = Arrays.stream(v).sorted().toArray();
          return new double[] {up[7], up[6], up[5]};
        },
        (v, d) -> {
          double[] up = Arrays.stream(v).sorted().toArray();
          double[] pulled = new double[8];
          for (int k = 0; k < 3; k++) {
            for (int i = 0; i < 8; i++) {
              if (v[i] == up[7 - k] && (all || pulled[i] == 0)) {
                pulled[i] += d[k];
                if (!all) {
                  break;
                }
              }
            }
          }
          return pulled;
        },
        Tensor.wrap(x, 8));
  }
}
