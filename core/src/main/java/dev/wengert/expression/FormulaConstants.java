package dev.wengert.expression;

import com.google.common.primitives.ImmutableDoubleArray;

/**
 * The constants in which FLOAT32 and FLOAT64 differ where functions are {@linkplain Expansion
 * written out}.
 *
 * <p>Polynomials are given by their coefficients, that of the highest power first.
 */
@SuppressWarnings("ImmutableEnumChecker") // its records hold numbers
enum FormulaConstants {
  /** A float: 24 bits. */
  FLOAT32(
      new Layout(0x1.8p23, 0x1p23, 0x1p-126, 25),
      new Limits(88.73, -104.0, -17.4, 4.0),
      new Split(0x1.62e4p-1, 0x1.7f7d1cp-20),
      new HalfPi(0x1.921fb6p0, -0x1.777a5cp-25, -0x1.ee59dap-50),
      7,
      // fdlibm's e_logf.c
      coefficients(0x1.f13c4cp-3, 0x1.23d3dcp-2, 0x1.999c26p-2, 0x1.555554p-1),
      5,
      // S. Moshier, Cephes, sinf.c
      coefficients(-0x1.9943f27086a6cp-13, 0x1.11073b3a82ffep-7, -0x1.5555452709addp-3),
      coefficients(0x1.99eb9c5ac8ebfp-16, -0x1.6c0c33a85cd5fp-10, 0x1.55554a115bc8fp-5),
      // Minimax, error 2^-32
      coefficients(
          0x1.18e0b2p-9,
          -0x1.0bf4a2p-7,
          0x1.638b44p-6,
          -0x1.b9ee8ep-5,
          0x1.111066p-3,
          -0x1.555554p-2),
      // Minimax, error 2^-30
      coefficients(-0x1.f25bb6p-5, 0x1.b2033ap-4, -0x1.23b6ccp-3, 0x1.9991aep-3, -0x1.55554ap-2)),
  /** A double: 53 bits. */
  FLOAT64(
      new Layout(0x1.8p52, 0x1p52, 0x1p-1022, 54),
      new Limits(709.79, -745.2, -37.5, 6.0),
      new Split(0x1.62e42feep-1, 0x1.a39ef35793c76p-33),
      new HalfPi(0x1.921fb54442d18p0, 0x1.1a62633145c07p-54, -0x1.f1976b7ed8fbcp-110),
      13,
      // fdlibm's e_log.c
      coefficients(
          0x1.2f112df3e5244p-3,
          0x1.39a09d078c69fp-3,
          0x1.7466496cb03dep-3,
          0x1.c71c51d8e78afp-3,
          0x1.2492494229359p-2,
          0x1.999999997fa04p-2,
          0x1.5555555555593p-1),
      11,
      // fdlibm's k_sin.c and k_cos.c
      coefficients(
          0x1.5d93a5acfd57cp-33,
          -0x1.ae5e68a2b9cebp-26,
          0x1.71de357b1fe7dp-19,
          -0x1.a01a019c161d5p-13,
          0x1.111111110f8a6p-7,
          -0x1.5555555555549p-3),
      coefficients(
          -0x1.8fae9be8838d4p-37,
          0x1.1ee9ebdb4b1c4p-29,
          -0x1.27e4f809c52adp-22,
          0x1.a01a019cb159p-16,
          -0x1.6c16c16c15177p-10,
          0x1.555555555554cp-5),
      // Minimax, error 2^-65
      coefficients(
          -0x1.30e816e84bb5dp-19,
          0x1.8bc1edd188892p-17,
          -0x1.333c809664055p-15,
          0x1.919bdf7109f46p-14,
          -0x1.f4bd18d07d5a7p-13,
          0x1.354da4c9c9bc5p-11,
          -0x1.7da294815cbd1p-10,
          0x1.d6d3c5a8fb496p-9,
          -0x1.226e3529db554p-7,
          0x1.664f488183b6p-6,
          -0x1.ba1ba1ba17353p-5,
          0x1.11111111110d1p-3,
          -0x1.5555555555555p-2),
      // Minimax, error 2^-64
      coefficients(
          0x1.f25f43d865173p-7,
          -0x1.1255bbb855ad9p-5,
          0x1.70fa8e5a18e33p-5,
          -0x1.ab80e09e8234ep-5,
          0x1.e1728b642776bp-5,
          -0x1.110c7a39591b1p-4,
          0x1.3b136eb481f49p-4,
          -0x1.745d14c002a45p-4,
          0x1.c71c71b779bffp-4,
          -0x1.2492492475d61p-3,
          0x1.999999999965ap-3,
          -0x1.5555555555554p-2));

  /**
   * How numbers are stored.
   *
   * @param magic added and taken away again, it rounds to an integer
   * @param integers from here on every number is an integer
   * @param leastNormal the smallest number with all its digits
   * @param lift how many powers of two lift every smaller number among the normal ones
   */
  record Layout(double magic, double integers, double leastNormal, int lift) {}

  /**
   * Where functions have reached their last value.
   *
   * @param overflow above this e^x is infinite
   * @param underflow below this e^x is 0
   * @param lost below this e^x - 1 is -1
   * @param certain above this erf x is 1
   */
  record Limits(double overflow, double underflow, double lost, double certain) {}

  /**
   * ln 2 in two parts.
   *
   * @param high so few digits that its product with an exponent is exact
   * @param low the rest
   */
  record Split(double high, double low) {}

  /**
   * Half of pi in three parts.
   *
   * @param high its digits as far as the format goes
   * @param middle the next ones
   * @param low and the next
   */
  record HalfPi(double high, double middle, double low) {}

  final Layout layout;
  final Limits limits;
  final Split ln2;
  final HalfPi halfPi;

  /** The degree of the polynomial of e^r for |r| up to ln(2) / 2. */
  final int exponential;

  /** (log((1 + s) / (1 - s)) / s - 2) / s^2 in s^2, for s up to 0.172. */
  final ImmutableDoubleArray logarithm;

  /** How many terms of the same series precise powers take. */
  final int logarithmTerms;

  /** (sin r - r) / r^3 in r^2, for |r| up to pi / 4. */
  final ImmutableDoubleArray sine;

  /** (cos r - 1 + r^2 / 2) / r^4 in r^2, for |r| up to pi / 4. */
  final ImmutableDoubleArray cosine;

  /** (tanh x - x) / x^3 in x^2, for |x| up to 0.625. */
  final ImmutableDoubleArray tangent;

  /** (atan u - u) / u^3 in u^2, for |u| up to tan(pi / 8). */
  final ImmutableDoubleArray arctangent;

  FormulaConstants(
      Layout layout,
      Limits limits,
      Split ln2,
      HalfPi halfPi,
      int exponential,
      ImmutableDoubleArray logarithm,
      int logarithmTerms,
      ImmutableDoubleArray sine,
      ImmutableDoubleArray cosine,
      ImmutableDoubleArray tangent,
      ImmutableDoubleArray arctangent) {
    this.layout = layout;
    this.limits = limits;
    this.ln2 = ln2;
    this.halfPi = halfPi;
    this.exponential = exponential;
    this.logarithm = logarithm;
    this.logarithmTerms = logarithmTerms;
    this.sine = sine;
    this.cosine = cosine;
    this.tangent = tangent;
    this.arctangent = arctangent;
  }

  private static ImmutableDoubleArray coefficients(double... highestFirst) {
    return ImmutableDoubleArray.copyOf(highestFirst);
  }
}
