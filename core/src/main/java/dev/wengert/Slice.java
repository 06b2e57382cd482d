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
    checkLiesWithin(name(), shape, inputs[0].shape(), starts, steps);
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

  /** Refuses a part of an array that does not lie within it. */
  static void checkLiesWithin(
      String operation,
      Shape part,
      Shape whole,
      ImmutableIntArray starts,
      ImmutableIntArray steps) {
    int rank = whole.rank();
    boolean fits = part.rank() == rank && starts.length() == rank && steps.length() == rank;
    for (int axis = 0; axis < rank && fits && part.size() > 0; axis++) {
      long first = starts.get(axis);
      long last = first + (part.side(axis) - 1L) * steps.get(axis);
      fits = Math.min(first, last) >= 0 && Math.max(first, last) < whole.side(axis);
      fits &= steps.get(axis) != 0 || part.side(axis) == 1;
    }
    if (!fits) {
      throw new IllegalArgumentException(
          operation
              + ": the part does not lie within the whole: "
              + part
              + " from "
              + starts
              + " by steps of "
              + steps
              + " in "
              + whole
              + "; give one start and one step an axis, such that every position is there");
    }
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    return new Slice(
            Batching.withFirst(0, starts), Batching.withFirst(1, steps), shape.prepend(size))
        .applyAll(inputs);
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
