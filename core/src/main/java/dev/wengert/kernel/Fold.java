package dev.wengert.kernel;

/** A way to make one number of many, whatever their order. */
public enum Fold {
  /** The sum; 0 of nothing. */
  SUM(0),
  /** The product; 1 of nothing. */
  PRODUCT(1),
  /** The largest; NaN if any is. */
  MAX(Double.NEGATIVE_INFINITY),
  /** The smallest; NaN if any is. */
  MIN(Double.POSITIVE_INFINITY);

  private final double identity;

  Fold(double identity) {
    this.identity = identity;
  }

  /** Returns the number that changes nothing. */
  double identity() {
    return identity;
  }
}
