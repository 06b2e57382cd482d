package dev.wengert.expression;

/**
 * The bit-level operators of the expression language on one number: what compiled loops do with
 * vectors.
 *
 * <p>They are right for the arguments they are defined for, and give the same bits in every form
 * for those.
 */
public final class Bits {

  public static final int FLOAT_FRACTION = 23;
  public static final int DOUBLE_FRACTION = 52;

  /** The bits of sqrt(1/2): what lies between two powers of two in a significand. */
  public static final int FLOAT_MIDDLE = Float.floatToRawIntBits((float) Math.sqrt(0.5));

  public static final long DOUBLE_MIDDLE = Double.doubleToRawLongBits(Math.sqrt(0.5));

  private Bits() {}

  public static float pow2(float n) {
    return Float.intBitsToFloat(((int) n + 127) << FLOAT_FRACTION);
  }

  public static double pow2(double n) {
    return Double.longBitsToDouble(((long) n + 1023) << DOUBLE_FRACTION);
  }

  public static float exponent(float x) {
    return (Float.floatToRawIntBits(x) - FLOAT_MIDDLE) >> FLOAT_FRACTION;
  }

  public static double exponent(double x) {
    return (Double.doubleToRawLongBits(x) - DOUBLE_MIDDLE) >> DOUBLE_FRACTION;
  }

  public static float significand(float x) {
    int bits = Float.floatToRawIntBits(x);
    return Float.intBitsToFloat(bits - ((bits - FLOAT_MIDDLE) >> FLOAT_FRACTION << FLOAT_FRACTION));
  }

  public static double significand(double x) {
    long bits = Double.doubleToRawLongBits(x);
    return Double.longBitsToDouble(
        bits - ((bits - DOUBLE_MIDDLE) >> DOUBLE_FRACTION << DOUBLE_FRACTION));
  }
}
