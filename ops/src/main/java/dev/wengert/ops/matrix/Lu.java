package dev.wengert.ops.matrix;

/**
 * Gaussian elimination with row exchanges: {@code P A = L U}, in double precision.
 *
 * <p>First the columns and then the rows are scaled by powers of 2, which rounds nothing, so that
 * the largest element of each row is from 1/2 to 1. A pivot of the scaled matrix that is no larger
 * than n times the distance between doubles at 1 counts as zero: so a matrix is singular or not in
 * whatever units its rows and columns are given.
 *
 * <p>L (below the diagonal, which is 1) and U lie in one row-major array.
 */
final class Lu {

  private final int n;
  private final double[] lu;
  private final int[] rows;

  /** The exponents of the powers of 2 that were taken out of rows and columns. */
  private final int[] rowScale;

  private final int[] columnScale;
  private boolean odd;
  private int zeroPivot = -1;

  private Lu(int n, double[] matrix) {
    this.n = n;
    this.lu = matrix;
    this.rows = new int[n];
    this.rowScale = new int[n];
    this.columnScale = new int[n];
  }

  /** Decomposes a matrix in place. */
  static Lu of(int n, double[] matrix) {
    Lu result = new Lu(n, matrix);
    result.decompose();
    return result;
  }

  private void scale() {
    for (int j = 0; j < n; j++) {
      double largest = 0;
      for (int i = 0; i < n; i++) {
        largest = Math.max(largest, Math.abs(lu[i * n + j]));
      }
      columnScale[j] = exponent(largest);
    }
    for (int i = 0; i < n; i++) {
      double largest = 0;
      for (int j = 0; j < n; j++) {
        lu[i * n + j] = Math.scalb(lu[i * n + j], -columnScale[j]);
        largest = Math.max(largest, Math.abs(lu[i * n + j]));
      }
      rowScale[i] = exponent(largest);
      for (int j = 0; j < n; j++) {
        lu[i * n + j] = Math.scalb(lu[i * n + j], -rowScale[i]);
      }
    }
  }

  /** The power of 2 above a number; 0 for what has none. */
  private static int exponent(double x) {
    return x == 0 || !Double.isFinite(x) ? 0 : Math.getExponent(x) + 1;
  }

  private void decompose() {
    scale();
    for (int i = 0; i < n; i++) {
      rows[i] = i;
    }
    for (int k = 0; k < n; k++) {
      int pivot = k;
      for (int i = k + 1; i < n; i++) {
        if (Math.abs(lu[i * n + k]) > Math.abs(lu[pivot * n + k])) {
          pivot = i;
        }
      }
      exchange(k, pivot);
      if (zeroPivot < 0 && Math.abs(lu[k * n + k]) <= n * Math.ulp(1.0)) {
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

  /** The pivot of the matrix as it was given. */
  private double pivot(int k) {
    return Math.scalb(lu[k * n + k], rowScale[rows[k]] + columnScale[k]);
  }

  /** Returns the product of the pivots, with the sign of the row exchanges. */
  double determinant() {
    double product = odd ? -1 : 1;
    for (int k = 0; k < n; k++) {
      product *= pivot(k);
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
      sum += Math.log(Math.abs(pivot(k)));
    }
    return sum;
  }

  /** Returns x with {@code A x = b} for each of m columns. */
  double[] solve(double[] b, int m) {
    double[] x = new double[n * m];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < m; j++) {
        x[i * m + j] = Math.scalb(b[rows[i] * m + j], -rowScale[rows[i]]);
      }
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
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < m; j++) {
        x[i * m + j] = Math.scalb(x[i * m + j], -columnScale[i]);
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
