package dev.wengert.examples.regularization.training;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;

/**
 * The training cost at some iterations, and the penalty that is part of it.
 *
 * <p>Iterations are counted from 0, and a cost is the one before the step of its iteration.
 */
public final class CostCurve {

  private final int[] iterations;
  private final double[] costs;
  private final double[] penalties;

  private CostCurve(int[] iterations, double[] costs, double[] penalties) {
    this.iterations = iterations;
    this.costs = costs;
    this.penalties = penalties;
  }

  /** Returns the curve through the given points, without penalties. */
  public static CostCurve of(int[] iterations, double[] costs) {
    return of(iterations, costs, new double[costs.length]);
  }

  /**
   * Returns the curve through the given points.
   *
   * @throws IllegalArgumentException if the arrays differ in length, are empty, or the iterations
   *     do not rise
   */
  public static CostCurve of(int[] iterations, double[] costs, double[] penalties) {
    checkArgument(
        iterations.length == costs.length && costs.length > 0 && penalties.length == costs.length,
        "CostCurve: %s iterations for %s costs and %s penalties",
        iterations.length,
        costs.length,
        penalties.length);
    for (int i = 1; i < iterations.length; i++) {
      checkArgument(
          iterations[i - 1] < iterations[i],
          "CostCurve: iterations do not rise: %s, %s",
          iterations[i - 1],
          iterations[i]);
    }
    return new CostCurve(iterations.clone(), costs.clone(), penalties.clone());
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

  /** Returns the penalty that is part of a recorded cost. */
  public double penalty(int index) {
    return penalties[index];
  }

  /** Returns the last penalty. */
  public double finalPenalty() {
    return penalties[penalties.length - 1];
  }

  /** Returns the place of an iteration's cost; negative if it was not recorded. */
  public int indexOf(int iteration) {
    return Arrays.binarySearch(iterations, iteration);
  }

  /** Returns the recorded iterations as numbers to draw. */
  public double[] drawnIterations() {
    return Arrays.stream(iterations).asDoubleStream().toArray();
  }

  /** Returns the recorded costs. */
  public double[] costs() {
    return costs.clone();
  }

  /** Returns the part of a curve before an iteration, with one more point there. */
  CostCurve endingAt(int iteration, double cost) {
    int kept = (int) Arrays.stream(iterations).filter(i -> i < iteration).count();
    int[] heads = Arrays.copyOf(iterations, kept + 1);
    double[] values = Arrays.copyOf(costs, kept + 1);
    heads[kept] = iteration;
    values[kept] = cost;
    return of(heads, values);
  }
}
