package dev.wengert.device;

/**
 * A kernel bound to the layouts of its operands and results: what can be decided before the numbers
 * are there has been decided.
 *
 * <p>A task does not change. It takes arrays and working memory from a {@link Frame} at each run,
 * so many threads may run it at once, each with a frame of its own.
 */
public interface Task {

  /**
   * Fills the frame's results: every element that they store, whatever they held. Reads the
   * operands where they lie, keeps none of the arrays, and writes to nothing but the results and
   * the scratch.
   *
   * @param frame where operands and results lie, as the layouts say that the task was bound to
   */
  void run(Frame frame);
}
