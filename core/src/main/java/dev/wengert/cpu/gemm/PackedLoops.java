package dev.wengert.cpu.gemm;

/** What {@link JavaBlas} does to arrays besides multiplying tiles, for elements of one dtype. */
interface PackedLoops {

  /** Sets C to zeros. */
  void clear(Matrix c);

  /**
   * Adds a product without rearranging anything.
   *
   * @param sums an array of as many elements as C has columns, to be overwritten
   */
  void addDirectly(Matrix a, Matrix b, Matrix c, Object sums);

  /**
   * Copies an operand so that the micro-kernel reads it in order: in strips of {@code width} lines,
   * all of a strip's elements of one term next to each other, zeros past the last line.
   */
  void pack(
      int lines, int terms, int width, Object from, int offset, int line, int term, Object into);

  /** Returns whether all of n numbers are finite. */
  boolean isFinite(Object numbers, int offset, int n);
}
