package dev.wengert.program;

import java.lang.ref.SoftReference;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * Memory of runs that is used again: each run takes one for itself and gives it back. What nobody
 * uses goes when memory is short.
 *
 * @param <T> what it is
 */
final class Pool<T> {

  /** One of them, and how it is kept. */
  static final class Lent<T> {
    final T memory;
    private final SoftReference<Lent<T>> kept = new SoftReference<>(this);

    private Lent(T memory) {
      this.memory = memory;
    }
  }

  private final Supplier<T> maker;
  private final Deque<SoftReference<Lent<T>>> free = new ArrayDeque<>();

  Pool(Supplier<T> maker) {
    this.maker = maker;
  }

  Lent<T> take() {
    synchronized (free) {
      while (!free.isEmpty()) {
        Lent<T> lent = free.removeLast().get();
        if (lent != null) {
          return lent;
        }
      }
    }
    return new Lent<>(maker.get());
  }

  void give(Lent<T> lent) {
    synchronized (free) {
      free.addLast(lent.kept);
    }
  }
}
