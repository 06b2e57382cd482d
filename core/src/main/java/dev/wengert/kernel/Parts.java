package dev.wengert.kernel;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Buffer;
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
  public Buffer[] run(Buffer[] inputs, Spec[] results) {
    Buffer operand = inputs[0].isFill() ? inputs[0] : Elements.contiguous(inputs[0]);
    Buffer[] parts = new Buffer[results.length];
    for (int k = 0; k < results.length; k++) {
      parts[k] =
          new StridedCopy(offsets.get(k), strides)
              .run(new Buffer[] {operand}, new Spec[] {results[k]})[0];
    }
    return parts;
  }
}
