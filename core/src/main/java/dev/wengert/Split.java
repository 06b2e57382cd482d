package dev.wengert;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Parts;
import org.jspecify.annotations.Nullable;

/**
 * The primitive that cuts a tensor along an axis into parts.
 *
 * <p>Its transpose is {@link Concat}: all cotangents are put together at once, however many parts
 * there are. As many slices would each make a cotangent of the whole.
 *
 * @param axis the axis, counted from the front
 * @param sides the sides of the parts, which add up to that of the axis
 */
public record Split(int axis, ImmutableIntArray sides) implements Primitive {

  @Override
  public int arity() {
    return 1;
  }

  @Override
  public String name() {
    return "split";
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    Shape whole = inputs[0].shape();
    Spec[] parts = new Spec[sides.length()];
    long total = 0;
    boolean fits = axis >= 0 && axis < whole.rank() && parts.length > 0;
    for (int k = 0; k < parts.length && fits; k++) {
      fits = sides.get(k) >= 0;
      total += sides.get(k);
    }
    if (!fits || total != whole.side(axis)) {
      throw new IllegalArgumentException(
          "split: the sides do not add up to axis "
              + axis
              + " of shape "
              + whole
              + ": "
              + sides
              + "; give sides that sum to "
              + (axis >= 0 && axis < whole.rank() ? whole.side(axis) : "that of an axis"));
    }
    for (int k = 0; k < parts.length; k++) {
      parts[k] = inputs[0].withShape(whole.withSide(axis, sides.get(k)));
    }
    return parts;
  }

  @Override
  public Kernel lower(Spec... inputs) {
    int[] strides = inputs[0].shape().strides();
    int[] offsets = new int[sides.length()];
    for (int k = 1; k < offsets.length; k++) {
      offsets[k] = offsets[k - 1] + sides.get(k - 1) * strides[axis];
    }
    return new Parts(ImmutableIntArray.copyOf(offsets), ImmutableIntArray.copyOf(strides));
  }

  @Override
  public Pullback pullback(Tensor[] inputs, Tensor[] outputs, boolean[] needed) {
    return cotangents -> new Tensor[] {new Concat(axis).apply(cotangents)};
  }

  @Override
  public @Nullable Tensor[] pushforward(
      Tensor[] inputs, Tensor[] outputs, @Nullable Tensor[] tangents) {
    Tensor tangent = tangents[0];
    return tangent == null ? new @Nullable Tensor[outputs.length] : applyAll(tangent);
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    return new Split(axis + 1, sides).applyAll(inputs);
  }
}
