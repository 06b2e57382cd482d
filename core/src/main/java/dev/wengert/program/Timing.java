package dev.wengert.program;

/**
 * When the steps of one run began and ended, in nanoseconds.
 *
 * @param start when the run began
 * @param ends when each step ended, and the next began
 */
@SuppressWarnings("ArrayRecordComponent") // not handed out
record Timing(long start, long[] ends) {

  /** Returns how long a step took. */
  long nanos(int step) {
    return ends[step] - begin(step);
  }

  /** Returns when a step began. */
  long begin(int step) {
    return step == 0 ? start : ends[step - 1];
  }

  /** Returns how long all steps took. */
  long total() {
    return ends.length == 0 ? 0 : ends[ends.length - 1] - start;
  }
}
