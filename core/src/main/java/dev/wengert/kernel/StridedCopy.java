package dev.wengert.kernel;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Layout;
import dev.wengert.array.Spec;

/**
 * The kernel that reads one element of its operand for each of the result: slice, flip, diagonal.
 *
 * <p>{@code result[i, j, ...] = operand[offset + i * strides[0] + j * strides[1] + ...]}, the
 * operand read as one row-major list. Its transpose is {@link Placement}.
 *
 * @param offset where the first element lies
 * @param strides for each axis of the result how far a step moves; may be negative
 */
public record StridedCopy(int offset, ImmutableIntArray strides) implements Kernel {

  @Override
  public Layout layout(int result, Spec spec, Layout[] inputs) {
    return inputs[0].isFill() && spec.shape().size() > 0
        ? inputs[0].fill(spec.shape())
        : Layout.contiguous(spec);
  }

  /** Every part of what is the same everywhere is the same. */
  @Override
  public boolean isView(Spec[] results, Layout[] inputs) {
    return inputs[0].isFill() && results[0].shape().size() > 0;
  }
}
