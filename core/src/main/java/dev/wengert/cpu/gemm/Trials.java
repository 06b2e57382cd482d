package dev.wengert.cpu.gemm;

import dev.wengert.array.DType;
import dev.wengert.cpu.machine.Lane;
import dev.wengert.cpu.machine.Lanes;
import dev.wengert.kernel.Gemm;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Whether it matters to the last bit how the operands of products lie, and how high and wide calls
 * are: tried out, once for each kind of call.
 *
 * <p>A library rearranges matrices before it multiplies them, and then it does not matter; but some
 * have kernels for small matrices that read them where they lie, and add in another order. In which
 * order follows from the sizes alone, not from the numbers: so equal bits of a trial with random
 * numbers, of which hardly one sum survives another order, are equal bits for all.
 */
public final class Trials {

  /** Results are kept up to so many; beyond, calls are tried again. */
  private static final int MOST = 1 << 12;

  private static final ConcurrentMap<Call, Boolean> KNOWN = new ConcurrentHashMap<>();
  private static final ConcurrentMap<Cut, Boolean> CUTS = new ConcurrentHashMap<>();

  /** Sums to compare: of a few terms many survive another order. */
  private static final int SUMS = 1 << 12;

  /**
   * A call, and how else its operands may lie.
   *
   * @param adds whether it adds to what is there
   */
  record Call(DType dtype, int m, int n, int k, boolean adds, Gemm one, Gemm other) {}

  /** A product, and how else it may be cut. */
  private record Cut(BlasProvider blas, DType dtype, Gemm gemm, Panels one, Panels other) {}

  private Trials() {}

  /** Returns whether two products have the same bits, whose operands lie in another way. */
  public static boolean areAlike(DType dtype, int m, int n, int k, Gemm one, Gemm other) {
    if (k == 0 || one.equals(other)) {
      return true;
    }
    int limit = Panels.limit(dtype);
    return areAlike(dtype, Panels.of(m, n, k, 1, limit), one, other)
        && areAlike(dtype, Panels.of(m, n, k, Panels.MANY, limit), one, other);
  }

  private static boolean areAlike(DType dtype, Panels panels, Gemm one, Gemm other) {
    int k = panels.k();
    boolean areAlike = true;
    for (int rows : parts(panels.m(), panels.rows())) {
      for (int columns : parts(panels.n(), panels.columns())) {
        for (int terms : parts(k, panels.depth())) {
          areAlike = areAlike && isAlike(new Call(dtype, rows, columns, terms, false, one, other));
          if (k > panels.depth()) {
            areAlike = areAlike && isAlike(new Call(dtype, rows, columns, terms, true, one, other));
          }
        }
      }
    }
    return areAlike;
  }

  /**
   * Returns whether two cuts of a product, calls of one depth, have the same bits. Where there are
   * too many different ones to know, it says no.
   */
  static boolean areAlike(BlasProvider blas, DType dtype, Gemm gemm, Panels one, Panels other) {
    Cut cut = new Cut(blas, dtype, gemm, one, other);
    Boolean known = CUTS.get(cut);
    return known == null ? tried(cut) : known;
  }

  /** Tries a cut; one at a time, since each needs memory. */
  private static synchronized boolean tried(Cut cut) {
    Boolean known = CUTS.get(cut);
    if (known == null) {
      known = CUTS.size() < MOST && isAlike(cut);
      if (CUTS.size() < MOST) {
        CUTS.put(cut, known);
      }
    }
    return known;
  }

  private static boolean isAlike(Cut cut) {
    SplittableRandom random = new SplittableRandom(1);
    Panels sides = cut.one;
    Factors factors = new Factors();
    fill(factors.a, random, cut.dtype, sides.m(), sides.k(), cut.gemm.transposeA());
    fill(factors.b, random, cut.dtype, sides.k(), sides.n(), cut.gemm.transposeB());
    return areEqual(product(cut, cut.one, factors), product(cut, cut.other, factors));
  }

  private static Object product(Cut cut, Panels panels, Factors factors) {
    int m = panels.m();
    int n = panels.n();
    Object numbers = cut.dtype == DType.FLOAT32 ? new float[m * n] : new double[m * n];
    factors.c.set(numbers, 0, n, false, m, n);
    Lane lane = new Lanes().first();
    for (int tile = 0; tile < panels.tiles(); tile++) {
      factors.multiply(cut.blas, panels, tile, lane);
    }
    return numbers;
  }

  private static boolean areEqual(Object one, Object other) {
    return one instanceof float[] floats
        ? Arrays.equals(floats, (float[]) other)
        : Arrays.equals((double[]) one, (double[]) other);
  }

  /** Returns the lengths that a side is cut into. */
  private static int[] parts(int side, int part) {
    int rest = side % part;
    return rest == 0 || side < part ? new int[] {Math.min(side, part)} : new int[] {part, rest};
  }

  private static boolean isAlike(Call call) {
    Boolean known = KNOWN.get(call);
    if (known == null) {
      known = isAlike(Blas.provider(), call);
      if (KNOWN.size() < MOST) {
        KNOWN.put(call, known);
      }
    }
    return known;
  }

  /** Tries a call of a provider. */
  static boolean isAlike(BlasProvider blas, Call call) {
    SplittableRandom random = new SplittableRandom(1);
    boolean isAlike = true;
    for (long sums = 0; sums < SUMS && isAlike; sums += (long) call.m * call.n) {
      long seed = random.nextLong();
      Object one = product(blas, call, call.one, seed);
      Object other = product(blas, call, call.other, seed);
      isAlike = areEqual(one, other);
    }
    return isAlike;
  }

  private static Object product(BlasProvider blas, Call call, Gemm gemm, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Factors factors = new Factors();
    fill(factors.c, random, call.dtype, call.m, call.n, false);
    fill(factors.a, random, call.dtype, call.m, call.k, gemm.transposeA());
    fill(factors.b, random, call.dtype, call.k, call.n, gemm.transposeB());
    blas.multiply(factors.a, factors.b, factors.c, call.adds);
    return factors.c.array();
  }

  /** Fills a matrix with the same numbers however they are to lie. */
  private static void fill(
      Matrix matrix,
      SplittableRandom random,
      DType dtype,
      int rows,
      int columns,
      boolean transposed) {
    int size = rows * columns;
    Object numbers = dtype == DType.FLOAT32 ? new float[size] : new double[size];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int at = transposed ? column * rows + row : row * columns + column;
        double number = 0.5 + random.nextDouble();
        if (numbers instanceof float[] floats) {
          floats[at] = (float) number;
        } else {
          ((double[]) numbers)[at] = number;
        }
      }
    }
    matrix.set(numbers, 0, transposed ? rows : columns, transposed, rows, columns);
  }
}
