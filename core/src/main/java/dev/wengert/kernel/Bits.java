package dev.wengert.kernel;

/**
 * The bit-level operators of the expression language on one number: what compiled loops do with
 * vectors.
 *
 * <p>They are right for the arguments they are defined for, and give the same bits in every form
 * for those.
 */
final class Bits {

  static final int FLOAT_FRACTION = 23;
  static final int DOUBLE_FRACTION = 52;

  /** The bits of sqrt(1/2): what lies between two powers of two in a significand. */
  static final int FLOAT_MIDDLE = Float.floatToRawIntBits((float) Math.sqrt(0.5));

  static final long DOUBLE_MIDDLE = Double.doubleToRawLongBits(Math.sqrt(0.5));

  private Bits() {}

  static float pow2(float n) {
    return Float.intBitsToFloat(((int) n + 127) << FLOAT_FRACTION);
  }

  static double pow2(double n) {
    return Double.longBitsToDouble(((long) n + 1023) << DOUBLE_FRACTION);
  }

  static float exponent(float x) {
    return (Float.floatToRawIntBits(x) - FLOAT_MIDDLE) >> FLOAT_FRACTION;
  }

  static double exponent(double x) {
    return (Double.doubleToRawLongBits(x) - DOUBLE_MIDDLE) >> DOUBLE_FRACTION;
  }

  static float significand(float x) {
    int bits = Float.floatToRawIntBits(x);
    return Float.intBitsToFloat(bits - ((bits - FLOAT_MIDDLE) >> FLOAT_FRACTION << FLOAT_FRACTION));
  }

  static double significand(double x) {
    long bits = Double.doubleToRawLongBits(x);
    return Double.longBitsToDouble(
        bits - ((bits - DOUBLE_MIDDLE) >> DOUBLE_FRACTION << DOUBLE_FRACTION));
  }
}
