package dev.wengert.cpu.gemm;

import dev.wengert.array.DType;
import dev.wengert.array.Layout;
import dev.wengert.device.Frame;
import dev.wengert.kernel.AnnihilatingGemm;
import dev.wengert.kernel.Gemm;
import dev.wengert.kernel.Kernel;
import org.jspecify.annotations.Nullable;

/**
 * What is looked at to know whether it matters that a factor of 0 makes its term 0: the smaller one
 * of the result and the operand whose infinities would not count. Where that is finite, the plain
 * product is right.
 */
final class Watch {

  private static final int NOTHING = -1;
  private static final int RESULT = 2;

  private final int place;
  private final int size;
  private final DType dtype;

  private Watch(int place, int size, DType dtype) {
    this.place = place;
    this.size = size;
    this.dtype = dtype;
  }

  /**
   * Returns what is looked at of a product; nothing of a {@link Gemm}.
   *
   * @param second what lays out the second factors one at a time, if something does
   */
  static Watch of(Kernel product, Layout[] inputs, Layout c, @Nullable SecondFactors second) {
    if (!(product instanceof AnnihilatingGemm kernel)) {
      return new Watch(NOTHING, 0, c.dtype());
    }
    int operand = kernel.byA() ? 1 : 0;
    boolean isSmaller =
        !(kernel.byA() && (kernel.byB() || second != null))
            && Gemm.isStack(inputs[operand])
            && inputs[operand].stored() < c.shape().size();
    return isSmaller
        ? new Watch(operand, inputs[operand].stored(), c.dtype())
        : new Watch(RESULT, c.shape().size(), c.dtype());
  }

  /** Returns whether the operand is finite, if it is an operand that is looked at. */
  boolean isOperandFinite(Frame frame) {
    return place == NOTHING
        || place == RESULT
        || isFinite(frame.array(place), frame.offset(place), size);
  }

  /** Returns whether some of the products are finite, if it is those that are looked at. */
  boolean areFinite(Object products, int at, int count) {
    return place != RESULT || isFinite(products, at, count);
  }

  private boolean isFinite(Object numbers, int at, int count) {
    return JavaBlas.loops(dtype).isFinite(numbers, at, count);
  }
}
