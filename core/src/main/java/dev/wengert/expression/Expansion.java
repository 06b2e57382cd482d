package dev.wengert.expression;

import static dev.wengert.expression.Expression.abs;
import static dev.wengert.expression.Expression.select;

import dev.wengert.array.DType;
import dev.wengert.expression.Expression.Apply;

/**
 * Writes functions out as the arithmetic that computes them, so that every form of a loop does the
 * same steps and gives the same bits.
 *
 * <p>What is left has an exact or correctly rounded result in every form: + - * / fma, sqrt,
 * comparisons, selects, and the operators on exponents. Each function is within 2 ulp of the exact
 * value.
 */
final class Expansion {

  private static final Expansion SINGLE = new Expansion(FormulaConstants.FLOAT32);
  private static final Expansion DOUBLE = new Expansion(FormulaConstants.FLOAT64);

  private final FormulaConstants format;

  private Expansion(FormulaConstants format) {
    this.format = format;
  }

  /** Returns how functions are written out in a floating dtype. */
  static Expansion in(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> SINGLE;
      case FLOAT64 -> DOUBLE;
      case INT32, BOOL -> throw new IllegalArgumentException(dtype + " has no functions");
    };
  }

  /** Returns the arithmetic that a function is; of an operator that is none, itself. */
  Expression written(Apply e) {
    Expression x = e.operands().get(0);
    return switch (e.op()) {
      case RINT -> rint(format, x);
      case FLOOR -> floor(format, x);
      case EXP -> Exponentials.exp(format, x);
      case EXPM1 -> Exponentials.expm1(format, x);
      case TANH -> Exponentials.tanh(format, x);
      case SIGMOID -> Exponentials.sigmoid(format, x);
      case LOGISTIC_PDF -> Exponentials.logisticPdf(format, x);
      case EXP_MUL -> Exponentials.expMul(format, x, e.operands().get(1));
      case NORMAL_CDF -> NormalFormula.cdf(format, x);
      case LOG -> Logarithms.log(format, x);
      case LOG1P -> Logarithms.log1p(format, x);
      case LOG2 -> PreciseLogarithm.ofBase(format, x, PreciseLogarithm.TWO);
      case LOG10 -> PreciseLogarithm.ofBase(format, x, PreciseLogarithm.TEN);
      case ERF -> ErrorFunctionFormula.erf(format, x);
      case SIN -> Trigonometry.sin(format, x);
      case COS -> Trigonometry.cos(format, x);
      case ATAN2 -> Trigonometry.atan2(format, x, e.operands().get(1));
      case POW -> Powers.pow(format, x, e.operands().get(1));
      case WITH_SLOPE -> x;
      default -> e;
    };
  }

  /**
   * The nearest integer; NaN, infinities, zeros with their sign, and what is an integer anyway
   * stay.
   */
  static Expression rint(FormulaConstants format, Expression x) {
    // Arithmetic on constants is done in float64, in which a float32's trick does not round.
    if (x instanceof Expression.Constant(double value)) {
      return Expression.constant(Math.rint(value));
    }
    double integers = format.layout.integers();
    Expression size = abs(x);
    Expression rounded = size.plus(integers).minus(integers);
    Expression signed = select(x.lt(0), rounded.unaryMinus(), rounded);
    return select(size.lt(integers), select(x.eq(0), x, signed), x);
  }

  private static Expression floor(FormulaConstants format, Expression x) {
    Expression nearest = rint(format, x);
    return select(x.lt(nearest), nearest.minus(1), nearest);
  }

  /** The integer nearest to {@code x * factor}, where that is small. */
  static Expression nearest(FormulaConstants format, Expression x, double factor) {
    double magic = format.layout.magic();
    return Expression.fma(x, Expression.constant(factor), Expression.constant(magic)).minus(magic);
  }
}
