package dev.wengert.cpu.gemm;

import static java.math.RoundingMode.CEILING;

import com.google.common.math.IntMath;
import dev.wengert.array.DType;

/**
 * How a matrix product is cut into calls that are short, and into tiles that threads can share.
 *
 * <p>C is cut into tiles of {@code rows} by {@code columns}; each is the sum of products {@code
 * depth} deep, computed one after the other. The cut follows from the sizes alone, so that a
 * product has the same bits for any number of threads. It is coarse, for each call rearranges its
 * part of A and B once more; {@link SharedProducts} makes it finer for many threads.
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

  /** What either divides of most libraries. */
  private static final int KERNEL = 16;

  /** Sides below it make a call slow. */
  private static final int NARROW = 64;

  /** So many products are enough to share: none of them is cut for that. */
  static final int MANY = 4;

  /** Into so many tiles other products are cut: each further one costs a few hundredths more. */
  private static final int FEW = 2;

  /**
   * Returns the cut of a product of sides that are at least 1.
   *
   * @param products how many of them there are
   */
  static Panels of(int m, int n, int k, int products, int limit) {
    boolean isWhole = products >= MANY || (double) m * n * k <= least(limit);
    double area = 1.1 * limit / Math.min(k, DEPTH);
    int tiles = isWhole ? 1 : FEW;
    int down = 1;
    int across = 1;
    int rows = m;
    int columns = n;
    while ((down * across < tiles || (double) rows * columns > area)
        && Math.max(rows, columns) >= 2 * NARROW) {
      // To cut rows is to rearrange B once more, to cut columns is to rearrange A.
      if (rows >= columns) {
        rows = part(m, ++down, ROWS);
      } else {
        columns = part(n, ++across, COLUMNS);
      }
    }
    double blocks = Math.max(1, Math.floor((double) limit / DEPTH / rows / columns));
    return new Panels(m, n, k, rows, columns, (int) Math.min(k, blocks * DEPTH));
  }

  /**
   * Returns a cut into about so many tiles, or fewer that are worth a thread of their own, whose
   * calls are as deep. It has the same bits where a provider adds in the same order however high
   * and wide its calls are; OpenBLAS mostly does for heights that its inner kernels divide.
   */
  Panels finer(int wanted, int limit) {
    int tiles = (int) Math.max(1, Math.min(wanted, (double) m * n * k / least(limit)));
    int across = IntMath.divide(n, columns, CEILING);
    int even = IntMath.divide(m, IntMath.divide(tiles, across, CEILING), CEILING);
    int high = Math.min(rows, Math.max(2 * ROWS, rounded(even, ROWS)));
    int down = IntMath.divide(m, high, CEILING);
    int width = IntMath.divide(n, Math.max(across, IntMath.divide(tiles, down, CEILING)), CEILING);
    int wide = Math.min(columns, Math.max(NARROW, rounded(width, KERNEL)));
    return new Panels(m, n, k, high, wide, depth);
  }

  /** Multiply-adds that are too few to be cut. */
  private static double least(int limit) {
    return limit / 32.0;
  }

  /** Returns a side of about equal parts, of whole inner kernels if they are not much larger. */
  private static int part(int side, int parts, int multiple) {
    int even = IntMath.divide(side, parts, CEILING);
    int rounded = rounded(even, multiple);
    if (rounded > 1.1 * even) {
      rounded = rounded(even, KERNEL);
    }
    return rounded <= 1.1 * even ? rounded : even;
  }

  private static int rounded(int side, int multiple) {
    return IntMath.divide(side, multiple, CEILING) * multiple;
  }

  /** Returns how many elements the largest of the matrices has. */
  double largest() {
    return Math.max((double) Math.max(m, n) * k, (double) m * n);
  }

  /** Returns the multiply-adds of a call. */
  static int limit(DType dtype) {
    return dtype == DType.FLOAT32 ? FLOAT_LIMIT : DOUBLE_LIMIT;
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
