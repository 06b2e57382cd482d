package dev.wengert.gradcheck;

/** The Euclidean norm, for numbers whose squares overflow or vanish too. */
final class Norm {

  private static final double SMALLEST = 0x1p-900;

  private Norm() {}

  static double of(double[] values) {
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
}
