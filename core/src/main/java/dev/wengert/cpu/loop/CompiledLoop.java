package dev.wengert.cpu.loop;

/** A loop body compiled for operands of certain types and strides. */
interface CompiledLoop {

  /**
   * Computes a stretch of the innermost loop.
   *
   * @param operands the operands' arrays
   * @param offsets for each where its first element lies
   * @param strides for each how far apart its elements lie; read for the strided ones only
   * @param result the array to fill; an array of them where the body has several results
   * @param at where the first result goes
   * @param length how many elements to compute
   */
  void run(Object[] operands, int[] offsets, int[] strides, Object result, int at, int length);
}
