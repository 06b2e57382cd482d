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
  FLOAT32(Float.BYTES, float.class, 24, -126),
  /** IEEE 754 double precision, a Java {@code double}. */
  FLOAT64(Double.BYTES, double.class, 53, -1022),
  /** A 32-bit signed integer, a Java {@code int}. */
  INT32(Integer.BYTES, int.class, 0, 0),
  /** A truth value, a Java {@code boolean}. */
  BOOL(1, boolean.class, 0, 0);

  private final int bytes;
  private final Class<?> element;
  private final int digits;
  private final int leastExponent;

  DType(int bytes, Class<?> element, int digits, int leastExponent) {
    this.bytes = bytes;
    this.element = element;
    this.digits = digits;
    this.leastExponent = leastExponent;
  }

  /**
   * Returns the dtype whose elements have a Java type.
   *
   * @throws IllegalArgumentException if none has
   */
  public static DType of(Class<?> element) {
    for (DType dtype : values()) {
      if (dtype.element == element) {
        return dtype;
      }
    }
    throw new IllegalArgumentException(
        "dtype: no dtype holds " + element + "; give double, float, int or boolean");
  }

  /** Returns the bytes that one element takes. */
  public int bytes() {
    return bytes;
  }

  /** Returns whether this is FLOAT32 or FLOAT64, the types that have derivatives. */
  public boolean isFloating() {
    return digits > 0;
  }

  /**
   * Returns how many binary digits a number of this floating type has: 24 or 53. All integers of so
   * many are numbers of the type.
   *
   * @throws IllegalStateException if this is not floating
   */
  public int digits() {
    asFloating("digits");
    return digits;
  }

  /**
   * Returns the distance from 1 to the next larger number of this floating type.
   *
   * @throws IllegalStateException if this is not floating
   */
  public double epsilon() {
    asFloating("epsilon");
    return Math.scalb(1.0, 1 - digits);
  }

  /**
   * Returns the largest finite number of this floating type.
   *
   * @throws IllegalStateException if this is not floating
   */
  public double largest() {
    asFloating("largest");
    return Math.scalb(2 - epsilon(), 1 - leastExponent);
  }

  /**
   * Returns the smallest positive number of this floating type that has all digits.
   *
   * @throws IllegalStateException if this is not floating
   */
  public double leastNormal() {
    asFloating("leastNormal");
    return Math.scalb(1.0, leastExponent);
  }

  /**
   * Returns the smallest positive number of this floating type.
   *
   * @throws IllegalStateException if this is not floating
   */
  public double least() {
    asFloating("least");
    return Math.scalb(1.0, leastExponent + 1 - digits);
  }

  /**
   * Returns the number of this floating type that is nearest to another; of two the even one.
   *
   * @throws IllegalStateException if this is not floating
   */
  public double round(double value) {
    asFloating("round");
    return this == FLOAT32 ? (float) value : value;
  }

  /** Returns an element as Java writes one: FLOAT32 with as many digits as a float needs. */
  public String text(double value) {
    return switch (this) {
      case FLOAT32 -> Float.toString((float) value);
      case FLOAT64 -> Double.toString(value);
      case INT32 -> Integer.toString((int) value);
      case BOOL -> Boolean.toString(value != 0);
    };
  }

  private void asFloating(String asked) {
    Preconditions.checkState(
        isFloating(), "%s: not defined for %s; ask FLOAT32 or FLOAT64", asked, this);
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
    asFloating("atMost");
    double nearest = round(bound);
    return nearest > bound ? below(nearest) : nearest;
  }

  /** Returns the next smaller number of this type. */
  private double below(double number) {
    return this == FLOAT32 ? Math.nextDown((float) number) : Math.nextDown(number);
  }
}
