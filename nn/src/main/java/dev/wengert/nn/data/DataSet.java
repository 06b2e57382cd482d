package dev.wengert.nn.data;

import dev.wengert.Key;
import dev.wengert.Tensor;
import java.util.OptionalLong;

/**
 * Examples, each an input and a target, that are read batch by batch.
 *
 * <p>A data set can be run over any number of times, and by several threads, each with a run of its
 * own. The batches of a run depend on what it is asked with and on nothing else.
 */
public interface DataSet {

  /** Returns the number of examples, if it is known before all are read. */
  OptionalLong size();

  /** Returns a run over all examples in the order of the set: for evaluation. */
  Batches inOrder(Batching batching);

  /**
   * Returns a run over all examples in random order: for training.
   *
   * @param key what the order is drawn from, together with the epoch
   * @param epoch the number of the epoch
   */
  Batches shuffled(Batching batching, Key key, int epoch);

  /**
   * Returns the set of examples in memory.
   *
   * @param x the inputs [n, ...]
   * @param y the targets [n, ...]
   * @throws IllegalArgumentException if there are not as many targets as inputs
   */
  static Examples of(Tensor x, Tensor y) {
    return new Examples(x, y);
  }
}
