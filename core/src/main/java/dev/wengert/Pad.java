package dev.wengert;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Placement;

/**
 * The primitive that writes a tensor into zeros: {@code result[start + i * step] = x[i]}.
 *
 * <p>Its transpose is {@link Slice}.
 *
 * @param starts for each axis where the first element goes
 * @param steps for each axis how far apart the elements go; may be negative, not 0
 * @param shape the shape of the result
 */
public record Pad(ImmutableIntArray starts, ImmutableIntArray steps, Shape shape)
    implements Linear {

  @Override
  public String name() {
    return "pad";
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    Slice.checkLiesWithin(name(), inputs[0].shape(), shape, starts, steps);
    return new Spec[] {inputs[0].withShape(shape)};
  }

  @Override
  public Kernel lower(Spec... inputs) {
    Slice.Strided strided = Slice.Strided.of(shape, starts, steps);
    return new Placement(ImmutableIntArray.of(strided.offset()), strided.strides());
  }

  @Override
  public Tensor transpose(Tensor cotangent, Spec input) {
    return new Slice(starts, steps, input.shape()).apply(cotangent);
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    return new Pad(Batching.withFirst(0, starts), Batching.withFirst(1, steps), shape.prepend(size))
        .applyAll(inputs);
  }
}
