package dev.wengert.cpu.machine;

import dev.wengert.device.Frame;

/** What a task does in independent steps, which threads share. */
@FunctionalInterface
public interface Steps {

  /**
   * Does the steps {@code from} to {@code to - 1}.
   *
   * @param lane the working memory of the thread that does them
   */
  void run(Frame frame, Lane lane, int from, int to);
}
