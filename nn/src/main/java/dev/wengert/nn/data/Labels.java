package dev.wengert.nn.data;

import com.google.common.base.Preconditions;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.ops.Comparisons;
import dev.wengert.ops.Reductions;

/** Targets that are labels, in every form that losses take. */
final class Labels {

  private Labels() {}

  /**
   * Returns the class of each example, INT32 [n].
   *
   * @param y classes, INT32; yes or no, BOOL, or floating of 0 and 1; each [n] or [n, 1]; or
   *     one-hot, floating [n, C]
   * @throws IllegalArgumentException if it is none of these
   */
  static Tensor classes(String operation, Tensor y) {
    boolean isColumn = y.rank() == 1 || (y.rank() == 2 && y.shape().side(1) == 1);
    boolean isBinary = !y.dtype().isFloating() || holds(Comparisons.or(y.eq(0), y.eq(1)));
    if (isColumn && isBinary) {
      return y.to(DType.INT32).reshape(y.size());
    }
    Preconditions.checkArgument(
        y.rank() == 2 && y.dtype().isFloating() && isBinary && holds(Reductions.sum(y, 1).eq(1)),
        "%s: the targets are no classes: they are %s; give INT32, BOOL, or floating 0 and 1, [n]"
            + " or [n, 1], or one-hot [n, C]",
        operation,
        y.spec());
    return Reductions.argmax(y, 1);
  }

  private static boolean holds(Tensor conditions) {
    return Comparisons.all(conditions).toBooleanArray()[0];
  }
}
