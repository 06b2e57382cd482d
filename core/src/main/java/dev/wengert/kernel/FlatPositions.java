package dev.wengert.kernel;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Spec;

/**
 * The kernel that turns INT32 positions along several axes, one operand an axis, into positions in
 * row-major order: {@code result = (p0 * n1 + p1) * n2 + p2 ...}. Positions count from the end
 * where negative; one outside its axis is an {@link IndexOutOfBoundsException} that names it.
 *
 * @param operation the operation an error names
 * @param axes the axes, as an error names them
 * @param sides their sides n
 */
public record FlatPositions(String operation, ImmutableIntArray axes, ImmutableIntArray sides)
    implements Kernel {
  @Override
  public boolean canThrow(Spec[] inputs) {
    return true;
  }
}
