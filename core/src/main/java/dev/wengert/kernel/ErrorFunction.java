package dev.wengert.kernel;

/**
 * The error function in double precision.
 *
 * <p>Four intervals of |x|, on each a rational function: of x^2 near 0, of |x| - 1 around 1, and of
 * 1 / x^2 for the complement {@code 1 - erf(x)} further out. Coefficients and intervals are those
 * of {@code s_erf.c} in Sun's fdlibm (Copyright 1993 by Sun Microsystems, Inc., freely granted);
 * the error is below 1 ulp.
 */
final class ErrorFunction {

  private static final double AT_ONE = 0.8450629115104675;

  private static final double[] P_NEAR = {
    0.12837916709551256,
    -0.3250421072470015,
    -0.02848174957559851,
    -0.005770270296489442,
    -2.3763016656650163e-5
  };
  private static final double[] Q_NEAR = {
    1,
    0.39791722395915535,
    0.0650222499887673,
    0.005081306281875766,
    0.00013249473800432164,
    -3.960228278775368e-6
  };

  private static final double[] P_ONE = {
    -0.0023621185607526594,
    0.41485611868374833,
    -0.3722078760357013,
    0.31834661990116175,
    -0.11089469428239668,
    0.035478304325618236,
    -0.002166375594868791
  };
  private static final double[] Q_ONE = {
    1,
    0.10642088040084423,
    0.540397917702171,
    0.07182865441419627,
    0.12617121980876164,
    0.01363708391202905,
    0.011984499846799107
  };

  private static final double[] P_MIDDLE = {
    -0.009864944034847148,
    -0.6938585727071818,
    -10.558626225323291,
    -62.375332450326006,
    -162.39666946257347,
    -184.60509290671104,
    -81.2874355063066,
    -9.814329344169145
  };
  private static final double[] Q_MIDDLE = {
    1,
    19.651271667439257,
    137.65775414351904,
    434.56587747522923,
    645.3872717332679,
    429.00814002756783,
    108.63500554177944,
    6.570249770319282,
    -0.0604244152148581
  };

  private static final double[] P_FAR = {
    -0.0098649429247001,
    -0.799283237680523,
    -17.757954917754752,
    -160.63638485582192,
    -637.5664433683896,
    -1025.0951316110772,
    -483.5191916086514
  };
  private static final double[] Q_FAR = {
    1,
    30.33806074348246,
    325.7925129965739,
    1536.729586084437,
    3199.8582195085955,
    2553.0504064331644,
    474.52854120695537,
    -22.44095244658582
  };

  private ErrorFunction() {}

  static double erf(double x) {
    double size = Math.abs(x);
    if (size < 0.84375) {
      double square = x * x;
      return x + x * (polynomial(P_NEAR, square) / polynomial(Q_NEAR, square));
    }
    if (size < 1.25) {
      double s = size - 1;
      return Math.copySign(AT_ONE + polynomial(P_ONE, s) / polynomial(Q_ONE, s), x);
    }
    if (size >= 6) {
      return Math.copySign(1, x);
    }
    return Double.isNaN(x) ? x : Math.copySign(1 - complement(size), x);
  }

  /** {@code 1 - erf(x)} from 1.25 on: {@code e^(-x^2 - 0.5625 + R) / x}. */
  private static double complement(double x) {
    double s = 1 / (x * x);
    double ratio =
        x < 1 / 0.35
            ? polynomial(P_MIDDLE, s) / polynomial(Q_MIDDLE, s)
            : polynomial(P_FAR, s) / polynomial(Q_FAR, s);
    // The square of the leading half of x is exact, so the exponential sees no rounding of x^2.
    double lead = Double.longBitsToDouble(Double.doubleToRawLongBits(x) & 0xFFFFFFFF00000000L);
    return Math.exp(-lead * lead - 0.5625) * Math.exp((lead - x) * (lead + x) + ratio) / x;
  }

  private static double polynomial(double[] coefficients, double x) {
    double value = 0;
    for (int i = coefficients.length - 1; i >= 0; i--) {
      value = value * x + coefficients[i];
    }
    return value;
  }
}
