package dev.wengert.gradcheck;

import dev.wengert.Tensor;
import dev.wengert.array.DType;

/**
 * One argument of the function under check.
 *
 * @param name its name in the report
 * @param value the point
 * @param differentiated whether its derivative is checked; false for a constant
 */
record Argument(String name, Tensor value, boolean differentiated) {

  /** Returns the elements as numbers. */
  double[] numbers() {
    return (value.dtype() == DType.BOOL ? value.to(DType.FLOAT64) : value).toDoubleArray();
  }
}
