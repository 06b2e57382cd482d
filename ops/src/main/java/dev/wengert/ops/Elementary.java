package dev.wengert.ops;

import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.kernel.Expression;

/** The elementary functions, elementwise. */
public final class Elementary {

  private static final Elementwise EXP = Elementwise.of("exp", x -> Expression.exp(x));
  private static final Elementwise LOG = Elementwise.of("log", x -> Expression.log(x));
  private static final Elementwise LOG1P = Elementwise.of("log1p", x -> Expression.log1p(x));
  private static final Elementwise SQRT = Elementwise.of("sqrt", x -> Expression.sqrt(x));
  private static final Elementwise SQUARE = Elementwise.of("square", x -> x.times(x));
  private static final Elementwise ABS = Elementwise.of("abs", x -> Expression.abs(x));

  private Elementary() {}

  /** Returns {@code e^x}. Pullback: {@code d * y}. NumPy and PyTorch: {@code exp}. */
  public static Tensor exp(Tensor x) {
    return EXP.apply(x);
  }

  /**
   * Returns the natural logarithm of x. Pullback: {@code d / x}. NumPy and PyTorch: {@code log}.
   */
  public static Tensor log(Tensor x) {
    return LOG.apply(x);
  }

  /**
   * Returns {@code log(1 + x)}, exact near 0. Pullback: {@code d / (1 + x)}. NumPy and PyTorch:
   * {@code log1p}.
   */
  public static Tensor log1p(Tensor x) {
    return LOG1P.apply(x);
  }

  /**
   * Returns the square root of x. Pullback: {@code d / (2 y)}, infinite at 0. NumPy and PyTorch:
   * {@code sqrt}.
   */
  public static Tensor sqrt(Tensor x) {
    return SQRT.apply(x);
  }

  /** Returns {@code x * x}. Pullback: {@code 2 x d}. NumPy and PyTorch: {@code square}. */
  public static Tensor square(Tensor x) {
    return SQUARE.apply(x);
  }

  /**
   * Returns {@code |x|}. Pullback: {@code d * sign(x)}; at 0 the derivative is 0. NumPy and
   * PyTorch: {@code abs}.
   */
  public static Tensor abs(Tensor x) {
    return ABS.apply(x);
  }
}
