package dev.wengert.gradcheck;

import java.util.List;

/**
 * Analytic and numeric derivatives side by side: one an element in mode FULL, one a direction in
 * mode PROJECTED.
 */
public final class Comparison {

  private final double[] analytic;
  private final double[] numeric;
  private final double[] tolerances;

  private Comparison(int size) {
    this.analytic = new double[size];
    this.numeric = new double[size];
    this.tolerances = new double[size];
  }

  /** Returns the comparison of measurements. */
  public static Comparison of(List<Measurement> measurements) {
    Comparison result = new Comparison(measurements.size());
    for (int i = 0; i < measurements.size(); i++) {
      result.analytic[i] = measurements.get(i).analytic();
      result.numeric[i] = measurements.get(i).numeric();
      result.tolerances[i] = measurements.get(i).tolerance();
    }
    return result;
  }

  /** Returns the number of derivatives. */
  public int size() {
    return analytic.length;
  }

  /** Returns what the pullback says. */
  public double analytic(int i) {
    return analytic[i];
  }

  /** Returns what finite differences say. */
  public double numeric(int i) {
    return numeric[i];
  }

  /** Returns the difference beyond which the analytic value is not believed. */
  public double tolerance(int i) {
    return tolerances[i];
  }

  /** Returns analytic minus numeric. */
  public double error(int i) {
    return analytic[i] - numeric[i];
  }

  /** Returns whether analytic and numeric agree within the tolerance. */
  public boolean agrees(int i) {
    return Math.abs(error(i)) <= tolerances[i];
  }

  /** Returns whether all derivatives are zero as far as can be measured. */
  public boolean isZero() {
    for (int i = 0; i < size(); i++) {
      if (!(Math.abs(analytic[i]) <= tolerances[i] && Math.abs(numeric[i]) <= tolerances[i])) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns the smallest error, in units of the largest derivative, that would have been seen
   * wherever it was; NaN if all derivatives are zero.
   */
  public double resolution() {
    double coarsest = 0;
    double largest = 0;
    for (int i = 0; i < size(); i++) {
      coarsest = Math.max(coarsest, tolerances[i]);
      largest = Math.max(largest, Math.abs(numeric[i]));
    }
    return largest == 0 ? Double.NaN : coarsest / largest;
  }
}
