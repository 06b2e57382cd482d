package dev.wengert;

import com.google.common.base.Preconditions;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.DType;
import dev.wengert.array.Spec;
import dev.wengert.kernel.FlatPositions;
import dev.wengert.kernel.Kernel;
import java.util.Arrays;

/**
 * The primitive that turns positions along several axes into positions in row-major order: {@code
 * result = (p0 * n1 + p1) * n2 + p2 ...}.
 *
 * <p>Its inputs are INT32, one an axis, of one shape; positions count from the end where negative.
 * One outside its axis is an {@link IndexOutOfBoundsException} that names it.
 *
 * @param operation the operation an error names
 * @param axes the axes, as an error names them
 * @param sides their sides n
 */
public record FlatIndex(String operation, ImmutableIntArray axes, ImmutableIntArray sides)
    implements PiecewiseConstant {

  /**
   * Makes the primitive.
   *
   * @throws IllegalArgumentException if there is no axis, or not one side an axis
   */
  public FlatIndex {
    Preconditions.checkArgument(
        !axes.isEmpty() && axes.length() == sides.length(),
        "%s: the axes %s with sides %s; give one axis or more, and a side for each",
        operation,
        axes,
        sides);
  }

  @Override
  public int arity() {
    return axes.length();
  }

  @Override
  public String name() {
    return "flatIndex";
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    for (Spec input : inputs) {
      if (input.dtype() != DType.INT32) {
        throw new IllegalArgumentException(
            operation
                + ": the index is "
                + input.dtype()
                + "; give INT32 positions, by to(INT32) if need be");
      }
      if (!input.shape().equals(inputs[0].shape())) {
        throw new IllegalArgumentException(
            operation
                + ": indices must be of one shape: "
                + inputs[0]
                + " and "
                + input
                + "; broadcast them first");
      }
    }
    return new Spec[] {inputs[0]};
  }

  @Override
  public Kernel lower(Spec... inputs) {
    return new FlatPositions(operation, axes, sides);
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    Tensor[] spread = new Tensor[inputs.length];
    Arrays.setAll(spread, i -> Batching.spread(inputs[i], mapped[i], size));
    return applyAll(spread);
  }
}
