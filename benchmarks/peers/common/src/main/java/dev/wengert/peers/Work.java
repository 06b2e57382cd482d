package dev.wengert.peers;

import java.util.Map;

/** One workload of one framework, on data that is there. */
public interface Work extends AutoCloseable {

  /** Does the work once: forward, backward and, where there is one, the update. */
  void step();

  /**
   * Does the work once before any step, with random masks off, and returns the numbers that every
   * framework must get.
   *
   * @return {@code value}, the loss or the sum of absolute outputs, and for each parameter by name
   *     the sum of absolute gradients
   */
  Map<String, Double> check();

  @Override
  default void close() {}
}
