package dev.wengert.kernel;

import dev.wengert.array.DType;
import org.jspecify.annotations.Nullable;

/**
 * The compiled loops of one body: a list to which entries are only ever added.
 *
 * <p>A body is run in few forms, so the list is short and searching it is cheaper than hashing. It
 * is replaced as a whole, so reading needs no lock.
 */
final class LoopTable {

  private record Entry(LoopForm form, CompiledLoop loop, @Nullable Entry next) {}

  private volatile @Nullable Entry first;

  /** Returns the loop for a form, or null. */
  @Nullable CompiledLoop get(DType compute, DType result, int access, boolean simd) {
    for (Entry entry = first; entry != null; entry = entry.next) {
      LoopForm form = entry.form;
      if (form.access() == access
          && form.simd() == simd
          && form.compute() == compute
          && form.result() == result) {
        return entry.loop;
      }
    }
    return null;
  }

  /** Adds a loop. */
  synchronized void add(LoopForm form, CompiledLoop loop) {
    first = new Entry(form, loop, first);
  }
}
