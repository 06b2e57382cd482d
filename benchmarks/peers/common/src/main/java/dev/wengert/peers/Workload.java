package dev.wengert.peers;

import java.util.Map;

/** One workload of one peer, its inputs already built. */
public interface Workload extends AutoCloseable {
  /** One iteration: forward + backward (+ update), results materialised. */
  void step();

  /**
   * Checksums on the fixed inputs, taken before any timed step; may be empty. Random masks are off
   * here. Keys: "loss" or "out", and "g_NAME" = sum |gradient|.
   */
  Map<String, Double> check();

  @Override
  default void close() {}
}
