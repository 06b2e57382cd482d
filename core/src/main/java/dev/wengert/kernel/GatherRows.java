package dev.wengert.kernel;

import dev.wengert.array.Spec;

/**
 * The kernel that takes rows by index: {@code result[b, i, j.., k] = x[b, i, index[b, j..], k]}.
 *
 * <p>The operands are x and an INT32 buffer of positions, from the end where negative. Its
 * transpose is {@link ScatterAddRows}.
 *
 * @param axis the axis of x that is indexed
 * @param batch how many leading axes x and the index have in common: those of b
 */
public record GatherRows(int axis, int batch) implements Kernel {
  @Override
  public boolean canThrow(Spec[] inputs) {
    return true;
  }
}
