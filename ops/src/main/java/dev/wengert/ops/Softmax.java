package dev.wengert.ops;

import dev.wengert.Tensor;

/**
 * Scores turned into probabilities along an axis, without overflow.
 *
 * <p>Where the largest score is infinite, those equal to it share the probability equally and the
 * others have none: [3, infinity] gives [0, 1], and a row of nothing but -infinity {@code 1 / n}
 * each. NumPy's and PyTorch's formulas give NaN.
 */
public final class Softmax {

  private Softmax() {}

  /**
   * Returns {@code e^x / sum(e^x)} along an axis. Pullback: {@code y (d - sum(d y))}. SciPy and
   * PyTorch: {@code softmax}.
   *
   * @throws IndexOutOfBoundsException if there is no such axis
   * @throws IllegalArgumentException if the axis is empty or x is not floating
   */
  public static Tensor softmax(Tensor x, int axis) {
    return new NormalizedExp(x.shape().axis("softmax", axis)).apply(x);
  }

  /**
   * Returns {@code x - log(sum(e^x))} along an axis: the logarithm of {@link #softmax}, exact where
   * that is 0. Pullback: {@code d - softmax(x) sum(d)}. SciPy and PyTorch: {@code log_softmax}.
   *
   * @throws IndexOutOfBoundsException if there is no such axis
   * @throws IllegalArgumentException if the axis is empty or x is not floating
   */
  public static Tensor logSoftmax(Tensor x, int axis) {
    // The largest is taken off first: next to it, large scores keep the digits that tell them
    // apart.
    Tensor shift = Reductions.largest("logSoftmax", x, axis);
    Tensor sum = Reductions.sum(Reductions.shiftedExp(x, shift), true, axis);
    return Reductions.shifted(x, shift).minus(Elementary.log(sum));
  }
}
