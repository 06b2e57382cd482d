package dev.wengert.expression;

/** What loops call instead of writing it out, for one number. */
public final class Calls {

  /** The largest angle that is reduced in the loop itself. */
  public static final double FAR = 0x1p20;

  private Calls() {}

  /** Returns the sine of a large angle (or NaN), else what is given for a near one. */
  public static double sinFar(double x, double near) {
    return Math.abs(x) <= FAR ? near : StrictMath.sin(x);
  }

  /** Returns the sine of a large angle (or NaN), else what is given for a near one. */
  public static float sinFar(float x, float near) {
    return Math.abs(x) <= FAR ? near : (float) StrictMath.sin(x);
  }

  /** Returns the cosine of a large angle (or NaN), else what is given for a near one. */
  public static double cosFar(double x, double near) {
    return Math.abs(x) <= FAR ? near : StrictMath.cos(x);
  }

  /** Returns the cosine of a large angle (or NaN), else what is given for a near one. */
  public static float cosFar(float x, float near) {
    return Math.abs(x) <= FAR ? near : (float) StrictMath.cos(x);
  }

  /** Returns the quotient rounded toward zero. */
  public static int div(int a, int b) {
    if (b == 0) {
      throw new ArithmeticException(
          "div: an INT32 is divided by zero: "
              + a
              + " / 0; mask such divisors, or convert with to(FLOAT64)");
    }
    return a / b;
  }
}
