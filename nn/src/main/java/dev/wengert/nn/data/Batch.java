package dev.wengert.nn.data;

import com.google.common.base.Preconditions;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;

/**
 * Examples that are computed on together, along the first axis.
 *
 * @param x the inputs [n, ...]
 * @param y the targets [n, ...]
 * @param indices the place of each example in its data set, INT32 [n]: what random draws for one
 *     example are keyed by, so that they do not depend on how examples are grouped
 */
public record Batch(Tensor x, Tensor y, Tensor indices) {

  /**
   * Makes a batch.
   *
   * @throws IllegalArgumentException if the three differ in the number of examples, or the indices
   *     are not INT32 [n]
   */
  public Batch {
    Examples.checkPair("batch", x, y);
    Spec expected = new Spec(DType.INT32, Shape.of(x.shape().side(0)));
    Preconditions.checkArgument(
        indices.spec().equals(expected),
        "batch: the indices are %s; give one for each example, %s",
        indices.spec(),
        expected);
  }

  /** Returns the number of examples. */
  public int size() {
    return x.shape().side(0);
  }

  /**
   * Returns this batch with other inputs.
   *
   * @throws IllegalArgumentException if their number differs
   */
  public Batch withX(Tensor inputs) {
    return new Batch(inputs, y, indices);
  }
}
