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

  /** So many products are enough to share: none of them is cut for that unless it is long. */
  static final int MANY = 4;

  /** Into so many tiles other products are cut: each further one costs a few hundredths more. */
  private static final int FEW = 2;

  /** Matrices of more elements would make a trial of a finer cut dear. */
  private static final int LARGE = 1 << 21;

  /** Into so many tiles products of large matrices are cut, for they stay as they are cut here. */
  private static final int SEVERAL = 8;

  /** Sides below it make the calls of a large product slow. */
  private static final int WIDE = 256;

  /** Elements of a tile that tell in a trial in which order sums are taken. */
  private static final int TELLING = 64;

  /**
   * Returns the cut of a product of sides that are at least 1.
   *
   * @param products how many of them there are
   */
  static Panels of(int m, int n, int k, int products, int limit) {
    double work = (double) m * n * k;
    boolean isWhole = work <= least(limit) || (products >= MANY && work <= limit / 4.0);
    boolean isLarge = isLarge(m, n, k);
    double area = 1.1 * limit / Math.min(k, DEPTH);
    int tiles = isWhole ? 1 : isLarge ? SEVERAL : FEW;
    int narrow = isLarge ? WIDE : NARROW;
    int down = 1;
    int across = 1;
    int rows = m;
    int columns = n;
    while ((down * across < tiles && Math.max(rows, columns) >= 2 * narrow)
        || (double) rows * columns > area) {
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
   * calls are as deep; this one where there is none that has more tiles, or matrices are large. It
   * has the same bits where a provider adds in the same order however high and wide its calls are;
   * OpenBLAS mostly does for heights that its inner kernels divide.
   */
  Panels finer(int wanted, int limit) {
    if (!hasFiner(limit)) {
      return this;
    }
    int tiles = (int) Math.min(wanted, worth(limit));
    int across = tilesAcross();
    int high = shared(m, IntMath.divide(tiles, across, CEILING), 2 * ROWS, ROWS, rows);
    int down = IntMath.divide(m, high, CEILING);
    int wide = shared(n, IntMath.divide(tiles, down, CEILING), NARROW, KERNEL, columns);
    Panels finer = new Panels(m, n, k, high, wide, depth);
    int last = finer.tiles() - 1;
    long smallest = (long) (m - finer.row(last)) * (n - finer.column(last));
    return finer.tiles() > tiles() && smallest >= TELLING ? finer : this;
  }

  /** Returns whether there may be a finer cut. */
  boolean hasFiner(int limit) {
    return worth(limit) > tiles() && !isLarge(m, n, k);
  }

  /** Returns how many tiles would be worth a thread each. */
  private double worth(int limit) {
    return Math.floor((double) m * n * k / least(limit));
  }

  /**
   * Returns how long at most so many parts of a side are: a multiple, of which the last part has a
   * half or more.
   */
  private static int shared(int side, int parts, int least, int multiple, int most) {
    int part = Math.max(least, rounded(IntMath.divide(side, parts, CEILING), multiple));
    int count = IntMath.divide(side, part, CEILING);
    while (count > 1 && side - (count - 1) * part < part / 2) {
      count--;
      part = rounded(IntMath.divide(side, count, CEILING), multiple);
    }
    return Math.min(part, most);
  }

  /** Whether one of the matrices has many elements. */
  private static boolean isLarge(int m, int n, int k) {
    return Math.max((double) Math.max(m, n) * k, (double) m * n) > LARGE;
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
