package dev.wengert.cpu.loop;

/**
 * A loop body made ready to run over the rows of a {@link LoopNest}.
 *
 * <p>Which form serves (compiled for one element or for vectors, split, or interpreted) depends on
 * the body, the strides and the length of a row alone, so results repeat; and all forms give the
 * same bits.
 */
public abstract sealed class MapRunner permits CompiledMap, SplitMap, InterpretedMap {

  /**
   * Computes a stretch of the innermost loop.
   *
   * @param offsets for each operand where the row begins
   * @param results the arrays to fill
   * @param places for each where the row begins
   * @param from the first element of the row to compute
   * @param to the element before which to end
   */
  public abstract void run(int[] offsets, Object[] results, int[] places, int from, int to);
}
