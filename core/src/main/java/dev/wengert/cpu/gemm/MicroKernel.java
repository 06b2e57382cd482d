package dev.wengert.cpu.gemm;

import dev.wengert.cpu.machine.Fma;

/**
 * The innermost part of a matrix product in Java: a small tile of C, all of it in registers.
 *
 * <p>The operands are packed: A as k columns of {@link #rows} elements, B as k rows of {@link
 * #columns}. The k products of an element are summed from zero, one after the other by {@link Fma},
 * and the sum is added to C: so all implementations give the same bits.
 */
interface MicroKernel {

  /** Returns what the kernel is, for people. */
  String version();

  /** Returns the number of rows of a tile. */
  int rows();

  /** Returns the number of columns of a tile. */
  int columns();

  /**
   * Adds the product of packed A and packed B to a tile of C.
   *
   * @param a an array of the dtype's elements, as are b and c
   */
  void add(int k, Object a, int offsetA, Object b, int offsetB, Object c, int offsetC, int strideC);
}
