package dev.wengert.expression;

/**
 * The bit-level operators of the expression language on one number: what compiled loops do with
 * vectors.
 *
 * <p>They are right for the arguments they are defined for, and give the same bits in every form
 * for those.
 */
public final class Bits {

  /** How many bits of a float are its fraction. */
  public static final int FLOAT_FRACTION = 23;

  /** How many bits of a double are its fraction. */
  public static final int DOUBLE_FRACTION = 52;

  /** The bits of sqrt(1/2): what lies between two powers of two in a significand. */
  public static final int FLOAT_MIDDLE = Float.floatToRawIntBits((float) Math.sqrt(0.5));

  /** The bits of sqrt(1/2) as a double. */
  public static final long DOUBLE_MIDDLE = Double.doubleToRawLongBits(Math.sqrt(0.5));

  private Bits() {}

  /** Returns 2^n for a whole n whose power is a normal number. */
  public static float pow2(float n) {
    return Float.intBitsToFloat(((int) n + 127) << FLOAT_FRACTION);
  }

  /** Returns 2^n for a whole n whose power is a normal number. */
  public static double pow2(double n) {
    return Double.longBitsToDouble(((long) n + 1023) << DOUBLE_FRACTION);
  }

  /** Returns the n for which x / 2^n lies from sqrt(1/2) to sqrt(2), for a positive normal x. */
  public static float exponent(float x) {
    return (Float.floatToRawIntBits(x) - FLOAT_MIDDLE) >> FLOAT_FRACTION;
  }

  /** Returns the n for which x / 2^n lies from sqrt(1/2) to sqrt(2), for a positive normal x. */
  public static double exponent(double x) {
    return (Double.doubleToRawLongBits(x) - DOUBLE_MIDDLE) >> DOUBLE_FRACTION;
  }

  /** Returns x / 2^n, from sqrt(1/2) to sqrt(2), for a positive normal x. */
  public static float significand(float x) {
    int bits = Float.floatToRawIntBits(x);
    return Float.intBitsToFloat(bits - ((bits - FLOAT_MIDDLE) >> FLOAT_FRACTION << FLOAT_FRACTION));
  }

  /** Returns x / 2^n, from sqrt(1/2) to sqrt(2), for a positive normal x. */
  public static double significand(double x) {
    long bits = Double.doubleToRawLongBits(x);
    return Double.longBitsToDouble(
        bits - ((bits - DOUBLE_MIDDLE) >> DOUBLE_FRACTION << DOUBLE_FRACTION));
  }
}
