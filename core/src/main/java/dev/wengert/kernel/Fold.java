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

  /**
   * Returns the fold of two numbers.
   *
   * @param whole whether they are INT32: sums and products of those wrap around
   */
  double apply(double a, double b, boolean whole) {
    return switch (this) {
      case SUM -> whole ? (double) ((int) a + (int) b) : a + b;
      case PRODUCT -> whole ? (double) (((int) a) * ((int) b)) : a * b;
      case MAX -> Math.max(a, b);
      case MIN -> Math.min(a, b);
    };
  }

  /** Folds a block in four lanes: shorter chains are faster, and a sum loses fewer digits. */
  double apply(double[] block, int n, boolean whole) {
    double a = identity;
    double b = identity;
    double c = identity;
    double d = identity;
    int i = 0;
    if (this == SUM && !whole) {
      for (; i + 3 < n; i += 4) {
        a += block[i];
        b += block[i + 1];
        c += block[i + 2];
        d += block[i + 3];
      }
    }
    for (; i < n; i++) {
      a = apply(a, block[i], whole);
    }
    return apply(apply(a, b, whole), apply(c, d, whole), whole);
  }
}
