package dev.wengert.cpu.gemm;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Whether large FLOAT32 products have the same bits wherever their columns are cut: tried out once.
 *
 * <p>A library multiplies by inner kernels of a few rows and columns, and by others where some are
 * left over. With AVX-512, OpenBLAS adds in the same order in all of them; with AVX2 it does not.
 */
final class ColumnCuts {

  /** Sides that leave some over for all inner kernels, of a product too large for special ones. */
  private static final int ROWS = 131;

  private static final int COLUMNS = 707;
  private static final int TERMS = 256;

  /** How wide its parts are. */
  private static final int PART = 256;

  /** What the provider that serves does. */
  private static final class Known {
    static final boolean FREE = areFree(Blas.provider());
  }

  private ColumnCuts() {}

  /** Returns whether large FLOAT32 products have the same bits, however wide their tiles are. */
  static boolean areFree() {
    return Known.FREE;
  }

  /** Tries a provider, with the operands lying in every way that products use. */
  static boolean areFree(BlasProvider blas) {
    boolean areFree = true;
    for (int way = 0; way < 3; way++) {
      SplittableRandom random = new SplittableRandom(way);
      Matrix a = drawn(random, ROWS, TERMS, way == 1);
      Matrix b = drawn(random, TERMS, COLUMNS, way == 2);
      float[] whole = new float[ROWS * COLUMNS];
      float[] parts = new float[ROWS * COLUMNS];
      Matrix c = new Matrix(whole, 0, COLUMNS, false, ROWS, COLUMNS);
      blas.multiply(a, b, c, false);
      c.set(parts, 0, COLUMNS, false, ROWS, COLUMNS);
      Matrix partB = new Matrix();
      Matrix partC = new Matrix();
      for (int column = 0; column < COLUMNS; column += PART) {
        int columns = Math.min(PART, COLUMNS - column);
        partB.setPart(b, 0, column, TERMS, columns);
        partC.setPart(c, 0, column, ROWS, columns);
        blas.multiply(a, partB, partC, false);
      }
      areFree &= Arrays.equals(whole, parts);
    }
    return areFree;
  }

  private static Matrix drawn(SplittableRandom random, int rows, int columns, boolean transposed) {
    float[] numbers = new float[rows * columns];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) (0.5 + random.nextDouble());
    }
    return new Matrix(numbers, 0, transposed ? rows : columns, transposed, rows, columns);
  }
}
