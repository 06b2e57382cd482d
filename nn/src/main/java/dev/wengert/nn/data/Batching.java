package dev.wengert.nn.data;

import com.google.common.base.Preconditions;

/**
 * How examples are grouped.
 *
 * @param size the examples of a batch, positive
 * @param dropLast whether a last batch of fewer examples is left out
 */
public record Batching(int size, boolean dropLast) {

  /**
   * Makes a batching.
   *
   * @throws IllegalArgumentException if the size is not positive
   */
  public Batching {
    Preconditions.checkArgument(
        size > 0, "batching: the size is not positive: %s; give at least 1", size);
  }

  /** Returns a batching that keeps a last batch of fewer examples. */
  public static Batching of(int size) {
    return new Batching(size, false);
  }

  /** Returns this batching without a last batch of fewer examples. */
  public Batching droppingLast() {
    return new Batching(size, true);
  }

  /** Returns the number of batches that so many examples make. */
  public long count(long examples) {
    return dropLast ? examples / size : Math.ceilDiv(examples, size);
  }
}
