package dev.wengert.ops.primitive;

import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import java.util.Arrays;

/** Java numbers as operands: one formula then serves every value of an attribute. */
public final class Numbers {

  private Numbers() {}

  /** Returns the numbers from 0 up to but without n: INT32. */
  public static Tensor upTo(int n) {
    int[] values = new int[n];
    Arrays.setAll(values, i -> i);
    return Tensor.wrap(values, n);
  }

  /**
   * Returns a scalar of x's dtype.
   *
   * @throws IllegalArgumentException if that is INT32 and the value no whole number of 32 bits
   */
  public static Tensor like(String operation, Tensor x, double value) {
    if (x.dtype() == DType.INT32 && value != (int) value) {
      throw new IllegalArgumentException(
          operation
              + ": the number "
              + value
              + " does not fit the dtype INT32; convert the tensor with to(FLOAT32) or"
              + " to(FLOAT64)");
    }
    return Tensor.full(new Spec(x.dtype(), Shape.SCALAR), value);
  }
}
