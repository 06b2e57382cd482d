package dev.wengert;

import com.google.common.base.Preconditions;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Placement;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The primitive that joins tensors along an axis.
 *
 * @param axis the axis, counted from the front
 */
public record Concat(int axis) implements Primitive {

  @Override
  public String name() {
    return "concat";
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    Preconditions.checkArgument(
        inputs.length > 0, "concat: there is nothing to join; give at least one tensor");
    Spec first = inputs[0];
    long side = 0;
    for (Spec input : inputs) {
      if (input.dtype() != first.dtype()) {
        throw new IllegalArgumentException(
            "concat: dtypes differ: "
                + first.dtype()
                + " and "
                + input.dtype()
                + "; convert with to(...) first");
      }
      if (input.shape().rank() != first.shape().rank()
          || !input.shape().withSide(axis, 0).equals(first.shape().withSide(axis, 0))) {
        throw new IllegalArgumentException(
            "concat: shapes differ outside axis "
                + axis
                + ": "
                + first.shape()
                + " and "
                + input.shape()
                + "; all other sides must be equal");
      }
      side += input.shape().side(axis);
    }
    int whole = Shape.side("concat", side);
    return new Spec[] {first.withShape(first.shape().withSide(axis, whole))};
  }

  @Override
  public Kernel lower(Spec... inputs) {
    int[] strides = infer(inputs)[0].shape().strides();
    int[] offsets = new int[inputs.length];
    for (int i = 1; i < inputs.length; i++) {
      offsets[i] = offsets[i - 1] + inputs[i - 1].shape().side(axis) * strides[axis];
    }
    return new Placement(ImmutableIntArray.copyOf(offsets), ImmutableIntArray.copyOf(strides));
  }

  @Override
  public Pullback pullback(Tensor[] inputs, Tensor[] outputs, boolean[] needed) {
    Shape[] shapes = new Shape[inputs.length];
    Arrays.setAll(shapes, i -> inputs[i].shape());
    boolean[] wanted = needed.clone();
    return cotangents -> split(cotangents[0], shapes, wanted);
  }

  private @Nullable Tensor[] split(Tensor cotangent, Shape[] shapes, boolean[] wanted) {
    @Nullable Tensor[] parts = new @Nullable Tensor[shapes.length];
    int[] ones = new int[cotangent.rank()];
    Arrays.fill(ones, 1);
    int[] starts = new int[cotangent.rank()];
    for (int i = 0; i < shapes.length; i++) {
      if (wanted[i]) {
        parts[i] =
            new Slice(ImmutableIntArray.copyOf(starts), ImmutableIntArray.copyOf(ones), shapes[i])
                .apply(cotangent);
      }
      starts[axis] += shapes[i].side(axis);
    }
    return parts;
  }

  @Override
  public @Nullable Tensor[] pushforward(
      Tensor[] inputs, Tensor[] outputs, @Nullable Tensor[] tangents) {
    Tensor[] filled = new Tensor[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      Tensor tangent = tangents[i];
      filled[i] = tangent == null ? Tensor.zeros(inputs[i].spec()) : tangent;
    }
    return new Tensor[] {apply(filled)};
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    Tensor[] spread = new Tensor[inputs.length];
    Arrays.setAll(spread, i -> Batching.spread(inputs[i], mapped[i], size));
    return new Concat(axis + 1).applyAll(spread);
  }
}
