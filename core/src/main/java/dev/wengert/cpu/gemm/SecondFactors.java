package dev.wengert.cpu.gemm;

import dev.wengert.device.Frame;

/** What lays out the second factors of a stack of products, when each of them is needed. */
@FunctionalInterface
public interface SecondFactors {

  /**
   * Lays out one.
   *
   * @param frame what they are made of, in the place of the second operand
   * @param product of which product
   */
  void layOut(Frame frame, int product, Object into, int at);
}
