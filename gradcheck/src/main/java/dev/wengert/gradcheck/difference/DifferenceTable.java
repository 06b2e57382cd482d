package dev.wengert.gradcheck.difference;

/** The noise in samples that lie on a straight line but for it, from a table of differences. */
final class DifferenceTable {

  private static final int FIRST_ORDER = 2;
  private static final int LAST_ORDER = 5;

  private DifferenceTable() {}

  /**
   * Returns the standard deviation of the noise; NaN if a sample is not finite.
   *
   * <p>A k-th difference of independent errors has the variance {@code (2k)! / (k!)^2} of theirs;
   * the largest estimate of several orders is taken.
   *
   * @param samples equally spaced, more than five
   */
  static double noise(double[] samples) {
    double[] table = samples.clone();
    double noise = 0;
    double variance = 1;
    for (int order = 1; order <= LAST_ORDER; order++) {
      variance *= (2.0 * order) * (2.0 * order - 1) / ((double) order * order);
      double squares = 0;
      int left = table.length - order;
      for (int i = 0; i < left; i++) {
        table[i] = table[i + 1] - table[i];
        squares += table[i] * table[i];
      }
      if (order >= FIRST_ORDER) {
        noise = Math.max(noise, Math.sqrt(squares / left / variance));
      }
    }
    return noise;
  }
}
