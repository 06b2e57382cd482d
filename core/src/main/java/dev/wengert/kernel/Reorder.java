package dev.wengert.kernel;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Layout;
import dev.wengert.array.Spec;

/**
 * The kernel that reorders axes: {@code result[i, j, ...]} is the operand's element whose index
 * along axis {@code axes[0]} is i, along {@code axes[1]} j, and so on. What is stretched stays so.
 *
 * @param axes for each axis of the result which axis of the operand it is
 */
public record Reorder(ImmutableIntArray axes) implements Kernel {

  @Override
  public Layout layout(int result, Spec spec, Layout[] inputs) {
    if (inputs[0].isContiguous() || spec.shape().size() == 0) {
      return Layout.contiguous(spec);
    }
    int[] strides = inputs[0].strides();
    boolean[] same = new boolean[strides.length];
    for (int axis = 0; axis < same.length; axis++) {
      same[axis] = strides[axes.get(axis)] == 0;
    }
    return Layout.broadcast(spec, same);
  }

  @Override
  public boolean isView(Spec[] results, Layout[] inputs) {
    return inputs[0].isFill() && !inputs[0].isContiguous() && results[0].shape().size() > 0;
  }
}
