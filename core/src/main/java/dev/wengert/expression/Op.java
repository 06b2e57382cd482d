package dev.wengert.expression;

/**
 * One operator of the {@link Expression} language.
 *
 * <p>The set is closed: the interpreter, the differentiator and every compiler know all of them and
 * nothing else. A function that can be written with these needs no operator of its own.
 */
public enum Op {
  /** {@code -x}. */
  NEG("neg", 1, Kind.NUMBER, false),
  /** {@code |x|}. */
  ABS("abs", 1, Kind.NUMBER, false),
  /** The largest integer not above x. */
  FLOOR("floor", 1, Kind.NUMBER, true),
  /** The nearest integer, ties to the even one. */
  RINT("rint", 1, Kind.NUMBER, true),
  /** The square root. */
  SQRT("sqrt", 1, Kind.NUMBER, true),
  /** {@code e^x}. */
  EXP("exp", 1, Kind.NUMBER, true),
  /** {@code e^x - 1}, exact near 0. */
  EXPM1("expm1", 1, Kind.NUMBER, true),
  /** The natural logarithm. */
  LOG("log", 1, Kind.NUMBER, true),
  /** {@code log(1 + x)}, exact near 0. */
  LOG1P("log1p", 1, Kind.NUMBER, true),
  /** The logarithm to base 2; an integer for a power of two. */
  LOG2("log2", 1, Kind.NUMBER, true),
  /** The logarithm to base 10; an integer for what is nearest to a power of ten. */
  LOG10("log10", 1, Kind.NUMBER, true),
  /** The hyperbolic tangent. */
  TANH("tanh", 1, Kind.NUMBER, true),
  /** The logistic function {@code 1 / (1 + e^-x)}. */
  SIGMOID("sigmoid", 1, Kind.NUMBER, true),
  /**
   * The density {@code e^-x / (1 + e^-x)^2} of the logistic distribution: the slope of the logistic
   * function, with all its digits far out too.
   */
  LOGISTIC_PDF("logisticPdf", 1, Kind.NUMBER, true),
  /**
   * The distribution function of the standard normal, {@code (1 + erf(x / sqrt(2))) / 2}, with all
   * its digits far below 0 too.
   */
  NORMAL_CDF("normalCdf", 1, Kind.NUMBER, true),
  /** The error function, {@code 2 / sqrt(pi)} times the integral of {@code e^-t^2} from 0 to x. */
  ERF("erf", 1, Kind.NUMBER, true),
  /** The sine of an angle in radians. */
  SIN("sin", 1, Kind.NUMBER, true),
  /** The cosine of an angle in radians. */
  COS("cos", 1, Kind.NUMBER, true),
  /** {@code x + y}. */
  ADD("add", 2, Kind.NUMBER, false),
  /** {@code x - y}. */
  SUB("sub", 2, Kind.NUMBER, false),
  /** {@code x * y}. */
  MUL("mul", 2, Kind.NUMBER, false),
  /** {@code x / y}; for INT32 the quotient rounded toward zero, and an error if y is 0. */
  DIV("div", 2, Kind.NUMBER, false),
  /** The smaller of two; NaN if either is. */
  MIN("min", 2, Kind.NUMBER, false),
  /** The larger of two; NaN if either is. */
  MAX("max", 2, Kind.NUMBER, false),
  /** {@code x^y}. */
  POW("pow", 2, Kind.NUMBER, true),
  /** {@code e^(x y)}, the product taken in twice the digits. */
  EXP_MUL("expMul", 2, Kind.NUMBER, true),
  /** The angle of the point (x, y), called as {@code atan2(y, x)}. */
  ATAN2("atan2", 2, Kind.NUMBER, true),
  /** {@code x * y + z}, rounded once. */
  FMA("fma", 3, Kind.NUMBER, true),
  /** The sine of x where |x| is above 2^20; elsewhere y, which is what computes it there. */
  SIN_FAR("sinFar", 2, Kind.NUMBER, true),
  /** The cosine of x where |x| is above 2^20; elsewhere y, which is what computes it there. */
  COS_FAR("cosFar", 2, Kind.NUMBER, true),
  /** {@code 2^n} for an integer n, exactly, where that is a normal number. */
  POW2("pow2", 1, Kind.NUMBER, true),
  /**
   * The integer k for which the positive normal number x is {@code 2^k} times a number in
   * [sqrt(1/2), sqrt(2)).
   */
  EXPONENT("exponent", 1, Kind.NUMBER, true),
  /** {@code x / 2^exponent(x)}, exactly. */
  SIGNIFICAND("significand", 1, Kind.NUMBER, true),
  /** {@code x < y}; false if either is NaN. */
  LT("lt", 2, Kind.LOGICAL, false),
  /** {@code x <= y}; false if either is NaN. */
  LE("le", 2, Kind.LOGICAL, false),
  /** {@code x == y}; false if either is NaN. */
  EQ("eq", 2, Kind.LOGICAL, false),
  /** Both. */
  AND("and", 2, Kind.LOGICAL, false),
  /** One or both. */
  OR("or", 2, Kind.LOGICAL, false),
  /** The opposite. */
  NOT("not", 1, Kind.LOGICAL, false),
  /** {@code condition ? x : y}. */
  SELECT("select", 3, Kind.NUMBER, false),
  /**
   * The first operand, of which it is stated that its derivative by the second is the third: what
   * differentiating the first would give too, but with digits lost on the way.
   */
  WITH_SLOPE("withSlope", 3, Kind.NUMBER, true);

  /** What a value of the language is. */
  public enum Kind {
    /** A number of the loop's dtype. */
    NUMBER,
    /** A truth value. */
    LOGICAL
  }

  private final String symbol;
  private final int arity;
  private final Kind result;
  private final boolean floatingOnly;

  Op(String symbol, int arity, Kind result, boolean floatingOnly) {
    this.symbol = symbol;
    this.arity = arity;
    this.result = result;
    this.floatingOnly = floatingOnly;
  }

  /** Returns the name under which the operator prints. */
  public String symbol() {
    return symbol;
  }

  /** Returns the number of operands. */
  public int arity() {
    return arity;
  }

  /** Returns what the result is. */
  public Kind result() {
    return result;
  }

  /** Returns whether the operator is defined for FLOAT32 and FLOAT64 only. */
  public boolean floatingOnly() {
    return floatingOnly;
  }

  /** Returns the kind that operand {@code index} must have. */
  public Kind operand(int index) {
    return switch (this) {
      case AND, OR, NOT -> Kind.LOGICAL;
      case SELECT -> index == 0 ? Kind.LOGICAL : Kind.NUMBER;
      default -> Kind.NUMBER;
    };
  }
}
