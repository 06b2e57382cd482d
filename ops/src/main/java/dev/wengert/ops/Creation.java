package dev.wengert.ops;

import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;

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
   * Returns n numbers at equal distances from start to stop, both included: FLOAT64.
   *
   * @throws IllegalArgumentException if n is negative
   */
  public static Tensor linspace(double start, double stop, int n) {
    if (n < 0) {
      throw new IllegalArgumentException(
          "linspace: not a number of points: " + n + "; give 0 or more");
    }
    double[] values = new double[Shape.side("linspace", n)];
    for (int i = 0; i < n; i++) {
      double t = n == 1 ? 0 : (double) i / (n - 1);
      values[i] = i == n - 1 && n > 1 ? stop : start + t * (stop - start);
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
    return LinearAlgebra.diag(Tensor.ones(dtype, n));
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
   * Returns random numbers of a dtype and shape from [low, high).
   *
   * @throws IllegalArgumentException if the dtype is not floating
   */
  public static Tensor uniform(dev.wengert.Key key, Spec spec, double low, double high) {
    return key.uniform(spec).times(high - low).plus(low);
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
