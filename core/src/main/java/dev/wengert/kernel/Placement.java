package dev.wengert.kernel;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Buffer;
import dev.wengert.array.Spec;

/**
 * The kernel that writes its operands into a result of zeros: pad, concat, the transpose of a
 * slice.
 *
 * <p>{@code result[offsets[k] + i * strides[0] + j * strides[1] + ...] = operand_k[i, j, ...]}, the
 * result written as one row-major list. No two elements may be sent to one place.
 *
 * @param offsets for each operand where its first element goes
 * @param strides for each axis of the operands how far a step moves; may be negative
 */
public record Placement(ImmutableIntArray offsets, ImmutableIntArray strides) implements Kernel {

  @Override
  public Buffer[] run(Buffer[] inputs, Spec[] results) {
    Buffer result = Buffer.allocate(results[0]);
    for (int k = 0; k < inputs.length; k++) {
      Elements.copy(
          inputs[k].shape(),
          inputs[k],
          0,
          inputs[k].strides(),
          result,
          offsets.get(k),
          strides.toArray());
    }
    return new Buffer[] {result};
  }
}
