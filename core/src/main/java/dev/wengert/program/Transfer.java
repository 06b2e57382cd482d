package dev.wengert.program;

import dev.wengert.array.Buffer;
import dev.wengert.array.Layout;
import org.jspecify.annotations.Nullable;

/**
 * A new value of state that is computed somewhere else, on its way to where the state lies.
 *
 * @param root in whose memory it lies
 * @param layout how it lies there
 * @param source where that is; null if it passes through and is somewhere else in each run
 * @param waiting where it waits while other state is written, if it is old state itself
 * @param target where the state lies
 */
record Transfer(
    int root, Layout layout, @Nullable Buffer source, @Nullable Buffer waiting, Buffer target) {

  /** Begins: nothing of the state has been written yet. */
  void begin() {
    if (source != null && waiting != null) {
      source.copyTo(waiting);
    }
  }

  /**
   * Ends: all else has been written.
   *
   * @param passing for each root that passes through where it lies
   */
  void end(Buffer[] passing) {
    Buffer from = waiting == null ? source : waiting;
    (from == null ? passing[root].under(layout) : from).copyTo(target);
  }
}
