package dev.wengert.ops.matrix;

/**
 * Elimination along rows and columns, with the largest of what is left as pivot: {@code R A S = D},
 * D diagonal, R and S of determinant 1 or -1.
 *
 * <p>It shows the rank, so cofactors and their derivative follow also where A has no inverse: they
 * are products of some of D's elements, without a division. Neither R nor S grows much, since no
 * factor of the elimination is larger than 1.
 */
final class DiagonalForm {

  private final int n;
  private final double[] r;
  private final double[] s;
  private final double[] diagonal;

  /** The determinant of R times that of S. */
  private double sign = 1;

  private DiagonalForm(int n) {
    this.n = n;
    this.r = unit(n);
    this.s = unit(n);
    this.diagonal = new double[n];
  }

  private static double[] unit(int n) {
    double[] unit = new double[n * n];
    for (int i = 0; i < n; i++) {
      unit[i * n + i] = 1;
    }
    return unit;
  }

  /** Decomposes a row-major matrix, which is overwritten. */
  static DiagonalForm of(int n, double[] a) {
    DiagonalForm form = new DiagonalForm(n);
    for (int k = 0; k < n; k++) {
      form.bringLargestTo(k, a);
      form.diagonal[k] = a[k * n + k];
      if (form.diagonal[k] == 0) {
        break;
      }
      form.eliminate(k, a);
    }
    return form;
  }

  /** Nothing is larger than NaN, so that one shows. */
  private void bringLargestTo(int k, double[] a) {
    int row = k;
    int column = k;
    double largest = 0;
    for (int i = k; i < n; i++) {
      for (int j = k; j < n; j++) {
        double size = Math.abs(a[i * n + j]);
        if (!(size <= largest)) {
          largest = size;
          row = i;
          column = j;
        }
      }
    }
    if (row != k) {
      sign = -sign;
      exchangeRows(a, k, row);
      exchangeRows(r, k, row);
    }
    if (column != k) {
      sign = -sign;
      exchangeColumns(a, k, column);
      exchangeColumns(s, k, column);
    }
  }

  private void eliminate(int k, double[] a) {
    double pivot = a[k * n + k];
    for (int i = k + 1; i < n; i++) {
      double factor = a[i * n + k] / pivot;
      if (factor != 0) {
        for (int j = k; j < n; j++) {
          a[i * n + j] -= factor * a[k * n + j];
        }
        for (int j = 0; j < n; j++) {
          r[i * n + j] -= factor * r[k * n + j];
        }
      }
    }
    for (int j = k + 1; j < n; j++) {
      double factor = a[k * n + j] / pivot;
      if (factor != 0) {
        for (int i = 0; i < n; i++) {
          s[i * n + j] -= factor * s[i * n + k];
        }
      }
    }
  }

  private void exchangeRows(double[] m, int i, int k) {
    for (int j = 0; j < n; j++) {
      double value = m[i * n + j];
      m[i * n + j] = m[k * n + j];
      m[k * n + j] = value;
    }
  }

  private void exchangeColumns(double[] m, int j, int k) {
    for (int i = 0; i < n; i++) {
      double value = m[i * n + j];
      m[i * n + j] = m[i * n + k];
      m[i * n + k] = value;
    }
  }

  /** Returns the matrix of cofactors, the derivative of the determinant. */
  double[] cofactors() {
    double[] middle = new double[n * n];
    double[] products = productsWithout(-1);
    for (int i = 0; i < n; i++) {
      middle[i * n + i] = products[i];
    }
    return back(middle);
  }

  /**
   * Returns the derivative of the cofactors along a direction F. With {@code G = R F S} and p_ij
   * the product of all elements of D but the i-th and the j-th, the one of D has {@code sum over j
   * of p_ij G_jj} on its diagonal and {@code -p_ij G_ji} beside it.
   */
  double[] slope(double[] direction) {
    double[] g = product(product(r, direction), s);
    double[] middle = new double[n * n];
    for (int i = 0; i < n; i++) {
      double[] products = productsWithout(i);
      for (int j = 0; j < n; j++) {
        if (j != i) {
          middle[i * n + i] += products[j] * g[j * n + j];
          middle[i * n + j] = -products[j] * g[j * n + i];
        }
      }
    }
    return back(middle);
  }

  /** For each j the product of the diagonal without its j-th element, and without another one. */
  private double[] productsWithout(int other) {
    double[] products = new double[n];
    double before = 1;
    for (int j = 0; j < n; j++) {
      products[j] = before;
      before *= j == other ? 1 : diagonal[j];
    }
    double behind = 1;
    for (int j = n - 1; j >= 0; j--) {
      products[j] *= behind;
      behind *= j == other ? 1 : diagonal[j];
    }
    return products;
  }

  /** The cofactors of a product are those of the factors, multiplied; those of R^-1 are ±R^T. */
  private double[] back(double[] middle) {
    double[] result = product(product(transpose(r), middle), transpose(s));
    for (int i = 0; i < result.length; i++) {
      result[i] *= sign;
    }
    return result;
  }

  private double[] transpose(double[] m) {
    double[] result = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        result[j * n + i] = m[i * n + j];
      }
    }
    return result;
  }

  private double[] product(double[] a, double[] b) {
    double[] c = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < n; k++) {
        double factor = a[i * n + k];
        for (int j = 0; j < n; j++) {
          c[i * n + j] += factor * b[k * n + j];
        }
      }
    }
    return c;
  }
}
