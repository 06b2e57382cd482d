package dev.wengert.expression;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import dev.wengert.kernel.Loop;
import java.util.StringJoiner;

/**
 * A scalar formula: what a loop computes for one element.
 *
 * <p>An expression is a small directed graph of inputs, constants and {@linkplain Op operators}. It
 * can be printed, {@linkplain Tangents differentiated} symbolically, brought into the canonical
 * form {@link LoopBody} and run over arrays by {@link Loop}. The factories simplify what is safe to
 * simplify: constants fold, {@code x * 1}, {@code x / 1}, {@code x + 0} and {@code x - 0} are x;
 * {@code x * 0} stays, since it is NaN where x is NaN or infinite.
 *
 * {@snippet class="dev.wengert.SnippetsTest" region="expression"}
 */
public sealed interface Expression {

  /**
   * The value of an operand at this element.
   *
   * @param index which operand, from 0
   * @param kind whether it is a number or a truth value
   */
  record Input(int index, Op.Kind kind) implements Expression {
    /**
     * Makes it.
     *
     * @throws IllegalArgumentException if the index is negative
     */
    public Input {
      Preconditions.checkArgument(
          index >= 0, "input: the index is negative: %s; inputs count from 0", index);
    }

    @Override
    public String toString() {
      return "x" + index;
    }
  }

  /**
   * A number known before the loop runs.
   *
   * @param value the number, rounded to the loop's dtype when it is used
   */
  record Constant(double value) implements Expression {
    @Override
    public Op.Kind kind() {
      return Op.Kind.NUMBER;
    }

    @Override
    public String toString() {
      return value == Math.rint(value) && Math.abs(value) < 1e15
          ? Long.toString((long) value)
          : Double.toString(value);
    }
  }

  /**
   * An operator and its operands.
   *
   * @param op the operator
   * @param operands as many as its arity, of the kinds it takes
   */
  record Apply(Op op, ImmutableList<Expression> operands) implements Expression {
    /**
     * Makes it.
     *
     * @throws IllegalArgumentException if the operator takes other operands
     */
    public Apply {
      Preconditions.checkArgument(
          operands.size() == op.arity(),
          "%s: wrong number of operands: %s; it takes %s",
          op.symbol(),
          operands.size(),
          op.arity());
      for (int i = 0; i < operands.size(); i++) {
        Preconditions.checkArgument(
            operands.get(i).kind() == op.operand(i),
            "%s: operand %s has the wrong kind: %s; it takes a %s",
            op.symbol(),
            i,
            operands.get(i).kind(),
            op.operand(i));
      }
    }

    @Override
    public Op.Kind kind() {
      return op.result();
    }

    /** Returns for example {@code add(mul(x0, x1), 1)}. */
    @Override
    public String toString() {
      StringJoiner text = new StringJoiner(", ", op.symbol() + "(", ")");
      operands.forEach(operand -> text.add(operand.toString()));
      return text.toString();
    }
  }

  /** Returns whether this is a number or a truth value. */
  Op.Kind kind();

  /** Returns the number that operand {@code index} has at this element. */
  static Expression input(int index) {
    return new Input(index, Op.Kind.NUMBER);
  }

  /** Returns the truth value that operand {@code index} has at this element. */
  static Expression logical(int index) {
    return new Input(index, Op.Kind.LOGICAL);
  }

  /** Returns a number known before the loop runs. */
  static Expression constant(double value) {
    return new Constant(value);
  }

  /**
   * Returns an operator applied to operands, simplified where that is safe.
   *
   * @throws IllegalArgumentException if the number or the kinds of the operands are wrong
   */
  static Expression apply(Op op, Expression... operands) {
    return Simplification.simplify(new Apply(op, ImmutableList.copyOf(operands)));
  }

  /** Returns this + other. */
  default Expression plus(Expression other) {
    return apply(Op.ADD, this, other);
  }

  /** Returns this + a constant. */
  default Expression plus(double other) {
    return plus(constant(other));
  }

  /** Returns this - other. */
  default Expression minus(Expression other) {
    return apply(Op.SUB, this, other);
  }

  /** Returns this - a constant. */
  default Expression minus(double other) {
    return minus(constant(other));
  }

  /** Returns this * other. */
  default Expression times(Expression other) {
    return apply(Op.MUL, this, other);
  }

  /** Returns this * a constant. */
  default Expression times(double other) {
    return times(constant(other));
  }

  /** Returns this / other. */
  default Expression div(Expression other) {
    return apply(Op.DIV, this, other);
  }

  /** Returns -this. */
  default Expression unaryMinus() {
    return apply(Op.NEG, this);
  }

  /** Returns the truth value of this &lt; other. */
  default Expression lt(Expression other) {
    return apply(Op.LT, this, other);
  }

  /** Returns the truth value of this &lt; a constant. */
  default Expression lt(double other) {
    return lt(constant(other));
  }

  /** Returns the truth value of this &lt;= other. */
  default Expression le(Expression other) {
    return apply(Op.LE, this, other);
  }

  /** Returns the truth value of this &lt;= a constant. */
  default Expression le(double other) {
    return le(constant(other));
  }

  /** Returns the truth value of this == other. */
  default Expression eq(Expression other) {
    return apply(Op.EQ, this, other);
  }

