package dev.wengert.cpu.gemm;

import dev.wengert.array.Layout;
import dev.wengert.cpu.machine.Lane;
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

  /** Lays out all of them in working memory. */
  static Object all(SecondFactors second, Layout factors, Frame frame, Lane lane) {
    int size = factors.shape().size();
    int each = factors.shape().side(-2) * factors.shape().side(-1);
    Object all = lane.numbers(factors.dtype(), size);
    for (int product = 0; product * each < size; product++) {
      second.layOut(frame, product, all, product * each);
    }
    return all;
  }
}
