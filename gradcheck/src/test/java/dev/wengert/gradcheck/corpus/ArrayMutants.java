package dev.wengert.gradcheck.corpus;

import static dev.wengert.gradcheck.corpus.Functions.normal;

import dev.wengert.Autodiff;
import dev.wengert.Tensor;
import dev.wengert.gradcheck.Verdict;
import java.util.List;
import java.util.function.Function;

/** Gathers, convolutions and pools written over arrays, with wrong index arithmetic backward. */
final class ArrayMutants {

  private static final int[] ROWS = {2, 0, 2, 3, 0};
  private static final int WIDTH = 3;
  private static final int STRIDE = 2;
  private static final int PADDING = 1;

  private ArrayMutants() {}

  static List<Case> all() {
    return List.of(
        wrong("embedding: duplicate rows overwrite", ArrayMutants::embedding),
        wrong("convolution: kernel flipped", s -> convolution(s, true, 0, 0)),
        wrong("convolution: stride off by one", s -> convolution(s, false, 1, 0)),
        wrong("convolution: padding off by one", s -> convolution(s, false, 0, 1)),
        wrong("max-pool: the wrong winner", ArrayMutants::maxPool));
  }

  private static Case wrong(String name, java.util.function.LongFunction<Problem> problem) {
    return Case.mutant(name, problem, Verdict.WRONG);
  }

  private static Problem embedding(long seed) {
    return Problem.of(
        in -> {
          double[] table = in.get(0).toDoubleArray();
          double[] rows = new double[ROWS.length * WIDTH];
          for (int i = 0; i < ROWS.length; i++) {
            System.arraycopy(table, ROWS[i] * WIDTH, rows, i * WIDTH, WIDTH);
          }
          return Tensor.wrap(rows, ROWS.length, WIDTH);
        },
        (in, out, d) -> {
          double[] pulled = new double[in.get(0).size()];
          double[] cotangent = d.toDoubleArray();
          for (int i = 0; i < ROWS.length; i++) {
            System.arraycopy(cotangent, i * WIDTH, pulled, ROWS[i] * WIDTH, WIDTH);
          }
          return List.of(Tensor.wrap(pulled, 4, WIDTH));
        },
        normal(seed, 4, WIDTH));
  }

  /** A cross-correlation over one axis whose backward pass can be off in three ways. */
  private static Problem convolution(long seed, boolean flip, int stride, int padding) {
    Function<List<Tensor>, Tensor> forward =
        in -> {
          double[] x = in.get(0).toDoubleArray();
          double[] w = in.get(1).toDoubleArray();
          double[] y = new double[5];
          for (int i = 0; i < y.length; i++) {
            for (int k = 0; k < w.length; k++) {
              int at = i * STRIDE + k - PADDING;
              y[i] += at < 0 || at >= x.length ? 0 : w[k] * x[at];
            }
          }
          return Tensor.wrap(y, y.length);
        };
    Autodiff.CustomPullback pullback =
        (in, out, d) -> {
          double[] x = in.get(0).toDoubleArray();
          double[] w = in.get(1).toDoubleArray();
          double[] dy = d.toDoubleArray();
          double[] dx = new double[x.length];
          double[] dw = new double[w.length];
          for (int i = 0; i < dy.length; i++) {
            for (int k = 0; k < w.length; k++) {
              int at = i * STRIDE + k - PADDING;
              if (at >= 0 && at < x.length) {
                dw[k] += dy[i] * x[at];
              }
              int wrong = i * (STRIDE - stride) + k - (PADDING - padding);
              if (wrong >= 0 && wrong < x.length) {
                dx[wrong] += dy[i] * w[flip ? w.length - 1 - k : k];
              }
            }
          }
          return List.of(Tensor.wrap(dx, dx.length), Tensor.wrap(dw, dw.length));
        };
    return Problem.of(forward, pullback, normal(seed, 9), normal(seed + 1, 3)).named("x", "w");
  }

  private static Problem maxPool(long seed) {
    return Problem.of(
        in -> {
          double[] x = in.get(0).toDoubleArray();
          double[] y = new double[x.length / 2];
          for (int i = 0; i < y.length; i++) {
            y[i] = Math.max(x[2 * i], x[2 * i + 1]);
          }
          return Tensor.wrap(y, y.length);
        },
        (in, out, d) -> {
          double[] x = in.get(0).toDoubleArray();
          double[] dy = d.toDoubleArray();
          double[] dx = new double[x.length];
          for (int i = 0; i < dy.length; i++) {
            dx[x[2 * i] > x[2 * i + 1] ? 2 * i + 1 : 2 * i] = dy[i];
          }
          return List.of(Tensor.wrap(dx, dx.length));
        },
        normal(seed, 8));
  }
}
