package dev.wengert.nn.optim;

import dev.wengert.nn.Values;

/**
 * A loss on one set of data, with its gradients, as a function of values: the same each time it is
 * asked at one point.
 */
@FunctionalInterface
public interface Objective {

  /** Returns loss and gradients at a point. */
  LossAndGradients at(Values values);

  /**
   * A loss and its gradients.
   *
   * @param loss the loss
   * @param gradients one for each parameter that may move
   */
  record LossAndGradients(double loss, Values gradients) {}
}
