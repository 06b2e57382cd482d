package dev.wengert.kernel;

import static java.math.RoundingMode.CEILING;

import com.google.common.math.IntMath;

/**
 * How a matrix product is cut into calls that are short, and into tiles that threads can share.
 *
 * <p>C is cut into tiles of {@code rows} by {@code columns}; each is the sum of products {@code
 * depth} deep, computed one after the other. The cut follows from the sizes alone, so that a
 * product has the same bits for any number of threads. It is as coarse as the limit allows, for
 * each call rearranges its part of A and B once more.
 *
 * <p>The limit exists because a native call on heap arrays holds up every safepoint of the JVM: it
 * keeps one call to about 2 ms on a core that does 100 GFLOP/s in float32 and half of that in
 * float64.
 */
record Panels(int m, int n, int k, int rows, int columns, int depth) {

  /** The multiply-adds of a float32 call. */
  static final int FLOAT_LIMIT = 1 << 27;

  /** The multiply-adds of a float64 call. */
  static final int DOUBLE_LIMIT = 1 << 26;

  /** The depth of a cut product: what BLAS libraries themselves cut to, once or twice. */
  private static final int DEPTH = 2 * JavaBlas.DEPTH;

  /** What the sides of the inner kernels of all BLAS libraries divide, or nearly so. */
  private static final int ALIGNMENT = 48;

  /** Returns the cut of a product of sides that are at least 1. */
  static Panels of(int m, int n, int k, int limit) {
    double work = (double) m * n * k;
    // Half a dozen tiles are worth having where they are not too small to be efficient.
    double most = Math.clamp(work / 8, limit / 4.0, limit);
    if (work <= most) {
      return new Panels(m, n, k, m, n, k);
    }
    int depth = Math.min(k, DEPTH);
    double area = most / depth;
    if ((double) m * n <= area) {
      int blocks = (int) Math.min(k, most / ((double) m * n * JavaBlas.DEPTH));
      return new Panels(m, n, k, m, n, blocks * JavaBlas.DEPTH);
    }
    double side = Math.sqrt(area);
    double columns = Math.min(n, area / Math.min(m, side));
    double rows = Math.min(m, area / columns);
    return new Panels(m, n, k, part(m, rows), part(n, columns), depth);
  }

  /** Returns a side of about equal parts that are not much larger than wanted. */
  private static int part(int side, double wanted) {
    int parts = (int) Math.ceil(side / Math.max(1, wanted) - 0.1);
    int even = IntMath.divide(side, Math.max(1, parts), CEILING);
    return Math.min(side, IntMath.divide(even, ALIGNMENT, CEILING) * ALIGNMENT);
  }

  /** Returns the number of tiles. */
  int tiles() {
    return IntMath.divide(m, rows, CEILING) * tilesAcross();
  }

  /** Returns the first row of a tile. */
  int row(int tile) {
    return tile / tilesAcross() * rows;
  }

  /** Returns the first column of a tile. */
  int column(int tile) {
    return tile % tilesAcross() * columns;
  }

  private int tilesAcross() {
    return IntMath.divide(n, columns, CEILING);
  }
}
