package dev.wengert.cpu.gemm;

import dev.wengert.cpu.machine.Fma;
import dev.wengert.cpu.machine.Retyped;
import java.util.Arrays;

/** Written for float; the form of double is this class {@link Retyped}. */
final class FloatDirectLoops implements DirectLoops {

  @Override
  public void add(Matrix first, Matrix second, Matrix product, Object working) {
    float[] a = (float[]) first.array();
    float[] b = (float[]) second.array();
    float[] c = (float[]) product.array();
    int downA = first.down();
    int rightA = first.right();
    int downB = second.down();
    int rightB = second.right();
    int offsetB = second.offset();
    int n = product.columns();
    int k = first.columns();
    float[] sums = (float[]) working;
    for (int i = 0; i < product.rows(); i++) {
      int rowA = first.offset() + i * downA;
      int rowC = product.offset() + i * product.stride();
      for (int from = 0; from < k; from += JavaBlas.DEPTH) {
        int to = Math.min(k, from + JavaBlas.DEPTH);
        if (rightB == 1) {
          Arrays.fill(sums, 0, n, 0f);
          for (int p = from; p < to; p++) {
            float x = a[rowA + p * rightA];
            int rowB = offsetB + p * downB;
            for (int j = 0; j < n; j++) {
              sums[j] = Fma.of(x, b[rowB + j], sums[j]);
            }
          }
        } else {
          for (int j = 0; j < n; j++) {
            int columnB = offsetB + j * rightB;
            float sum = 0;
            for (int p = from; p < to; p++) {
              sum = Fma.of(a[rowA + p * rightA], b[columnB + p * downB], sum);
            }
            sums[j] = sum;
          }
        }
        for (int j = 0; j < n; j++) {
          c[rowC + j] += sums[j];
        }
      }
    }
  }

  /** 0 times a number is 0 if it is finite, else NaN; four sums do not wait for each other. */
  @Override
  public boolean isFinite(Object numbers, int offset, int n) {
    float[] x = (float[]) numbers;
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    int end = offset + n;
    int i = offset;
    for (; i + 3 < end; i += 4) {
      a += x[i] * 0;
      b += x[i + 1] * 0;
      c += x[i + 2] * 0;
      d += x[i + 3] * 0;
    }
    for (; i < end; i++) {
      a += x[i] * 0;
    }
    return a + b + c + d == 0;
  }
}
