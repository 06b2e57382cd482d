package dev.wengert.cpu.machine;

import com.google.common.base.Preconditions;
import com.google.common.base.Throwables;
import com.google.common.math.IntMath;
import dev.wengert.device.Frame;
import java.math.RoundingMode;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * How many threads kernels use, and how they share work.
 *
 * <p>The number is the system property {@code wengert.threads}, or that of the processors; within
 * {@link #with} it is another, for the calling thread and nobody else. It decides how fast a kernel
 * is and never what it computes.
 */
public final class Threads {

  private static final ScopedValue<Integer> SCOPED = ScopedValue.newInstance();

  /** Ranges a thread: more than one, so that a thread which started late costs little. */
  private static final int RANGES_PER_THREAD = 4;

  private Threads() {}

  /** Returns how many threads a kernel called from here uses at most. */
  public static int count() {
    return SCOPED.orElse(Helpers.THREADS);
  }

  /**
   * Runs something whose kernels use at most so many threads.
   *
   * @throws IllegalArgumentException if the number is below 1
   */
  public static void with(int threads, Runnable body) {
    Preconditions.checkArgument(
        threads >= 1,
        "withThreads: the number of threads must be positive: %s; 1 keeps all work on the calling"
            + " thread",
        threads);
    ScopedValue.where(SCOPED, threads).run(body);
  }

  /**
   * Does n independent steps on the calling thread and, if they are many, on others.
   *
   * <p>All get the frame, and each the lane of its thread. The body gets ranges that cover all
   * steps once, each beginning at a multiple of {@code grain}; how many there are depends on the
   * number of threads, so what a step computes must not depend on its range. Returns when all are
   * done. If a body throws, ranges not yet begun are left out and the first exception is thrown
   * here.
   *
   * @param grain steps that are too few to be worth a thread of their own; at least 1
   */
  public static void forEachRange(int n, int grain, Frame frame, Steps body) {
    if (n <= grain) {
      if (n > 0) {
        run(body, frame, 0, 0, n);
      }
      return;
    }
    int grains = IntMath.divide(n, grain, RoundingMode.CEILING);
    int threads = Math.min(count(), grains);
    if (threads == 1) {
      run(body, frame, 0, 0, n);
      return;
    }
    int ranges = (int) Math.min(grains, (long) threads * RANGES_PER_THREAD);
    int step = IntMath.divide(grains, ranges, RoundingMode.CEILING) * grain;
    new Split(n, step, frame, body).run(threads);
  }

  /** Does steps on a thread, which gives back what it took of its lane. */
  private static void run(Steps body, Frame frame, int thread, int from, int to) {
    Lane lane = ((Lanes) frame.scratch()).of(thread);
    int mark = lane.mark();
    try {
      body.run(frame, lane, from, to);
    } finally {
      lane.release(mark);
    }
  }

  /**
   * One call's ranges. Whoever is free takes the next; the caller takes part, so that it never
   * waits for a thread that has not started. It is all that a loop allocates which is shared.
   */
  @SuppressWarnings("UnusedVariable") // fields are read through their updaters
  private static final class Split implements Helpers.Work {
    private static final int SPINS = 1_000;

    private static final AtomicIntegerFieldUpdater<Split> JOINED =
        AtomicIntegerFieldUpdater.newUpdater(Split.class, "joined");
    private static final AtomicIntegerFieldUpdater<Split> NEXT =
        AtomicIntegerFieldUpdater.newUpdater(Split.class, "next");
    private static final AtomicIntegerFieldUpdater<Split> UNFINISHED =
        AtomicIntegerFieldUpdater.newUpdater(Split.class, "unfinished");

    private final int n;
    private final int step;
    private final int ranges;
    private final Frame frame;
    private final Steps body;
    private final Thread caller = Thread.currentThread();
    private volatile int joined;
    private volatile int next;
    private volatile int unfinished;
    private volatile @Nullable Throwable failure;

    Split(int n, int step, Frame frame, Steps body) {
      this.n = n;
      this.step = step;
      this.ranges = IntMath.divide(n, step, RoundingMode.CEILING);
      this.frame = frame;
      this.body = body;
      this.unfinished = ranges;
    }

    void run(int threads) {
      Helpers.call(this, Math.min(threads, ranges) - 1);
      work();
      for (int i = 0; unfinished > 0; i++) {
        if (i < SPINS) {
          Thread.onSpinWait();
        } else {
          LockSupport.park(this);
        }
      }
      Throwable thrown = failure;
      if (thrown != null) {
        Throwables.throwIfUnchecked(thrown);
        throw new AssertionError(thrown);
      }
    }

    /** What a helper does. */
    @Override
    public void run() {
      work();
      Helpers.watch();
    }

    /** Does ranges until none is left. */
    @Override
    public void work() {
      int thread = Thread.currentThread().equals(caller) ? 0 : JOINED.incrementAndGet(this);
      for (int i = NEXT.getAndIncrement(this); i < ranges; i = NEXT.getAndIncrement(this)) {
        try {
          if (failure == null) {
            Threads.run(body, frame, thread, i * step, (int) Math.min(n, (i + 1L) * step));
          }
        } catch (Throwable t) {
          fail(t);
        }
        if (UNFINISHED.decrementAndGet(this) == 0) {
          LockSupport.unpark(caller);
        }
      }
    }

    private synchronized void fail(Throwable t) {
      if (failure == null) {
        failure = t;
      }
    }
  }
}
