package dev.wengert.ops;

import com.google.common.base.Preconditions;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;

/** Numbers at equal ratios, and the positions of triangles. None has a derivative. */
public final class Grids {

  private Grids() {}

  /**
   * Returns n numbers from {@code base^start} to {@code base^stop}, both included, at equal ratios:
   * FLOAT64. NumPy and PyTorch: {@code logspace}, whose base is 10 by default.
   *
   * @throws IllegalArgumentException if n is negative or the base is not positive
   */
  public static Tensor logspace(double start, double stop, int n, double base) {
    Preconditions.checkArgument(n >= 0, "logspace: not a number of points: %s; give 0 or more", n);
    Preconditions.checkArgument(
        base > 0, "logspace: the base must be positive: %s; 10 is usual", base);
    return Operators.pow(base, Creation.linspace(start, stop, n));
  }

  /**
   * Returns n numbers from start to stop, both included and met exactly, at equal ratios: FLOAT64.
   * NumPy: {@code geomspace}.
   *
   * @throws IllegalArgumentException if n is negative, or start and stop are not finite numbers of
   *     one sign, neither of them 0
   */
  public static Tensor geomspace(double start, double stop, int n) {
    Preconditions.checkArgument(n >= 0, "geomspace: not a number of points: %s; give 0 or more", n);
    Preconditions.checkArgument(
        Math.signum(start) * Math.signum(stop) > 0
            && Double.isFinite(start)
            && Double.isFinite(stop),
        "geomspace: no ratios from %s to %s; give two finite numbers of one sign, neither of them"
            + " 0",
        start,
        stop);
    double[] values = new double[Shape.side("geomspace", n)];
    double low = Math.log(Math.abs(start));
    double high = Math.log(Math.abs(stop));
    for (int i = 0; i < n; i++) {
      double t = (double) i / Math.max(1, n - 1);
      values[i] = Math.copySign(Math.exp(low + t * (high - low)), start);
    }
    if (n > 0) {
      values[0] = start;
    }
    if (n > 1) {
      values[n - 1] = stop;
    }
    return Tensor.wrap(values, n);
  }

  /**
   * Returns the positions of the lower triangle of a matrix [rows, columns], row by row: INT32 [2,
   * count], rows above columns. NumPy and PyTorch: {@code tril_indices}.
   *
   * @param offset the last diagonal that belongs to it: 0 for the main one, negative below it
   * @throws IllegalArgumentException if a side is negative
   */
  public static Tensor trilIndices(int rows, int columns, int offset) {
    return triangle("trilIndices", rows, columns, offset, true);
  }

  /**
   * Returns the positions of the upper triangle of a matrix [rows, columns], row by row: INT32 [2,
   * count], rows above columns. NumPy and PyTorch: {@code triu_indices}.
   *
   * @param offset the first diagonal that belongs to it: 0 for the main one, negative below it
   * @throws IllegalArgumentException if a side is negative
   */
  public static Tensor triuIndices(int rows, int columns, int offset) {
    return triangle("triuIndices", rows, columns, offset, false);
  }

  private static Tensor triangle(
      String operation, int rows, int columns, int offset, boolean lower) {
    Preconditions.checkArgument(
        rows >= 0 && columns >= 0,
        "%s: a side is negative: %s rows, %s columns; give 0 or more",
        operation,
        rows,
        columns);
    Shape.of(rows, columns);
    Tensor down = Shapes.unsqueeze(Creation.arange(rows), 1);
    Tensor diagonal = Creation.arange(columns).minus(down);
    Tensor inside = lower ? diagonal.le(offset) : diagonal.ge(offset);
    return Indexing.argwhere(inside).transpose();
  }
}
