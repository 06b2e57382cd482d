package dev.wengert.kernel;

import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;

/**
 * The kernel of matrix products: {@code C[b] = op(A[b]) op(B[b])} for each b of the leading axes.
 *
 * <p>The operands have the same leading axes. A transposed operand is read as it lies; nothing is
 * copied to transpose it.
 *
 * @param transposeA whether op(A) is the transpose of the stored A
 * @param transposeB whether op(B) is the transpose of the stored B
 */
public record Gemm(boolean transposeA, boolean transposeB) implements Kernel {

  @Override
  public Buffer[] run(Buffer[] inputs, Spec[] results) {
    Buffer a = Elements.contiguous(inputs[0]);
    Buffer b = Elements.contiguous(inputs[1]);
    Buffer c = Buffer.allocate(results[0]);
    Shape shape = c.shape();
    int m = shape.side(-2);
    int n = shape.side(-1);
    int k = a.shape().side(transposeA ? -2 : -1);
    int products = m * n == 0 ? 0 : shape.size() / (m * n);
    for (int i = 0; i < products; i++) {
      if (c.dtype() == DType.FLOAT32) {
        multiply(a.floats(), i * m * k, b.floats(), i * k * n, c.floats(), i * m * n, m, n, k);
      } else {
        multiply(a.doubles(), i * m * k, b.doubles(), i * k * n, c.doubles(), i * m * n, m, n, k);
      }
    }
    return new Buffer[] {c};
  }

  private void multiply(
      double[] a, int atA, double[] b, int atB, double[] c, int atC, int m, int n, int k) {
    for (int i = 0; i < m; i++) {
      for (int p = 0; p < k && !transposeB; p++) {
        double x = a[atA + (transposeA ? p * m + i : i * k + p)];
        int from = atB + p * n;
        int into = atC + i * n;
        for (int j = 0; j < n; j++) {
          c[into + j] += x * b[from + j];
        }
      }
      for (int j = 0; j < n && transposeB; j++) {
        int stepA = transposeA ? m : 1;
        int fromA = atA + (transposeA ? i : i * k);
        int fromB = atB + j * k;
        double even = 0;
        double odd = 0;
        int p = 0;
        for (; p + 1 < k; p += 2) {
          even += a[fromA + p * stepA] * b[fromB + p];
          odd += a[fromA + (p + 1) * stepA] * b[fromB + p + 1];
        }
        c[atC + i * n + j] = even + odd + (p < k ? a[fromA + p * stepA] * b[fromB + p] : 0);
      }
    }
  }

  private void multiply(
      float[] a, int atA, float[] b, int atB, float[] c, int atC, int m, int n, int k) {
    for (int i = 0; i < m; i++) {
      for (int p = 0; p < k && !transposeB; p++) {
        float x = a[atA + (transposeA ? p * m + i : i * k + p)];
        int from = atB + p * n;
        int into = atC + i * n;
        for (int j = 0; j < n; j++) {
          c[into + j] += x * b[from + j];
        }
      }
      for (int j = 0; j < n && transposeB; j++) {
        int stepA = transposeA ? m : 1;
        int fromA = atA + (transposeA ? i : i * k);
        int fromB = atB + j * k;
        float even = 0;
        float odd = 0;
        int p = 0;
        for (; p + 1 < k; p += 2) {
          even += a[fromA + p * stepA] * b[fromB + p];
          odd += a[fromA + (p + 1) * stepA] * b[fromB + p + 1];
        }
        c[atC + i * n + j] = even + odd + (p < k ? a[fromA + p * stepA] * b[fromB + p] : 0);
      }
    }
  }
}
