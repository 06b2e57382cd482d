package dev.wengert.ops;

import dev.wengert.Autodiff;
import dev.wengert.Tensor;
import dev.wengert.ops.primitive.Axes;
import dev.wengert.ops.primitive.Numbers;
import java.util.Arrays;

/** The largest and the smallest element so far, along an axis. */
public final class RunningExtremes {

  private RunningExtremes() {}

  /**
   * An extreme up to each place and where it lies.
   *
   * @param values the extremes, of x's shape
   * @param indices their positions along the axis: INT32
   */
  public record Running(Tensor values, Tensor indices) {}

  /**
   * Returns the largest element up to each place: {@code y[i] = max(x[0], ..., x[i])}; from the
   * first NaN on it is NaN. The last of equal ones is found. Pullback: d to what was found, added
   * up. NumPy: {@code maximum.accumulate}; PyTorch and JAX: {@code cummax}.
   *
   * @throws IllegalArgumentException if x is BOOL
   */
  public static Running cummax(Tensor x, int axis) {
    return running("cummax", true, x, axis);
  }

  /**
   * Returns the smallest element up to each place: {@code y[i] = min(x[0], ..., x[i])}; from the
   * first NaN on it is NaN. The last of equal ones is found. Pullback: d to what was found, added
   * up. NumPy: {@code minimum.accumulate}; PyTorch and JAX: {@code cummin}.
   *
   * @throws IllegalArgumentException if x is BOOL
   */
  public static Running cummin(Tensor x, int axis) {
    return running("cummin", false, x, axis);
  }

  private static Running running(String operation, boolean largest, Tensor x, int axis) {
    x.dtype().checkNumber(operation);
    int at = x.shape().axis(operation, axis);
    int n = x.shape().side(at);
    int[] column = new int[x.rank() - at];
    Arrays.fill(column, 1);
    column[0] = n;
    Tensor positions = Numbers.upTo(n).reshape(column).broadcastTo(x.shape());
    Tensor values = Autodiff.stopGradient(x);
    // After each step every element knows the extreme of the last 2 * reach ones.
    for (int reach = 1; reach < n; reach *= 2) {
      Tensor later = Axes.part(values, at, reach, n);
      Tensor earlier = Axes.part(values, at, 0, n - reach);
      Tensor beats = largest ? later.ge(earlier) : later.le(earlier);
      Tensor takes = Comparisons.or(beats, later.ne(later));
      Tensor foundLater = Axes.part(positions, at, reach, n);
      Tensor foundEarlier = Axes.part(positions, at, 0, n - reach);
      values =
          Shapes.concat(
              at, Axes.part(values, at, 0, reach), Selection.where(takes, later, earlier));
      positions =
          Shapes.concat(
              at,
              Axes.part(positions, at, 0, reach),
              Selection.where(takes, foundLater, foundEarlier));
    }
    return new Running(Indexing.alongAxis(x, positions, at), positions);
  }
}
