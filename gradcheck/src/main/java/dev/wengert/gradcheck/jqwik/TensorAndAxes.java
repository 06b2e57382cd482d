package dev.wengert.gradcheck.jqwik;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Tensor;

/**
 * A tensor and some of its axes, each at most once, counted from the front or from the end.
 *
 * @param tensor the tensor
 * @param axes from none to all
 */
public record TensorAndAxes(Tensor tensor, ImmutableIntArray axes) {

  /** Returns the axes as an array. */
  public int[] axesArray() {
    return axes.toArray();
  }
}
