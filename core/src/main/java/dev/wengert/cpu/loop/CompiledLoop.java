package dev.wengert.cpu.loop;

/** A loop body compiled for operands and results of certain types and strides. */
interface CompiledLoop {

  /**
   * Computes a stretch of the innermost loop.
   *
   * @param operands the operands' arrays
   * @param offsets for each where element 0 lies
   * @param strides for each how far apart its elements lie; read for the strided ones only
   * @param results the arrays to fill
   * @param places for each where element 0 goes
   * @param from the first element to compute
   * @param to the element before which to end; what is left over by whole steps is not computed
   */
  void run(
      Object[] operands,
      int[] offsets,
      int[] strides,
      Object[] results,
      int[] places,
      int from,
      int to);
}
