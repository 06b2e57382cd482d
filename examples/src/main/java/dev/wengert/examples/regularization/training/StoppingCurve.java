package dev.wengert.examples.regularization.training;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * How early stopping came to its end.
 *
 * @param costs the cost of the held-out examples after some numbers of steps
 * @param fitted the cost of the examples trained on, after the same
 * @param best the number of steps after which it was lowest: the parameters of then are given back
 */
public record StoppingCurve(CostCurve costs, CostCurve fitted, int best) {

  /**
   * Checks that the best number of steps is one that was looked at.
   *
   * @throws IllegalArgumentException if it is not
   */
  public StoppingCurve {
    checkArgument(
        costs.indexOf(best) >= 0, "StoppingCurve: no cost was taken after %s steps", best);
  }

  /** Returns the lowest cost of the held-out examples. */
  public double bestCost() {
    return costs.cost(costs.indexOf(best));
  }

  /** Returns the number of steps after which training ended. */
  public int last() {
    return costs.iteration(costs.size() - 1);
  }
}
