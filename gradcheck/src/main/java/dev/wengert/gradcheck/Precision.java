package dev.wengert.gradcheck;

import dev.wengert.array.DType;

/**
 * What can be expected of the analytic derivative.
 *
 * @param dtype the dtype that it is computed in
 * @param required the relative error that a passing check must be able to see
 * @param accuracy the share of the input's largest derivative by which it may be off, since it is
 *     an approximation
 */
record Precision(DType dtype, double required, double accuracy) {

  /** How many roundings of the largest element an element may be off by. */
  private static final double ROUNDINGS = 64;

  /** Returns what can be expected of a derivative that is rounded to FLOAT32 on its way. */
  Precision ofFloat32() {
    return new Precision(DType.FLOAT32, required, accuracy);
  }

  /** Returns the spacing of numbers at 1. */
  double epsilon() {
    return dtype == DType.FLOAT32 ? Math.ulp(1f) : Math.ulp(1.0);
  }

  /** Returns the share of the derivative by which rounding may move it. */
  double relative() {
    return Math.max(accuracy, dtype == DType.FLOAT32 ? 1e-5 : 1e-10);
  }

  /** Returns the share of the largest derivative by which a law may be broken by rounding. */
  double linearity() {
    return dtype == DType.FLOAT32 ? 1e-4 : 1e-9;
  }

  /** Returns by how much rounding may move an element of a gradient, whatever its own size. */
  double rounding(double[] gradient) {
    return Math.max(accuracy, ROUNDINGS * epsilon()) * largest(gradient);
  }

  /** Returns the magnitude of the largest finite number. */
  static double largest(double[] values) {
    double largest = 0;
    for (double value : values) {
      if (Double.isFinite(value)) {
        largest = Math.max(largest, Math.abs(value));
      }
    }
    return largest;
  }
}
