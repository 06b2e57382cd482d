package dev.wengert.cpu.gemm;

import dev.wengert.cpu.machine.Lane;
import dev.wengert.device.Frame;

/** What is done with each matrix of a stack once it has been multiplied. */
@FunctionalInterface
@SuppressWarnings("exports") // for this and the neighbouring rooms of the device
public interface ProductTaker {

  /**
   * Takes one.
   *
   * @param product which of them
   * @param c the array in which it lies
   * @param at where it begins there
   */
  void take(Frame frame, Lane lane, int product, Object c, int at);
}
