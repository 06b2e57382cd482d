package dev.wengert.examples.regularization.training;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;

/**
 * The value of a parameter: a shape and the numbers in row-major order.
 *
 * <p>A scalar has the empty shape and one number.
 */
public record ParameterValue(ImmutableIntArray shape, ImmutableDoubleArray data) {

  /**
   * Checks that shape and data agree.
   *
   * @throws IllegalArgumentException if they do not
   */
  public ParameterValue {
    long size = 1;
    for (int i = 0; i < shape.length(); i++) {
      size = Math.multiplyExact(size, (long) shape.get(i));
    }
    checkArgument(
        size == data.length(), "ParameterValue: %s numbers for the shape %s", data.length(), shape);
  }

  /** Returns a value that copies the arrays. */
  public static ParameterValue of(int[] shape, double[] data) {
    return new ParameterValue(ImmutableIntArray.copyOf(shape), ImmutableDoubleArray.copyOf(data));
  }
}
