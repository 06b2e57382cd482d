package dev.wengert.kernel;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Layout;
import dev.wengert.array.Spec;

/**
 * The kernel that reads several regular parts of its operand: split.
 *
 * <p>{@code result_k[i, j, ...] = operand[offsets[k] + i * strides[0] + j * strides[1] + ...]}, the
 * operand read as one row-major list. {@link Placement} puts them together again.
 *
 * @param offsets for each result where its first element lies
 * @param strides for each axis of the results how far a step moves; may be negative
 */
public record Parts(ImmutableIntArray offsets, ImmutableIntArray strides) implements Kernel {

  @Override
  public Layout layout(int result, Spec spec, Layout[] inputs) {
    return inputs[0].isFill() && spec.shape().size() > 0
        ? inputs[0].fill(spec.shape())
        : Layout.contiguous(spec);
  }

  /** Every part of what is the same everywhere is the same. */
  @Override
  public boolean isView(Spec[] results, Layout[] inputs) {
    return inputs[0].isFill();
  }
}
