package dev.wengert.gradcheck.point;

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
public record Argument(String name, Tensor value, boolean differentiated, Reach reach) {

  /** Makes an argument that probes may move anywhere. */
  public Argument(String name, Tensor value, boolean differentiated) {
    this(name, value, differentiated, Reach.ANYWHERE);
  }

  public Argument with(Reach other) {
    return new Argument(name, value, differentiated, other);
  }

  /** Returns the same argument at another point. */
  Argument at(double[] values) {
    return new Argument(
        name, Subject.tensor(values, value.dtype(), value.shape()), differentiated, reach);
  }

  /** Returns the elements as numbers. */
  public double[] numbers() {
    return (value.dtype() == DType.BOOL ? value.to(DType.FLOAT64) : value).toDoubleArray();
  }
}
