package dev.wengert.examples.regularization.report;

/** How far a share of some examples may lie from that of all there could be. */
final class SamplingError {

  private SamplingError() {}

  /**
   * Returns the standard deviation of a share of n examples, with one more on either side, so that
   * a share of 0 or 1 is not taken for certain (Laplace's rule of succession).
   */
  static double of(double share, int n) {
    double p = (share * n + 1) / (n + 2);
    return Math.sqrt(p * (1 - p) / n);
  }

  /** Returns the standard deviation of the difference of two shares of the same n examples. */
  static double of(boolean[] one, boolean[] other) {
    int differ = 1;
    for (int i = 0; i < one.length; i++) {
      differ += one[i] == other[i] ? 0 : 1;
    }
    return Math.sqrt(differ) / one.length;
  }
}
