package dev.wengert.cpu.gemm;

/** What {@link JavaBlas} does to numbers of one dtype without rearranging anything. */
interface DirectLoops {

  /**
   * Adds a product.
   *
   * @param sums an array of as many elements as C has columns, to be overwritten
   */
  void add(Matrix a, Matrix b, Matrix c, Object sums);

  /** Returns whether all of n numbers are finite. */
  boolean isFinite(Object numbers, int offset, int n);
}
