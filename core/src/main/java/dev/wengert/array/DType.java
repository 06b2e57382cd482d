package dev.wengert.array;

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
}
