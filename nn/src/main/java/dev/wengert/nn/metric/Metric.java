package dev.wengert.nn.metric;

import dev.wengert.Tensor;

/**
 * A figure of merit that is collected batch by batch.
 *
 * <p>The value depends on all examples seen, not on batch means: batches may differ in size. The
 * same batches in the same order give the same bits; parts collected separately can be {@linkplain
 * #merge merged}.
 */
public interface Metric {

  /** Returns the metric's name in logs. */
  String name();

  /**
   * Takes in a batch.
   *
   * @param prediction what the model gave; the metric says which shape
   * @param target what it should have given
   * @throws IllegalArgumentException if the shapes do not fit each other
   */
  void update(Tensor prediction, Tensor target);

  /** Returns the value over everything taken in; NaN where that does not define one. */
  double value();

  /** Returns a metric of the same kind that has taken in nothing. */
  Metric fresh();

  /**
   * Takes in everything that another metric has taken in.
   *
   * @throws IllegalArgumentException if it is of another kind
   */
  void merge(Metric other);
}
