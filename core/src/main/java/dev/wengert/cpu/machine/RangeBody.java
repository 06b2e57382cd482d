package dev.wengert.cpu.machine;

/** Work on a range of independent steps. */
@FunctionalInterface
public interface RangeBody {

  /** Does the steps {@code from} to {@code to - 1}. */
  void run(int from, int to);
}
