package dev.wengert.ops;

/**
 * Gaussian elimination with row exchanges: {@code P A = L U}, in double precision.
 *
 * <p>L (below the diagonal, which is 1) and U lie in one row-major array. A pivot that is no larger
 * than the rounding errors of its row counts as zero.
 */
final class Lu {

  private final int n;
  private final double[] lu;
  private final int[] rows;
  private boolean odd;
  private int zeroPivot = -1;

  private Lu(int n, double[] matrix) {
    this.n = n;
    this.lu = matrix;
    this.rows = new int[n];
  }

  /** Decomposes a matrix in place. */
  static Lu of(int n, double[] matrix) {
    Lu result = new Lu(n, matrix);
    result.decompose();
    return result;
  }

  private void decompose() {
    double[] scale = new double[n];
    for (int i = 0; i < n; i++) {
      rows[i] = i;
      for (int j = 0; j < n; j++) {
        scale[i] = Math.max(scale[i], Math.abs(lu[i * n + j]));
      }
    }
    for (int k = 0; k < n; k++) {
      int pivot = k;
      for (int i = k + 1; i < n; i++) {
        if (Math.abs(lu[i * n + k]) > Math.abs(lu[pivot * n + k])) {
          pivot = i;
        }
      }
      exchange(k, pivot);
      if (zeroPivot < 0 && Math.abs(lu[k * n + k]) <= n * Math.ulp(scale[rows[k]])) {
        zeroPivot = k;
      }
      if (lu[k * n + k] == 0) {
        continue;
      }
      for (int i = k + 1; i < n; i++) {
        double factor = lu[i * n + k] /= lu[k * n + k];
        for (int j = k + 1; factor != 0 && j < n; j++) {
          lu[i * n + j] -= factor * lu[k * n + j];
        }
      }
    }
  }

  private void exchange(int a, int b) {
    if (a == b) {
      return;
    }
    odd = !odd;
    int row = rows[a];
    rows[a] = rows[b];
    rows[b] = row;
    for (int j = 0; j < n; j++) {
      double value = lu[a * n + j];
      lu[a * n + j] = lu[b * n + j];
      lu[b * n + j] = value;
    }
  }

  /** Returns the first pivot that is zero, or -1 if the matrix is not singular. */
  int zeroPivot() {
    return zeroPivot;
  }

  /** Returns the product of the pivots, with the sign of the row exchanges. */
  double determinant() {
    double product = odd ? -1 : 1;
    for (int k = 0; k < n; k++) {
      product *= lu[k * n + k];
    }
    return product;
  }

  /** Returns the sign of the determinant: -1, 0 or 1. */
  double sign() {
    double sign = odd ? -1 : 1;
    for (int k = 0; k < n; k++) {
      sign *= Math.signum(lu[k * n + k]);
    }
    return sign;
  }

  /** Returns the logarithm of the determinant's absolute value. */
  double logAbsDeterminant() {
    double sum = 0;
    for (int k = 0; k < n; k++) {
      sum += Math.log(Math.abs(lu[k * n + k]));
    }
    return sum;
  }

  /** Returns x with {@code A x = b} for each of m columns. */
  double[] solve(double[] b, int m) {
    double[] x = new double[n * m];
    for (int i = 0; i < n; i++) {
      System.arraycopy(b, rows[i] * m, x, i * m, m);
      for (int k = 0; k < i; k++) {
        subtract(x, i, k, lu[i * n + k], m);
      }
    }
    for (int i = n - 1; i >= 0; i--) {
      for (int k = i + 1; k < n; k++) {
        subtract(x, i, k, lu[i * n + k], m);
      }
      for (int j = 0; j < m; j++) {
        x[i * m + j] /= lu[i * n + i];
      }
    }
    return x;
  }

  private static void subtract(double[] x, int row, int other, double factor, int m) {
    for (int j = 0; j < m; j++) {
      x[row * m + j] -= factor * x[other * m + j];
    }
  }
}
