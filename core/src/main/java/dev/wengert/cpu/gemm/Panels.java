package dev.wengert.cpu.gemm;

import static java.math.RoundingMode.CEILING;

import com.google.common.math.IntMath;

/**
 * How a matrix product is cut into calls that are short, and into tiles that threads can share.
 *
 * <p>C is cut into tiles of {@code rows} by {@code columns}; each is the sum of products {@code
 * depth} deep, computed one after the other. The cut follows from the sizes alone, so that a
 * product has the same bits for any number of threads. It is coarse, for each call rearranges its
 * part of A and B once more.
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

  /** What a depth is a multiple of: so far BLAS libraries go before they touch C again. */
  private static final int DEPTH = JavaBlas.DEPTH;

  /** What the rows of the inner kernels of all BLAS libraries divide. */
  private static final int ROWS = 48;

  /** What the columns of the inner kernels of nearly all BLAS libraries divide. */
  private static final int COLUMNS = 64;

  /** So many products are enough to share, and small ones stay whole. */
  static final int MANY = 4;

  /**
   * Returns the cut of a product of sides that are at least 1.
   *
   * @param products how many of them there are
   */
  static Panels of(int m, int n, int k, int products, int limit) {
    double work = (double) m * n * k;
    boolean isSmall = work <= limit / 4.0;
    if (work <= limit / 32.0 || (isSmall && products >= MANY)) {
      return new Panels(m, n, k, m, n, k);
    }
    // High and narrow: with OpenBLAS cutting columns costs half of what cutting rows does. The
    // widths were measured; where the other sides are small a tile is larger.
    int width = isSmall ? 96 : work < 32.0 * limit ? 256 : 512;
    double least = limit / (isSmall ? 64.0 : 16.0) / k;
    double height = Math.min(1024, (double) limit / DEPTH / width);
    int rows = part(m, Math.max(height, least / Math.min(n, width)), ROWS);
    int columns = part(n, Math.max(width, least / rows), COLUMNS);
    double blocks = Math.max(1, Math.floor(limit / ((double) rows * columns * DEPTH)));
    return new Panels(m, n, k, rows, columns, (int) Math.min(k, blocks * DEPTH));
  }

  /** Returns a side of about equal parts, at most a tenth larger than wanted. */
  private static int part(int side, double wanted, int multiple) {
    int parts = Math.max(1, (int) Math.ceil(side / Math.max(1, wanted) - 0.1));
    int even = IntMath.divide(side, parts, CEILING);
    int rounded = IntMath.divide(even, multiple, CEILING) * multiple;
    return Math.min(side, rounded <= 1.1 * wanted ? rounded : even);
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
