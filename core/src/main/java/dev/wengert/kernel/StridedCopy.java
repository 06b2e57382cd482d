package dev.wengert.kernel;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Buffer;
import dev.wengert.array.Spec;

/**
 * The kernel that reads one element of its operand for each of the result: transpose, slice, flip,
 * diagonal.
 *
 * <p>{@code result[i, j, ...] = operand[offset + i * strides[0] + j * strides[1] + ...]}, the
 * operand read as one row-major list. Its transpose is {@link Placement}.
 *
 * @param offset where the first element lies
 * @param strides for each axis of the result how far a step moves; may be negative
 */
public record StridedCopy(int offset, ImmutableIntArray strides) implements Kernel {

  @Override
  public Buffer[] run(Buffer[] inputs, Spec[] results) {
    Buffer source = inputs[0];
    Spec spec = results[0];
    if (source.isFill() && spec.shape().size() > 0) {
      return new Buffer[] {source.fill(spec.shape())};
    }
    Buffer result = Buffer.allocate(spec);
    Elements.copy(
        spec.shape(),
        Elements.contiguous(source),
        offset,
        strides.toArray(),
        result,
        0,
        spec.shape().strides());
    return new Buffer[] {result};
  }
}
