package dev.wengert.cpu.machine;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Working memory that is kept for the next operation: a few small ones, each for whoever comes
 * first. It makes operations cheaper and never changes what they compute.
 */
public final class Spares {

  /** A power of two. */
  private static final int COUNT = 16;

  private final AtomicReferenceArray<@Nullable Lanes> spares = new AtomicReferenceArray<>(COUNT);

  /** Takes one, or makes one if there is none. */
  public Lanes take() {
    Lanes lanes = spares.getAndSet(place(), null);
    return lanes == null ? new Lanes() : lanes;
  }

  /** Gives one back, of which all that was taken has been given back. */
  public void give(Lanes lanes) {
    if (lanes.areSmall()) {
      spares.set(place(), lanes);
    }
  }

  /** Threads that work at the same time mostly have places of their own. */
  private static int place() {
    return (int) Thread.currentThread().threadId() & (COUNT - 1);
  }
}
