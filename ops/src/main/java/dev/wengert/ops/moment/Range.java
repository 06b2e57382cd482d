package dev.wengert.ops.moment;

import static dev.wengert.expression.Expression.constant;
import static dev.wengert.expression.Expression.input;
import static dev.wengert.expression.Expression.select;

import com.google.common.primitives.ImmutableDoubleArray;
import dev.wengert.array.DType;
import dev.wengert.expression.Expression;
import dev.wengert.expression.LoopBody;

/**
 * Where the squares of a dtype's numbers, and what derivatives make of them, are numbers with all
 * their digits; and powers of two that bring others there.
 *
 * @param least sums of squares are to be scaled up below it
 * @param most sums of squares are to be scaled down above it
 * @param normal the smallest number with all its digits
 * @param top the largest exponent whose power of two and its inverse have all their digits
 */
public record Range(double least, double most, double normal, int top) {

  private static final Range FLOAT32 = new Range(0x1p-60, 0x1p60, Float.MIN_NORMAL, 126);
  private static final Range FLOAT64 = new Range(0x1p-600, 0x1p600, Double.MIN_NORMAL, 1022);

  /**
   * What numbers are divided by: of their sum of powers, the largest |x|, and the {@linkplain
   * #numbers numbers} of a range. It is 1 within the range, and else a power of two near the
   * largest; that itself if it does not have all its digits.
   */
  public static final LoopBody SCALE =
      LoopBody.of(
          select(
              isOutside(),
              select(
                  input(1).lt(input(4)),
                  input(1),
                  Expression.pow2(Expression.min(Expression.exponent(input(1)), input(5)))),
              constant(1)),
          6);

  /**
   * What numbers are multiplied by: of the mean of their squares, the largest |x|, and the numbers
   * of a range. It is 1 within the range, and else a power of two.
   */
  public static final LoopBody UNIT =
      LoopBody.of(
          select(
              isOutside(),
              Expression.pow2(
                  Expression.min(Expression.exponent(Expression.max(input(1), input(4))), input(5))
                      .unaryMinus()),
              constant(1)),
          6);

  /** A sum that is none may have come of numbers that can be scaled. */
  private static Expression isOutside() {
    Expression isWithin = Expression.and(input(2).le(input(0)), input(0).le(input(3)));
    return Expression.and(
        Expression.not(isWithin),
        Expression.and(constant(0).lt(input(1)), input(1).lt(Double.POSITIVE_INFINITY)));
  }

  public static Range of(DType dtype) {
    return dtype == DType.FLOAT32 ? FLOAT32 : FLOAT64;
  }

  /** Returns the same without a lower end: what is small is not scaled up. */
  public Range downTo0() {
    return new Range(0, most, normal, top);
  }

  /** Returns the same, without a lower end if squares that vanish do not show beside a number. */
  public Range beside(double number) {
    return number < least ? this : downTo0();
  }

  /** Returns what {@link #SCALE} and {@link #UNIT} take from their third operand on. */
  public ImmutableDoubleArray numbers() {
    return ImmutableDoubleArray.of(least, most, normal, top);
  }
}
