package dev.wengert.cpu.gemm;

/** What {@link JavaBlas} does to numbers of one dtype without rearranging anything. */
interface DirectLoops {

  /** Adds a product to C. */
  void add(Matrix a, Matrix b, Matrix c);

  /** Returns whether all of n numbers are finite. */
  boolean isFinite(Object numbers, int offset, int n);
}
