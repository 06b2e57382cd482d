package dev.wengert.nn.data;

import com.google.common.base.Preconditions;
import dev.wengert.Leaves;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;

/**
 * Examples that are computed on together.
 *
 * <p>What they are made of is an {@link Example} of inputs and targets, or any other structure of
 * tensors: a record of two inputs and weights, sentences and where they are padded, a map. {@link
 * Leaves} tells what a structure may be. It is what one example is, each tensor with one more axis
 * in front, or else what a {@linkplain Collate function} makes of them. A part that is no tensor, a
 * number, say, is a constant of a compiled step: batches that differ in it have steps of their own.
 *
 * @param examples the structure
 * @param indices the place of each example in its data set, INT32 [n]: what random draws for one
 *     example are keyed by, so that they do not depend on how examples are grouped
 */
public record Batch(Object examples, Tensor indices) {

  /**
   * Makes a batch.
   *
   * @throws IllegalArgumentException if the indices are not INT32 [n], or inputs, targets and they
   *     differ in the number of examples
   */
  public Batch {
    int count = indices.rank() == 1 ? indices.shape().side(0) : 0;
    if (examples instanceof Example pair) {
      Examples.checkPair("batch", pair.x(), pair.y());
      count = pair.x().shape().side(0);
    }
    Spec expected = new Spec(DType.INT32, Shape.of(count));
    Preconditions.checkArgument(
        indices.spec().equals(expected),
        "batch: the indices are %s; give one for each example, %s",
        indices.spec(),
        expected);
  }

  /**
   * Makes a batch of inputs and targets.
   *
   * @param x the inputs [n, ...]
   * @param y the targets [n, ...]
   * @param indices the place of each example in its data set, INT32 [n]
   * @throws IllegalArgumentException if the three differ in the number of examples, or the indices
   *     are not INT32 [n]
   */
  public Batch(Tensor x, Tensor y, Tensor indices) {
    this(new Example(x, y), indices);
  }

  /** Returns the number of examples. */
  public int size() {
    return indices.shape().side(0);
  }

  /**
   * Returns the inputs [n, ...].
   *
   * @throws IllegalArgumentException if the batch is of another structure than {@link Example}
   */
  public Tensor x() {
    return as(Example.class).x();
  }

  /**
   * Returns the targets [n, ...].
   *
   * @throws IllegalArgumentException if the batch is of another structure than {@link Example}
   */
  public Tensor y() {
    return as(Example.class).y();
  }

  /**
   * Returns the structure: {@code batch.as(Sentence.class).tokens()}.
   *
   * @throws IllegalArgumentException if it is of another class
   */
  public <S> S as(Class<S> type) {
    Preconditions.checkArgument(
        type.isInstance(examples),
        "batch: it is made of %s with the tensors %s and not of %s; ask for what it is made of, or"
            + " for a tensor by get(name)",
        examples.getClass().getSimpleName(),
        Leaves.of(examples).names(),
        type.getSimpleName());
    return type.cast(examples);
  }

  /**
   * Returns one tensor of the structure by the way to it, {@code "tokens.mask"}: for structures
   * that are maps or lists.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Tensor get(String name) {
    Leaves<Object> leaves = Leaves.of(examples);
    int place = leaves.names().indexOf(name);
    Preconditions.checkArgument(
        place >= 0, "batch: there is no tensor %s; there are %s", name, leaves.names());
    return leaves.tensors().get(place);
  }

  /** Returns a batch of the same examples, made of something else. */
  public Batch with(Object other) {
    return new Batch(other, indices);
  }

  /**
   * Returns this batch with other inputs.
   *
   * @throws IllegalArgumentException if their number differs, or the batch is of another structure
   *     than {@link Example}
   */
  public Batch withX(Tensor inputs) {
    return with(new Example(inputs, y()));
  }
}
