package dev.wengert.gradcheck;

import dev.wengert.array.DType;

/**
 * What can be expected of the analytic derivative.
 *
 * @param dtype the dtype that it is computed in
 * @param required the relative error that a passing check must be able to see
 */
record Precision(DType dtype, double required) {

  private static final double AMPLIFICATION = 64;

  /** Returns the share of the derivative by which rounding may move it. */
  double relative() {
    return dtype == DType.FLOAT32 ? 1e-5 : 1e-10;
  }

  /** Returns by how much rounding may move an element of a gradient, whatever its own size. */
  double rounding(double[] gradient) {
    double largest = 0;
    for (double g : gradient) {
      largest = Math.max(largest, Math.abs(g));
    }
    double epsilon = dtype == DType.FLOAT32 ? Math.ulp(1f) : Math.ulp(1.0);
    return AMPLIFICATION * epsilon * largest;
  }
}
