package dev.wengert.kernel;

import dev.wengert.array.DType;
import java.lang.ref.SoftReference;
import org.jspecify.annotations.Nullable;

/**
 * The compiled loops of one body, as a list.
 *
 * <p>A body is run in few forms, so the list is short and searching it is cheaper than hashing. It
 * is replaced as a whole, so reading needs no lock. Loops are let go of when memory is short: what
 * keeps a body, such as a primitive, does not keep generated classes.
 */
final class LoopTable {

  private record Entry(LoopForm form, SoftReference<CompiledLoop> loop, @Nullable Entry next) {}

  private volatile @Nullable Entry first;

  /** Returns the loop for a form; null if there is none, or none any more. */
  @Nullable CompiledLoop get(DType compute, DType result, int access, boolean simd) {
    for (Entry entry = first; entry != null; entry = entry.next) {
      LoopForm form = entry.form;
      if (form.access() == access
          && form.simd() == simd
          && form.compute() == compute
          && form.result() == result) {
        return entry.loop.get();
      }
    }
    return null;
  }

  /** Adds a loop, in the place of one of the same form. */
  synchronized void add(LoopForm form, CompiledLoop loop) {
    Entry others = null;
    for (Entry entry = first; entry != null; entry = entry.next) {
      if (!entry.form.equals(form)) {
        others = new Entry(entry.form, entry.loop, others);
      }
    }
    first = new Entry(form, new SoftReference<>(loop), others);
  }
}
