package dev.wengert.kernel;

import dev.wengert.array.Layout;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.expression.LoopBody;

/**
 * The kernel that computes an expression for each element of broadcast operands.
 *
 * <p>Numbers are computed in the dtype of the number operands and converted to the result's when
 * they are stored. Along an axis in which no operand varies the result is computed once and stays a
 * broadcast.
 *
 * @param body the expression
 */
public record Loop(LoopBody body) implements Kernel {

  @Override
  public Layout layout(int result, Spec spec, Layout[] inputs) {
    Shape shape = spec.shape();
    for (Layout input : inputs) {
      if (input.isContiguous() && input.shape().equals(shape)) {
        return Layout.contiguous(spec);
      }
    }
    boolean[] same = new boolean[shape.rank()];
    java.util.Arrays.fill(same, true);
    for (Layout input : inputs) {
      int[] strides = input.stridesWithin(shape);
      for (int axis = 0; axis < strides.length; axis++) {
        same[axis] &= strides[axis] == 0;
      }
    }
    return Layout.broadcast(spec, same);
  }
}
