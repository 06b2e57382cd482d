package dev.wengert.gradcheck.point;

/** How large lists of numbers are. */
public final class Magnitudes {

  private static final double SMALLEST = 0x1p-900;

  private Magnitudes() {}

  /** Returns the Euclidean norm, of numbers whose squares overflow or vanish too. */
  public static double norm(double[] values) {
    double squares = 0;
    double largest = 0;
    for (double value : values) {
      squares += value * value;
      largest = Math.max(largest, Math.abs(value));
    }
    if ((squares > SMALLEST && squares <= Double.MAX_VALUE) || largest == 0) {
      return Math.sqrt(squares);
    }
    double scaled = 0;
    for (double value : values) {
      double share = value / largest;
      scaled += share * share;
    }
    return largest * Math.sqrt(scaled);
  }

  /** Returns the magnitude of the largest finite number. */
  public static double largest(double[] values) {
    double largest = 0;
    for (double value : values) {
      if (Double.isFinite(value)) {
        largest = Math.max(largest, Math.abs(value));
      }
    }
    return largest;
  }
}
