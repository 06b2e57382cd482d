package dev.wengert;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.StridedCopy;

/**
 * The primitive that takes a regular part of each axis: {@code result[i] = x[start + i * step]}.
 *
 * <p>Its transpose is {@link Pad}.
 *
 * @param starts for each axis where the part begins
 * @param steps for each axis how far apart its elements lie; may be negative, not 0
 * @param shape the shape of the part
 */
public record Slice(ImmutableIntArray starts, ImmutableIntArray steps, Shape shape)
    implements Linear {

  @Override
  public String name() {
    return "slice";
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    return new Spec[] {inputs[0].withShape(shape)};
  }

  @Override
  public Kernel lower(Spec... inputs) {
    Strided strided = Strided.of(inputs[0].shape(), starts, steps);
    return new StridedCopy(strided.offset(), strided.strides());
  }

  @Override
  public Tensor transpose(Tensor cotangent, Spec input) {
    return new Pad(starts, steps, input.shape()).apply(cotangent);
  }

  /**
   * Where a regular part of an array lies when the array is read as one row-major list.
   *
   * @param offset the position of its first element
   * @param strides how far a step along each axis moves
   */
  record Strided(int offset, ImmutableIntArray strides) {

    static Strided of(Shape whole, ImmutableIntArray starts, ImmutableIntArray steps) {
      int[] strides = whole.strides();
      int offset = 0;
      for (int axis = 0; axis < strides.length; axis++) {
        offset += starts.get(axis) * strides[axis];
        strides[axis] *= steps.get(axis);
      }
      return new Strided(offset, ImmutableIntArray.copyOf(strides));
    }
  }
}
