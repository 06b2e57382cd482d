package dev.wengert.gradcheck.verdict;

import dev.wengert.gradcheck.difference.Noise;
import dev.wengert.gradcheck.point.Magnitudes;
import dev.wengert.gradcheck.point.Precision;
import dev.wengert.gradcheck.point.Sights;
import dev.wengert.gradcheck.point.Signs;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * By how much rounding may have moved a derivative that is the inverse of a matrix.
 *
 * <p>Why: a function that solves with a constant matrix A, and a pullback that solves with its
 * transpose in loops over arrays, eliminate in two orders. They differ by the rounding in A,
 * magnified by its condition, and no input shows that: the function is linear, and its noise is
 * small.
 *
 * <p>How: a Jacobian J of as many outputs as inputs may be such an inverse. Each element of A being
 * off by a rounding moves J by no more than |J| |1/J| |J| (R. D. Skeel, "Scaling for numerical
 * stability in Gaussian elimination", 1979). Scales of rows cancel in it: of elements that do not
 * mix it is |J|, however far apart they are.
 *
 * <p>Alternatives: the condition number of J is large for mere scales too, and so is the bound for
 * a map that loses a dimension, as a softmax does. That rounds as any other: where J is singular to
 * rounding, something is explained only if the outputs err by more than those of sums do, and the
 * pivots of J sink by and by, where those of a lost dimension fall at once.
 *
 * <p>Invariant: asked only about what would be called wrong; errors beyond a tenth of the largest
 * derivative are never explained, nor beyond a hundredth where J is singular to rounding.
 */
final class Inverses {

  private static final int LARGEST = 64;
  private static final double MOST = 0.1;

  /** The same where nothing is left of the digits of the bound. */
  private static final double SINGULAR = 1e-2;

  /**
   * How many roundings the outputs must err by: solving shows so much, and ordinary sums do not.
   */
  private static final double NOISY = 6;

  /** How much smaller than the one before it the pivot of a lost dimension is. */
  private static final double FALL = 1e-6;

  private final Sights sights;
  private final int argument;
  private final Precision precision;
  private double @Nullable [] bounds;

  Inverses(Sights sights, int argument, Precision precision) {
    this.sights = sights;
    this.argument = argument;
    this.precision = precision;
  }

  /**
   * Returns whether an error in an element may be the rounding of an inverse.
   *
   * @param noise by how much the outputs err
   */
  boolean mayExplain(int element, double error, Noise noise) {
    int n = sights.output().length;
    if (element < 0 || n < 2 || n > LARGEST) {
      return false;
    }
    double[] known = bounds;
    if (known == null) {
      known = measure(n, isNoisy(noise));
      bounds = known;
    }
    return element < known.length && error <= known[element];
  }

  private boolean isNoisy(Noise noise) {
    double largest = 0;
    for (int i = 0; i < sights.output().length; i++) {
      largest = Math.max(largest, noise.of(i));
    }
    return largest > NOISY * precision.epsilon() * Magnitudes.largest(sights.output());
  }

  private double[] measure(int n, boolean noisy) {
    double[][] jacobian = new double[n][];
    for (int i = 0; i < n; i++) {
      double[] one = new double[n];
      one[i] = 1;
      jacobian[i] = sights.of(one).gradient(argument);
    }
    if (jacobian[0].length != n) {
      return new double[0];
    }
    double[][] inverse = inverse(jacobian);
    boolean explained = noisy && !losesDimensions(jacobian);
    double[][] product = product(product(jacobian, inverse), jacobian);
    double[] result = new double[n];
    for (int j = 0; j < n; j++) {
      double size = 0;
      for (int i = 0; i < n; i++) {
        result[j] += Signs.LARGEST * n * precision.epsilon() * product[i][j];
        size += Signs.LARGEST * Math.abs(jacobian[i][j]);
      }
      // More, or NaN, where J is singular to rounding.
      result[j] = result[j] <= MOST * size ? result[j] : explained ? SINGULAR * size : 0;
    }
    return result;
  }

  /**
   * Returns whether a map loses a few of its dimensions, as a normalization does, and keeps the
   * others: a matrix that is nearly singular has an inverse which keeps few.
   */
  private static boolean losesDimensions(double[][] jacobian) {
    double[] pivots = pivots(jacobian);
    for (int k = 1; k < pivots.length; k++) {
      if (pivots[k] <= FALL * pivots[k - 1]) {
        return 2 * k >= pivots.length;
      }
    }
    return false;
  }

  /** Returns the sizes of the pivots, each the largest that is left. */
  private static double[] pivots(double[][] matrix) {
    int n = matrix.length;
    double[][] a = new double[n][];
    for (int i = 0; i < n; i++) {
      a[i] = matrix[i].clone();
    }
    double[] pivots = new double[n];
    for (int k = 0; k < n; k++) {
      int row = k;
      int column = k;
      for (int i = k; i < n; i++) {
        for (int j = k; j < n; j++) {
          if (Math.abs(a[i][j]) > Math.abs(a[row][column])) {
            row = i;
            column = j;
          }
        }
      }
      pivots[k] = Math.abs(a[row][column]);
      if (pivots[k] == 0) {
        break;
      }
      double[] upper = a[row];
      a[row] = a[k];
      a[k] = upper;
      for (int i = k; i < n; i++) {
        double swapped = a[i][column];
        a[i][column] = a[i][k];
        a[i][k] = swapped;
      }
      for (int i = k + 1; i < n; i++) {
        double factor = a[i][k] / upper[k];
        for (int j = k; j < n; j++) {
          a[i][j] -= factor * upper[j];
        }
      }
    }
    return pivots;
  }

  /** Returns the product of the absolute values. */
  private static double[][] product(double[][] a, double[][] b) {
    int n = a.length;
    double[][] product = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < n; k++) {
        for (int j = 0; j < n; j++) {
          product[i][j] += Math.abs(a[i][k] * b[k][j]);
        }
      }
    }
    return product;
  }

  /** Returns the inverse by Gauss-Jordan elimination with pivots. */
  private static double[][] inverse(double[][] matrix) {
    int n = matrix.length;
    double[][] a = new double[n][];
    for (int i = 0; i < n; i++) {
      a[i] = Arrays.copyOf(matrix[i], 2 * n);
      double scale = Magnitudes.largest(a[i]);
      a[i][n + i] = 1;
      for (int j = 0; j < 2 * n && scale > 0; j++) {
        a[i][j] /= scale;
      }
    }
    for (int c = 0; c < n; c++) {
      int pivot = c;
      for (int i = c + 1; i < n; i++) {
        pivot = Math.abs(a[i][c]) > Math.abs(a[pivot][c]) ? i : pivot;
      }
      double[] row = a[pivot];
      a[pivot] = a[c];
      a[c] = row;
      double head = row[c];
      for (int j = 0; j < 2 * n; j++) {
        row[j] /= head;
      }
      for (int i = 0; i < n; i++) {
        double factor = i == c ? 0 : a[i][c];
        for (int j = 0; factor != 0 && j < 2 * n; j++) {
          a[i][j] -= factor * row[j];
        }
      }
    }
    double[][] inverse = new double[n][];
    for (int i = 0; i < n; i++) {
      inverse[i] = Arrays.copyOfRange(a[i], n, 2 * n);
    }
    return inverse;
  }
}
