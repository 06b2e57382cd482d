package dev.wengert.gradcheck.difference;

/**
 * Neville's extrapolation of difference quotients to step 0, with an error bar for each entry of
 * its table; the entry with the smallest one is the estimate.
 *
 * <p>The bar is the disagreement of an entry with the two it was made from (C. J. F. Ridders,
 * "Accurate computation of F'(x) and F'(x) F''(x)", 1982), plus the noise of the samples, divided
 * by the step and amplified as the table amplifies it, plus rounding.
 */
final class Extrapolation {

  private static final int COLUMNS = 8;
  private static final double EPSILON = Math.ulp(1.0);

  /** The exponent of the step in the error series: 2 for central differences, else 1. */
  private final int power;

  private final double[] steps = new double[COLUMNS];
  private double[] row = new double[COLUMNS];
  private double[] previous = new double[COLUMNS];
  private int rows;
  private Estimate best = Estimate.NONE;

  Extrapolation(int power) {
    this.power = power;
  }

  /** Forgets the rows, but not the best estimate: the series is interrupted. */
  void interrupt() {
    rows = 0;
  }

  /**
   * Adds a row.
   *
   * @param step smaller than those before
   * @param slope the difference quotient there
   * @param noise how far the quotient may be off by rounding in the samples
   */
  void add(double step, double slope, double noise) {
    double[] spare = previous;
    previous = row;
    row = spare;
    row[0] = slope;
    double amplified = noise;
    int columns = Math.min(rows, COLUMNS - 1);
    for (int k = 1; k <= columns; k++) {
      double ratio = steps[k - 1] / step;
      double factor = power == 2 ? ratio * ratio : ratio;
      row[k] = row[k - 1] + (row[k - 1] - previous[k - 1]) / (factor - 1);
      amplified *= (factor + 1) / (factor - 1);
      double disagreement =
          Math.max(Math.abs(row[k] - row[k - 1]), Math.abs(row[k] - previous[k - 1]));
      double bar = disagreement + amplified + 2 * EPSILON * Math.abs(row[k]);
      if (bar < best.bar()) {
        best = new Estimate(row[k], bar);
      }
    }
    System.arraycopy(steps, 0, steps, 1, COLUMNS - 1);
    steps[0] = step;
    rows++;
  }

  Estimate best() {
    return best;
  }
}
