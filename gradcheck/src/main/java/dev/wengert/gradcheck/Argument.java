package dev.wengert.gradcheck;

import dev.wengert.Tensor;
import dev.wengert.array.DType;

/**
 * One argument of the function under check.
 *
 * @param name its name in the report
 * @param value the point
 * @param differentiated whether its derivative is checked; false for a constant
 * @param reach where probes may move it
 */
record Argument(String name, Tensor value, boolean differentiated, Reach reach) {

  /** Makes an argument that probes may move anywhere. */
  Argument(String name, Tensor value, boolean differentiated) {
    this(name, value, differentiated, Reach.ANYWHERE);
  }

  Argument with(Reach other) {
    return new Argument(name, value, differentiated, other);
  }

  /** Returns the elements as numbers. */
  double[] numbers() {
    return (value.dtype() == DType.BOOL ? value.to(DType.FLOAT64) : value).toDoubleArray();
  }
}
