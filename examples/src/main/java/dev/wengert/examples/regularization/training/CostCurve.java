package dev.wengert.examples.regularization.training;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * The training cost at some iterations.
 *
 * <p>Iterations are counted from 0, and a cost is the one before the step of its iteration.
 */
public final class CostCurve {

  private final int[] iterations;
  private final double[] costs;

  private CostCurve(int[] iterations, double[] costs) {
    this.iterations = iterations;
    this.costs = costs;
  }

  /**
   * Returns the curve through the given points.
   *
   * @throws IllegalArgumentException if the arrays differ in length, are empty, or the iterations
   *     do not rise
   */
  public static CostCurve of(int[] iterations, double[] costs) {
    checkArgument(
        iterations.length == costs.length && costs.length > 0,
        "CostCurve: %s iterations for %s costs",
        iterations.length,
        costs.length);
    for (int i = 1; i < iterations.length; i++) {
      checkArgument(
          iterations[i - 1] < iterations[i],
          "CostCurve: iterations do not rise: %s, %s",
          iterations[i - 1],
          iterations[i]);
    }
    return new CostCurve(iterations.clone(), costs.clone());
  }

  /** Returns the number of recorded costs. */
  public int size() {
    return costs.length;
  }

  /** Returns the iteration of a recorded cost. */
  public int iteration(int index) {
    return iterations[index];
  }

  /** Returns a recorded cost. */
  public double cost(int index) {
    return costs[index];
  }

  /** Returns the last cost. */
  public double finalCost() {
    return costs[costs.length - 1];
  }
}
