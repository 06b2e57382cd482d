package dev.wengert.cpu.machine;

import dev.wengert.array.Buffer;
import dev.wengert.device.Frame;
import dev.wengert.device.Scratch;
import dev.wengert.device.Task;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Working memory of tasks on this machine: a {@link Lane} for each thread that takes part. */
public final class Lanes implements Scratch {

  /** Bytes that are kept between operations. */
  private static final long MOST_KEPT = 1 << 24;

  private final Lane first = new Lane(this);

  /** Those of the helpers, made when first needed. */
  volatile @Nullable Lane[] others = new @Nullable Lane[0];

  /** Returns the lane of the thread that runs a task. */
  public Lane first() {
    return first;
  }

  /** Runs a task once, in a frame of its own whose results hold zeros (false for BOOL). */
  public void run(Task task, Buffer[] inputs, Buffer[] outputs) {
    int mark = first.mark();
    Frame frame = first.frame(inputs.length + outputs.length);
    for (int i = 0; i < inputs.length; i++) {
      frame.set(i, inputs[i]);
    }
    for (int i = 0; i < outputs.length; i++) {
      frame.set(inputs.length + i, outputs[i]);
    }
    frame.setBlank(true);
    try {
      task.run(frame);
    } finally {
      frame.clear();
      first.release(mark);
    }
  }

  /** Returns whether all lanes together hold so few bytes that they may be kept for later. */
  boolean areSmall() {
    long bytes = first.bytes();
    for (Lane lane : others) {
      bytes += lane == null ? 0 : lane.bytes();
    }
    return bytes <= MOST_KEPT;
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
    @Nullable Lane[] grown = Arrays.copyOf(others, Math.max(others.length, thread));
    Lane lane = grown[thread - 1];
    if (lane == null) {
      lane = new Lane(this);
      grown[thread - 1] = lane;
      others = grown;
    }
    return lane;
  }
}
