package dev.wengert.cpu.machine;

import dev.wengert.device.Scratch;
import org.jspecify.annotations.Nullable;

/** Working memory of tasks on this machine: a {@link Lane} for each thread that takes part. */
public final class Lanes implements Scratch {

  private final Lane first = new Lane(this);

  /** Those of the helpers, made when first needed. */
  volatile @Nullable Lane[] others = new @Nullable Lane[0];

  /** Returns the lane of the thread that runs a task. */
  public Lane first() {
    return first;
  }

  /**
   * Returns the lane of a thread.
   *
   * @param thread 0 for the one that runs the task, from 1 on for its helpers
   */
  Lane of(int thread) {
    if (thread == 0) {
      return first;
    }
    @Nullable Lane[] known = others;
    Lane lane = thread <= known.length ? known[thread - 1] : null;
    return lane == null ? make(thread) : lane;
  }

  private synchronized Lane make(int thread) {
    @Nullable Lane[] grown = java.util.Arrays.copyOf(others, Math.max(others.length, thread));
    Lane lane = grown[thread - 1];
    if (lane == null) {
      lane = new Lane(this);
      grown[thread - 1] = lane;
      others = grown;
    }
    return lane;
  }
}
