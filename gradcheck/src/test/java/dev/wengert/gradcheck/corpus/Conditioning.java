package dev.wengert.gradcheck.corpus;

import static dev.wengert.gradcheck.corpus.Functions.EXP;
import static dev.wengert.gradcheck.corpus.Functions.LOG;
import static dev.wengert.gradcheck.corpus.Functions.MAX;
import static dev.wengert.gradcheck.corpus.Functions.RELU;
import static dev.wengert.gradcheck.corpus.Functions.TANH;
import static dev.wengert.gradcheck.corpus.Functions.normal;
import static dev.wengert.gradcheck.corpus.Functions.normalized;
import static dev.wengert.gradcheck.corpus.Functions.square;

import dev.wengert.Sum;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import java.util.ArrayList;
import java.util.List;

/** Derivatives that rounding moves further than one expects, and the errors beside them. */
final class Conditioning {

  private Conditioning() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    for (int order : new int[] {2, 3, 4, 6, 8, 10, 12}) {
      cases.addAll(
          Twins.hard(
              "solve with a Hilbert matrix of order " + order + " by b",
              s -> solve(s, order, 1.1),
              s -> solve(s, order, 1)));
    }
    for (double apart : new double[] {1e-2, 1e-4, 1e-8}) {
      cases.addAll(
          Twins.hard(
              "inverse of a matrix " + apart + " from singular",
              s -> inverse(s, apart, 1.1),
              s -> inverse(s, apart, 1)));
    }
    for (double scale : new double[] {1e-310, 1e-319}) {
      cases.addAll(
          Twins.hard("tanh times " + scale, s -> tiny(s, scale, 2), s -> tiny(s, scale, 1)));
    }
    cases.addAll(List.of(biasBeforeBatchNorm(false), biasBeforeBatchNorm(true)));
    cases.add(
        Twins.hardRight(
            "float32 bias before BatchNorm in forward mode",
            s -> {
              Tensor x = normal(s, 8, 3).to(DType.FLOAT32);
              return Problem.of(
                      in -> normalized(x.plus(in.get(0)), 0, 1e-5),
                      normal(s + 2, 3).to(DType.FLOAT32))
                  .with(check -> check.forwardMode().expectZero("x"));
            }));
    cases.add(
        Twins.hardRight(
            "shift of a softmax in forward mode",
            s ->
                Problem.of(
                        in -> Functions.softmax(normal(s, 4, 5).plus(in.get(0))),
                        normal(s + 1, 4, 1))
                    .with(check -> check.forwardMode())));
    for (double near : new double[] {1e-4, 1e-3}) {
      cases.add(
          Twins.hardRight(
              "float32 relu at " + near + " beside larger numbers, summed up",
              s -> {
                double[] x = normal(s, 12).toDoubleArray();
                x[2] = near;
                x[5] = -near;
                return Problem.of(
                    in -> Sum.of(RELU.apply(in.get(0)), false),
                    Tensor.wrap(x, 12).to(DType.FLOAT32));
              }));
      cases.add(
          Twins.hardRight(
              "float32 relu network with a unit at " + near,
              s -> {
                Tensor x = normal(s, 9, 4).to(DType.FLOAT32);
                Tensor nudge = Tensor.of(near, -near, 0.1).to(DType.FLOAT32);
                return Problem.of(
                    in -> {
                      Tensor z = x.matmul(in.get(0)).plus(in.get(1));
                      return Sum.of(square(RELU.apply(z)), false);
                    },
                    normal(s + 1, 4, 3).times(1e-3).to(DType.FLOAT32),
                    nudge);
              }));
    }
    for (double p : new double[] {0, 1e-13, 1e-12, 5e-12}) {
      cases.add(
          Twins.hardRight(
              "log(max(p, 1e-12)) at " + p,
              s ->
                  Problem.of(
                      in -> LOG.apply(MAX.apply(in.get(0), Tensor.scalar(1e-12))).unaryMinus(),
                      Tensor.of(p, 0.3, 0.01))));
    }
    cases.addAll(
        Twins.hard(
            "a difference of two exponentials that nearly cancel",
            s -> cancelling(s, 1.5),
            s -> cancelling(s, 1)));
    return cases;
  }

  private static Case biasBeforeBatchNorm(boolean declared) {
    return Twins.hardRight(
        "bias before BatchNorm in forward mode" + (declared ? ", declared zero" : ""),
        s -> {
          Tensor x = normal(s, 8, 3);
          return Problem.of(
                  in ->
                      TANH.apply(
                          normalized(x.matmul(in.get(0)).plus(in.get(1)), 0, 1e-5)
                              .times(in.get(2))),
                  normal(s + 1, 3, 4),
                  s % 2 == 0 ? Tensor.zeros(DType.FLOAT64, 4) : normal(s + 2, 4),
                  normal(s + 3, 4))
              .with(check -> declared ? check.forwardMode().expectZero("x1") : check.forwardMode());
        });
  }

  private static Problem tiny(long seed, double scale, double factor) {
    return Twins.map(
        t -> Math.tanh(t) * scale,
        t -> (1 - Math.tanh(t) * Math.tanh(t)) * scale * factor,
        normal(seed, 3).times(0.5));
  }

  /** Solves by elimination with pivots, the matrix or its transpose. */
  static double[] solve(double[][] matrix, double[] right, boolean transposed) {
    int n = right.length;
    double[][] a = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        a[i][j] = transposed ? matrix[j][i] : matrix[i][j];
      }
    }
    double[] x = right.clone();
    for (int k = 0; k < n; k++) {
      int pivot = k;
      for (int i = k + 1; i < n; i++) {
        pivot = Math.abs(a[i][k]) > Math.abs(a[pivot][k]) ? i : pivot;
      }
      double[] row = a[k];
      a[k] = a[pivot];
      a[pivot] = row;
      double value = x[k];
      x[k] = x[pivot];
      x[pivot] = value;
      for (int i = k + 1; i < n; i++) {
        double factor = a[i][k] / a[k][k];
        for (int j = k; j < n; j++) {
          a[i][j] -= factor * a[k][j];
        }
        x[i] -= factor * x[k];
      }
    }
    for (int i = n - 1; i >= 0; i--) {
      for (int j = i + 1; j < n; j++) {
        x[i] -= a[i][j] * x[j];
      }
      x[i] /= a[i][i];
    }
    return x;
  }

  private static Problem solve(long seed, int n, double factor) {
    double[][] hilbert = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        // Not symmetric, so that the transpose is eliminated in another order.
        hilbert[i][j] = 1.0 / (i + j + 1) * (1 + 0.01 * i);
      }
    }
    return Twins.vector(
        b -> solve(hilbert, b, false),
        (b, d) -> {
          double[] pulled = solve(hilbert, d, true);
          for (int i = 0; i < n; i++) {
            pulled[i] *= factor;
          }
          return pulled;
        },
        normal(seed, n));
  }

  private static double[][] inverse(double[] v) {
    int n = (int) Math.sqrt(v.length);
    double[][] a = new double[n][n];
    for (int i = 0; i < v.length; i++) {
      a[i / n][i % n] = v[i];
    }
    double[][] inverse = new double[n][n];
    for (int j = 0; j < n; j++) {
      double[] unit = new double[n];
      unit[j] = 1;
      double[] column = solve(a, unit, false);
      for (int i = 0; i < n; i++) {
        inverse[i][j] = column[i];
      }
    }
    return inverse;
  }

  /** A matrix whose last row is nearly the sum of the others. */
  private static Problem inverse(long seed, double apart, double factor) {
    int n = 3;
    double[] v = normal(seed, n, n).toDoubleArray();
    for (int j = 0; j < n; j++) {
      v[6 + j] = v[j] + v[3 + j] + apart * v[6 + j];
    }
    return Twins.vector(
        a -> {
          double[][] inverse = inverse(a);
          double[] flat = new double[n * n];
          for (int i = 0; i < n * n; i++) {
            flat[i] = inverse[i / n][i % n];
          }
          return flat;
        },
        (a, d) -> {
          double[][] inverse = inverse(a);
          double[] pulled = new double[n * n];
          for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
              for (int k = 0; k < n; k++) {
                for (int l = 0; l < n; l++) {
                  pulled[i * n + j] -= factor * inverse[k][i] * d[k * n + l] * inverse[j][l];
                }
              }
            }
          }
          return pulled;
        },
        Tensor.wrap(v, n, n));
  }

  private static Problem cancelling(long seed, double factor) {
    return Problem.of(
        in -> EXP.apply(in.get(0)).minus(EXP.apply(in.get(0).times(1 - 1e-9))).times(1e9),
        (in, out, d) -> {
          Tensor x = in.get(0);
          return List.of(
              EXP.apply(x)
                  .minus(EXP.apply(x.times(1 - 1e-9)).times(1 - 1e-9))
                  .times(1e9 * factor)
                  .times(d));
        },
        normal(seed, 4));
  }
}
