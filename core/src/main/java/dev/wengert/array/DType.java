package dev.wengert.array;

import com.google.common.base.Preconditions;

/**
 * The type of a tensor's elements.
 *
 * <p>Derivatives exist for the floating types; {@link #INT32} holds indices and random keys, {@link
 * #BOOL} the results of comparisons. A dtype never changes silently.
 */
public enum DType {
  /** IEEE 754 single precision, a Java {@code float}. */
  FLOAT32(Float.BYTES),
  /** IEEE 754 double precision, a Java {@code double}. */
  FLOAT64(Double.BYTES),
  /** A 32-bit signed integer, a Java {@code int}. */
  INT32(Integer.BYTES),
  /** A truth value, a Java {@code boolean}. */
  BOOL(1);

  private final int bytes;

  DType(int bytes) {
    this.bytes = bytes;
  }

  /** Returns the bytes that one element takes. */
  public int bytes() {
    return bytes;
  }

  /** Returns whether this is FLOAT32 or FLOAT64, the types that have derivatives. */
  public boolean isFloating() {
    return this == FLOAT32 || this == FLOAT64;
  }

  /**
   * Refuses a dtype that is not floating.
   *
   * @param operation the operation an error names
   * @throws IllegalArgumentException if this is not FLOAT32 or FLOAT64
   */
  public void checkFloating(String operation) {
    if (!isFloating()) {
      throw new IllegalArgumentException(
          operation + ": the dtype is " + this + "; convert with to(FLOAT32) or to(FLOAT64)");
    }
  }

  /**
   * Refuses truth values, with which nothing is computed.
   *
   * @param operation the operation an error names
   * @throws IllegalArgumentException if this is BOOL
   */
  public void checkNumber(String operation) {
    if (this == BOOL) {
      throw new IllegalArgumentException(
          operation + ": not defined for BOOL; convert with to(INT32) first");
    }
  }

  /**
   * Returns the largest number of this floating type that is not above a number: a bound that
   * rounding to the nearest may overstep.
   *
   * @throws IllegalStateException if this is not floating
   */
  public double atMost(double bound) {
    Preconditions.checkState(
        isFloating(), "atMost: not defined for %s; ask FLOAT32 or FLOAT64", this);
    if (this == FLOAT64) {
      return bound;
    }
    float nearest = (float) bound;
    return nearest > bound ? Math.nextDown(nearest) : nearest;
  }
}