  /** Returns the truth value of this == a constant. */
  default Expression eq(double other) {
    return eq(constant(other));
  }

  /** Returns |x|. */
  static Expression abs(Expression x) {
    return apply(Op.ABS, x);
  }

  /** Returns the largest integer not above x. */
  static Expression floor(Expression x) {
    return apply(Op.FLOOR, x);
  }

  /** Returns the nearest integer, ties to the even one. */
  static Expression rint(Expression x) {
    return apply(Op.RINT, x);
  }

  /** Returns the square root of x. */
  static Expression sqrt(Expression x) {
    return apply(Op.SQRT, x);
  }

  /** Returns e^x. */
  static Expression exp(Expression x) {
    return apply(Op.EXP, x);
  }

  /** Returns e^x - 1, exact near 0. */
  static Expression expm1(Expression x) {
    return apply(Op.EXPM1, x);
  }

  /** Returns the natural logarithm of x. */
  static Expression log(Expression x) {
    return apply(Op.LOG, x);
  }

  /** Returns log(1 + x), exact near 0. */
  static Expression log1p(Expression x) {
    return apply(Op.LOG1P, x);
  }

  /** Returns the logarithm of x to base 2, an integer for a power of two. */
  static Expression log2(Expression x) {
    return apply(Op.LOG2, x);
  }

  /** Returns the logarithm of x to base 10, an integer for what is nearest to a power of ten. */
  static Expression log10(Expression x) {
    return apply(Op.LOG10, x);
  }

  /** Returns the hyperbolic tangent of x. */
  static Expression tanh(Expression x) {
    return apply(Op.TANH, x);
  }

  /** Returns 1 / (1 + e^-x). */
  static Expression sigmoid(Expression x) {
    return apply(Op.SIGMOID, x);
  }

  /** Returns e^-x / (1 + e^-x)^2, the slope of the sigmoid. */
  static Expression logisticPdf(Expression x) {
    return apply(Op.LOGISTIC_PDF, x);
  }

  /** Returns (1 + erf(x / sqrt(2))) / 2, exact far below 0. */
  static Expression normalCdf(Expression x) {
    return apply(Op.NORMAL_CDF, x);
  }

  /** Returns the error function of x. */
  static Expression erf(Expression x) {
    return apply(Op.ERF, x);
  }

  /** Returns the sine of x. */
  static Expression sin(Expression x) {
    return apply(Op.SIN, x);
  }

  /** Returns the cosine of x. */
  static Expression cos(Expression x) {
    return apply(Op.COS, x);
  }

  /** Returns 2^n for an integer n, exactly, where that is a normal number. */
  static Expression pow2(Expression n) {
    return apply(Op.POW2, n);
  }

  /** Returns the integer k for which x, positive and normal, is 2^k times [sqrt(1/2), sqrt(2)). */
  static Expression exponent(Expression x) {
    return apply(Op.EXPONENT, x);
  }

  /** Returns x / 2^exponent(x), exactly. */
  static Expression significand(Expression x) {
    return apply(Op.SIGNIFICAND, x);
  }

  /** Returns the smaller of two, NaN if either is. */
  static Expression min(Expression a, Expression b) {
    return apply(Op.MIN, a, b);
  }

  /** Returns the larger of two, NaN if either is. */
  static Expression max(Expression a, Expression b) {
    return apply(Op.MAX, a, b);
  }

  /** Returns x^y. */
  static Expression pow(Expression x, Expression y) {
    return apply(Op.POW, x, y);
  }

  /** Returns e^(x y), the product taken in twice the digits. */
  static Expression expMul(Expression x, Expression y) {
    return apply(Op.EXP_MUL, x, y);
  }

  /** Returns the angle of the point (x, y). */
  static Expression atan2(Expression y, Expression x) {
    return apply(Op.ATAN2, y, x);
  }

  /** Returns x * y + z, rounded once. */
  static Expression fma(Expression x, Expression y, Expression z) {
    return apply(Op.FMA, x, y, z);
  }

  /** Returns whether both hold. */
  static Expression and(Expression a, Expression b) {
    return apply(Op.AND, a, b);
  }

  /** Returns whether one or both hold. */
  static Expression or(Expression a, Expression b) {
    return apply(Op.OR, a, b);
  }

  /** Returns whether a does not hold. */
  static Expression not(Expression a) {
    return apply(Op.NOT, a);
  }

  /** Returns {@code condition ? x : y}; only the chosen value is seen. */
  static Expression select(Expression condition, Expression x, Expression y) {
    return apply(Op.SELECT, condition, x, y);
  }

  /**
   * Returns a value of which it is stated that its derivative by x is {@code slope}. It is for
   * formulas whose derivative loses digits, or leaves the range, where the slope itself need not:
   * further derivatives are those of the slope. An input on which the value depends other than
   * through x gets nothing.
   */
  static Expression withSlope(Expression value, Expression x, Expression slope) {
    return apply(Op.WITH_SLOPE, value, x, slope);
  }

  /** Returns -1, 0 or 1 with the sign of x; NaN for NaN. Its derivative is 0, also at the step. */
  static Expression sign(Expression x) {
    Expression zeroOrNaN = select(x.eq(0), constant(0), constant(Double.NaN));
    return select(constant(0).lt(x), constant(1), select(x.lt(0), constant(-1), zeroOrNaN));
  }
}
