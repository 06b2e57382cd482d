package dev.wengert.kernel;

import dev.wengert.array.Layout;
import dev.wengert.array.Shape;

/**
 * The kernel of matrix products: {@code C[b] = op(A[b]) op(B[b])} for each b of the leading axes.
 *
 * <p>The operands have the same leading axes. A transposed operand is read as it lies, and so is
 * one that is the same for all b; nothing is copied.
 *
 * @param transposeA whether op(A) is the transpose of the stored A
 * @param transposeB whether op(B) is the transpose of the stored B
 */
public record Gemm(boolean transposeA, boolean transposeB) implements Kernel {

  /** Returns how many matrices of at least one element an operand or a result holds. */
  public static int count(Shape matrices) {
    return matrices.size() / Math.max(1, matrices.side(-2) * matrices.side(-1));
  }

  /**
   * Returns whether the matrices of an operand lie one after the other, or the first of them again
   * and again: one that all products share, or as many as a convolution has groups.
   */
  public static boolean isStack(Layout operand) {
    int[] strides = operand.strides();
    int[] natural = operand.shape().strides();
    boolean repeats = true;
    for (int axis = 0; axis < strides.length; axis++) {
      if (operand.shape().side(axis) != 1) {
        repeats &= strides[axis] == 0 && axis < strides.length - 2;
        if (!repeats && strides[axis] != natural[axis]) {
          return false;
        }
      }
    }
    return true;
  }
}
