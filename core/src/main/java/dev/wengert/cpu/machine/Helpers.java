package dev.wengert.cpu.machine;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The threads that help: daemons, shared by all, that start with the first large kernel.
 *
 * <p>To wake a thread that rests takes time, which counts beside a small kernel. So one that has
 * nothing left to do watches out for the next kernel for a while before it rests. A caller first
 * hands its work to those who watch.
 */
@SuppressWarnings("ReferenceEquality") // NONE is nothing but itself
final class Helpers {

  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  /** How many threads a kernel uses where nobody says another number. */
  static final Integer THREADS = Math.max(1, Integer.getInteger("wengert.threads", PROCESSORS));

  /** For how long a helper watches out, in nanoseconds. */
  private static final long WATCH = 100_000;

  /** How often it looks before it looks at the clock, and for work that found nobody watching. */
  private static final int LOOKS = 16;

  /** Places lie so far apart that each has a cache line of its own. */
  private static final int APART = 16;

  /** What several threads do together. */
  interface Work extends Runnable {

    /** Does a part of it. */
    void work();
  }

  /** What lies in the place of a helper who watches out. */
  private static final Work NONE =
      new Work() {
        @Override
        public void work() {}

        @Override
        public void run() {}
      };

  private static final int MOST = Math.max(1, Math.max(PROCESSORS, THREADS) - 1);

  private static final AtomicReferenceArray<Work> PLACES = new AtomicReferenceArray<>(MOST * APART);

  private static final ForkJoinPool POOL =
      new ForkJoinPool(
          MOST,
          pool -> {
            ForkJoinWorkerThread thread =
                ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
            thread.setName("wengert-" + thread.getPoolIndex());
            return thread;
          },
          null,
          true);

  private Helpers() {}

  /** Calls so many helpers. Each runs the work, or takes part in it if it was watching out. */
  static void call(Work work, int helpers) {
    int left = helpers;
    for (int at = 0; at < PLACES.length() && left > 0; at += APART) {
      if (PLACES.get(at) == NONE && PLACES.compareAndSet(at, NONE, work)) {
        left--;
      }
    }
    for (; left > 0; left--) {
      POOL.execute(work);
    }
  }

  /** Takes part in work that comes within a while; what a helper does when it has done its own. */
  static void watch() {
    for (int at = 0; at < PLACES.length(); at += APART) {
      if (PLACES.compareAndSet(at, null, NONE)) {
        watch(at);
        return;
      }
    }
  }

  private static void watch(int at) {
    long until = System.nanoTime() + WATCH;
    while (true) {
      Work work = NONE;
      for (int i = 0; i < LOOKS && work == NONE; i++) {
        Thread.onSpinWait();
        work = PLACES.get(at);
      }
      if (work != NONE) {
        // It stays where it is meanwhile, so that nobody calls one who is busy.
        work.work();
        PLACES.set(at, NONE);
        until = System.nanoTime() + WATCH;
      } else if ((System.nanoTime() - until >= 0 || POOL.hasQueuedSubmissions())
          && PLACES.compareAndSet(at, NONE, null)) {
        return;
      }
    }
  }
}
