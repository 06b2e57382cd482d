package dev.wengert.kernel;

import dev.wengert.array.Spec;

/**
 * The kernel that adds rows into zeros by index: {@code result[b, i, index[b, j..], k] += x[b, i,
 * j.., k]}, in ascending order of j, so that repeated indices always add up in the same order.
 *
 * <p>The operands are x and an INT32 buffer of positions, from the end where negative. Its
 * transpose is {@link GatherRows}.
 *
 * @param axis the axis of the result that is indexed
 * @param batch how many leading axes x and the index have in common: those of b
 */
public record ScatterAddRows(int axis, int batch) implements Kernel {
  @Override
  public boolean canThrow(Spec[] inputs) {
    return true;
  }
}
