package dev.wengert.cpu.loop;

import dev.wengert.cpu.machine.Lane;

/**
 * A loop body made ready to run over the rows of a {@link LoopNest}. It does not change.
 *
 * <p>All forms (compiled for one element or for vectors, split, or interpreted) give the same bits,
 * so results repeat whichever serves.
 */
public abstract sealed class MapRunner permits CompiledMap, SplitMap, InterpretedMap {

  /**
   * Computes a stretch of the innermost loop. Arrays of arrays and of offsets may be longer.
   *
   * @param lane working memory
   * @param operands the operands' arrays
   * @param offsets for each operand where the row begins
   * @param results the arrays to fill
   * @param places for each where the row begins
   * @param from the first element of the row to compute
   * @param to the element before which to end
   */
  public abstract void run(
      Lane lane,
      Object[] operands,
      int[] offsets,
      Object[] results,
      int[] places,
      int from,
      int to);
}
