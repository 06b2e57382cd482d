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
  public Layout[] layouts(Layout[] inputs, Spec[] results) {
    return isView(inputs, results)
        ? new Layout[] {inputs[0].fill(results[0].shape())}
        : Kernel.super.layouts(inputs, results);
  }

  /** Every part of what is the same everywhere is the same. */
  @Override
  public boolean isView(Layout[] inputs, Spec[] results) {
    return inputs[0].isFill() && results[0].shape().size() > 0;
  }
}
