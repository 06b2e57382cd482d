package dev.wengert.kernel;

import dev.wengert.array.DType;
import dev.wengert.array.Layout;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.expression.LoopBody;
import dev.wengert.expression.Op;
import java.util.Arrays;

/**
 * The kernel that computes one or several expressions for each element of broadcast operands.
 *
 * <p>Numbers are computed in {@linkplain #computes one dtype}; those of operands of another are
 * converted to it as they are loaded, and to each result's as they are stored. All results have one
 * shape. Along an axis in which no operand varies they are computed once and stay broadcasts.
 *
 * @param body the expressions
 */
public record Loop(LoopBody body) implements Kernel {

  /**
   * Returns the dtype in which a body computes: the one that it was {@linkplain
   * dev.wengert.expression.Fusion#fuse fused} for, else that of the first number operand, else the
   * first number result's.
   */
  public static DType computes(LoopBody body, Layout[] operands, Layout[] results) {
    DType fused = body.dtype();
    if (fused != null) {
      return fused;
    }
    for (int i = 0; i < operands.length; i++) {
      if (body.inputs().get(i) == Op.Kind.NUMBER) {
        return operands[i].dtype();
      }
    }
    for (Layout result : results) {
      if (result.dtype() != DType.BOOL) {
        return result.dtype();
      }
    }
    return DType.BOOL;
  }

  /** Whole numbers may be divided by 0. */
  @Override
  public boolean canThrow(Spec[] inputs) {
    return divides(body, inputs);
  }

  /** Returns whether a body divides, and takes whole numbers. */
  static boolean divides(LoopBody body, Spec[] inputs) {
    return Arrays.stream(inputs).anyMatch(input -> input.dtype() == DType.INT32)
        && body.instructions().stream().anyMatch(each -> each.op() == Op.DIV);
  }

  @Override
  public Layout layout(int result, Spec spec, Layout[] inputs) {
    Shape shape = spec.shape();
    for (Layout input : inputs) {
      if (input.isContiguous() && input.shape().equals(shape)) {
        return Layout.contiguous(spec);
      }
    }
    boolean[] same = new boolean[shape.rank()];
    Arrays.fill(same, true);
    for (Layout input : inputs) {
      int[] strides = input.stridesWithin(shape);
      for (int axis = 0; axis < strides.length; axis++) {
        same[axis] &= strides[axis] == 0;
      }
    }
    return Layout.broadcast(spec, same);
  }
}
