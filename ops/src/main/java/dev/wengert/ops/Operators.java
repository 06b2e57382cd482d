package dev.wengert.ops;

import dev.wengert.Tensor;
import dev.wengert.ops.primitive.Numbers;

/**
 * The operators with a number on the left, which takes the tensor's dtype: {@code minus(1, x)}
 * where {@code 1 - x} is meant. With a tensor on the left they are {@link Tensor}'s methods.
 */
public final class Operators {

  private Operators() {}

  /** Returns {@code number + x}. Pullback: d. */
  public static Tensor plus(double number, Tensor x) {
    return Numbers.like("plus", x, number).plus(x);
  }

  /** Returns {@code number - x}. Pullback: {@code -d}. */
  public static Tensor minus(double number, Tensor x) {
    return Numbers.like("minus", x, number).minus(x);
  }

  /** Returns {@code number * x}. Pullback: {@code number d}. */
  public static Tensor times(double number, Tensor x) {
    return Numbers.like("times", x, number).times(x);
  }

  /**
   * Returns {@code number / x}. Pullback: {@code -number d / x^2}.
   *
   * @throws ArithmeticException if an INT32 is divided by zero
   */
  public static Tensor div(double number, Tensor x) {
    return Numbers.like("div", x, number).div(x);
  }

  /** Returns {@code number ^ x}. Pullback: {@code ln(number) number^x d}. */
  public static Tensor pow(double number, Tensor x) {
    return Numbers.like("pow", x, number).pow(x);
  }
}
