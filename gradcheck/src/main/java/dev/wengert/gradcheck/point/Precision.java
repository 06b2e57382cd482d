package dev.wengert.gradcheck.point;

import dev.wengert.array.DType;

/**
 * What can be expected of the analytic derivative.
 *
 * @param dtype the dtype that it is computed in
 * @param required the relative error that a passing check must be able to see
 * @param accuracy the share of the input's largest derivative by which it may be off, since it is
 *     an approximation
 */
public record Precision(DType dtype, double required, double accuracy) {

  /** How many roundings an element may be off by. */
  private static final double ROUNDINGS = 64;

  /** Returns what can be expected of a derivative that is rounded to FLOAT32 on its way. */
  public Precision ofFloat32() {
    return new Precision(DType.FLOAT32, required, accuracy);
  }

  /** Returns the spacing of numbers at 1. */
  public double epsilon() {
    return dtype.epsilon();
  }

  /** Returns the share of the derivative by which rounding may move it. */
  public double relative() {
    return Math.max(accuracy, dtype == DType.FLOAT32 ? 1e-5 : 1e-10);
  }

  /** Returns the share of the largest derivative by which a law may be broken by rounding. */
  public double linearity() {
    return dtype == DType.FLOAT32 ? 1e-4 : 1e-9;
  }

  /** Returns the smallest number, below which there is no relative precision. */
  public double smallest() {
    return dtype.least();
  }

  /** Returns by how much rounding, or the stated accuracy, may move a derivative of a size. */
  public double rounding(double size) {
    return Math.max(accuracy, ROUNDINGS * epsilon()) * Math.abs(size) + ROUNDINGS * smallest();
  }
}
