package dev.wengert.ops;

import dev.wengert.Sum;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;

/**
 * Sums, means and variances along axes.
 *
 * <p>Each takes any number of axes, counted from the end when negative; none means all of them. The
 * reduced axes vanish, or stay with side 1 in the form whose first axis argument is {@code
 * keepDims}.
 */
public final class Reductions {

  private Reductions() {}

  /**
   * Returns the sum along axes; 0 where there is nothing. Pullback: d, stretched along the axes.
   *
   * @throws IndexOutOfBoundsException if there is no such axis
   */
  public static Tensor sum(Tensor x, int... axes) {
    return Sum.of(x, false, axes);
  }

  /** Returns the sum along axes, which stay with side 1 if asked. */
  public static Tensor sum(Tensor x, boolean keepDims, int... axes) {
    return Sum.of(x, keepDims, axes);
  }

  /**
   * Returns the mean along axes. Pullback: {@code d / n}, stretched along the axes.
   *
   * @throws IllegalArgumentException if there is nothing to average
   */
  public static Tensor mean(Tensor x, int... axes) {
    return mean(x, false, axes);
  }

  /** Returns the mean along axes, which stay with side 1 if asked. */
  public static Tensor mean(Tensor x, boolean keepDims, int... axes) {
    return Sum.of(x, keepDims, axes).div(count("mean", x.shape(), axes));
  }

  /**
   * Returns the variance along axes: the mean of the squared deviations from the mean, in two
   * passes. This is the biased one (division by n), as NumPy's {@code var} and as normalization
   * uses it. Pullback: {@code 2 d (x - mean) / n}.
   *
   * @throws IllegalArgumentException if there is nothing to average
   */
  public static Tensor variance(Tensor x, int... axes) {
    return variance(x, false, axes);
  }

  /** Returns the biased variance along axes, which stay with side 1 if asked. */
  public static Tensor variance(Tensor x, boolean keepDims, int... axes) {
    return mean(Elementary.square(x.minus(mean(x, true, axes))), keepDims, axes);
  }

  private static int count(String operation, Shape shape, int... axes) {
    int count = 1;
    for (int axis : shape.axes(operation, axes)) {
      count *= shape.side(axis);
    }
    if (count == 0) {
      throw new IllegalArgumentException(
          operation
              + ": nothing to average: the shape is "
              + shape
              + "; reduce along axes that are not empty");
    }
    return count;
  }
}
