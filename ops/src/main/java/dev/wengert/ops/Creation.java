package dev.wengert.ops;

import com.google.common.base.Preconditions;
import dev.wengert.InRange;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.ops.matrix.Matrices;

/**
 * Tensors from nothing: ranges, unit matrices, random numbers. None has a derivative.
 *
 * <p>{@code zeros}, {@code ones}, {@code full} and {@code of} are static methods of {@link Tensor},
 * random numbers come from a {@link dev.wengert.Key}.
 */
public final class Creation {

  private Creation() {}

  /** Returns 0, 1, ... up to but without stop: INT32. */
  public static Tensor arange(int stop) {
    return arange(0, stop, 1);
  }

  /**
   * Returns start, start + step, ... up to but without stop: INT32.
   *
   * @throws IllegalArgumentException if the step is 0, or no Java array holds so many
   */
  public static Tensor arange(int start, int stop, int step) {
    if (step == 0) {
      throw new IllegalArgumentException("arange: the step is 0; give 1 or another step");
    }
    long span = step > 0 ? (long) stop - start : (long) start - stop;
    long stride = Math.abs((long) step);
    int[] values = new int[Shape.side("arange", Math.max(0, (span + stride - 1) / stride))];
    for (int i = 0; i < values.length; i++) {
      values[i] = start + i * step;
    }
    return Tensor.wrap(values, values.length);
  }

  /**
   * Returns n numbers at equal distances from start to stop, both included, none beyond them:
   * FLOAT64.
   *
   * @throws IllegalArgumentException if n is negative
   */
  public static Tensor linspace(double start, double stop, int n) {
    if (n < 0) {
      throw new IllegalArgumentException(
          "linspace: not a number of points: " + n + "; give 0 or more");
    }
    double[] values = new double[Shape.side("linspace", n)];
    boolean isWide = Double.isInfinite(stop - start);
    for (int i = 0; i < n; i++) {
      double t = n == 1 ? 0 : (double) i / (n - 1);
      double value = isWide ? start * (1 - t) + stop * t : start + t * (stop - start);
      values[i] = Math.max(Math.min(start, stop), Math.min(value, Math.max(start, stop)));
    }
    if (n > 1) {
      values[n - 1] = stop;
    }
    return Tensor.wrap(values, n);
  }

  /**
   * Returns the unit matrix [n, n].
   *
   * @throws IllegalArgumentException if n is negative
   */
  public static Tensor eye(DType dtype, int n) {
    if (n < 0) {
      throw new IllegalArgumentException("eye: not a side: " + n + "; give 0 or more");
    }
    return Matrices.withDiagonal(Tensor.ones(dtype, n));
  }

  /**
   * Returns one row an index, 1 at the index and 0 elsewhere: [...] to [..., classes].
   *
   * @param index INT32, from 0 to {@code classes - 1}
   * @throws IndexOutOfBoundsException if an index is negative or not less than the classes
   * @throws IllegalArgumentException if the index is not INT32
   */
  public static Tensor oneHot(Tensor index, int classes, DType dtype) {
    Tensor positions = InRange.classes("oneHot", "index", index, classes);
    Tensor hot = Shapes.unsqueeze(positions, -1).eq(arange(classes));
    return hot.to(dtype);
  }

  /**
   * Returns random numbers of a dtype and shape from [low, high): low itself may come, high does
   * not, however few numbers of the dtype lie between the two, and their distance may be larger
   * than the largest number. What rounds to high is the number before it. Of one number, low =
   * high, all are that.
   *
   * @throws IllegalArgumentException if the dtype is not floating, low or high is not finite in it,
   *     low is above high, or no number of the dtype lies between them
   */
  public static Tensor uniform(dev.wengert.Key key, Spec spec, double low, double high) {
    Tensor u = key.uniform(spec);
    double largest = spec.dtype().atMost(Double.MAX_VALUE);
    Preconditions.checkArgument(
        -largest <= low && low <= high && high <= largest,
        "uniform: not a range: from %s to %s; give finite numbers of %s, the lower first",
        low,
        high,
        spec.dtype());
    double most = spec.dtype().atMost(low == high ? high : Math.nextDown(high));
    double least = low == high ? most : -spec.dtype().atMost(-low);
    Preconditions.checkArgument(
        least <= most,
        "uniform: no %s lies in [%s, %s); give a wider range, or draw FLOAT64",
        spec.dtype(),
        low,
        high);
    Tensor drawn =
        high - low <= largest
            ? u.times(high - low).plus(low)
            : u.times(high).minus(u.minus(1).times(low));
    return Elementary.clamp(drawn, least, most);
  }

  /**
   * Returns which steps of sequences filled up at their end are there: [...] to BOOL [..., steps],
   * true for the steps before the length. TensorFlow: {@code sequence_mask}.
   *
   * @param lengths INT32, from 0 to the number of steps
   * @throws IndexOutOfBoundsException if a length is negative or above the steps
   * @throws IllegalArgumentException if the lengths are not INT32
   */
  public static Tensor sequenceMask(Tensor lengths, int steps) {
    Tensor checked = new InRange("sequenceMask", "length", steps, steps + " steps").apply(lengths);
    return arange(steps).lt(Shapes.unsqueeze(checked, -1));
  }

  /**
   * Returns a random order of the numbers below n: INT32.
   *
   * @throws IllegalArgumentException if n is negative
   */
  public static Tensor permutation(dev.wengert.Key key, int n) {
    if (n < 0) {
      throw new IllegalArgumentException(
          "permutation: not a number of positions: " + n + "; give 0 or more");
    }
    return Indexing.argsort(key.uniform(new Spec(DType.FLOAT64, Shape.of(n))), 0, false);
  }
}
