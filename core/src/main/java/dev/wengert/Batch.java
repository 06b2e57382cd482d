package dev.wengert;

import com.google.common.base.Preconditions;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The trace of {@code vmap}: each of its tensors stands for one example, and its value one level
 * down holds those of all, along one more leading axis.
 */
final class Batch extends Trace {

  private final int size;

  Batch(int size) {
    this.size = size;
  }

  /** Returns the tensor that stands for one slice along the leading axis of another. */
  Tensor example(Tensor all) {
    return lift(all.spec().withShape(tail(all.shape())), all, null);
  }

  /** Returns the values for all examples: repeated if they do not differ. */
  Tensor all(Tensor example) {
    return owns(example)
        ? lower(example)
        : Broadcast.to(example, withLeading(size, example.shape()));
  }

  @Override
  protected Tensor[] process(Primitive primitive, Tensor[] inputs) {
    Tensor[] lowered = new Tensor[inputs.length];
    boolean[] mapped = new boolean[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      mapped[i] = owns(inputs[i]);
      lowered[i] = lower(inputs[i]);
    }
    if (primitive instanceof Barrier && !mapped[0]) {
      return primitive.applyAll(lowered); // what is behind it is not one an example
    }
    Tensor[] outputs = primitive.batch(lowered, mapped, size);
    Tensor[] examples = new Tensor[outputs.length];
    for (int i = 0; i < outputs.length; i++) {
      Preconditions.checkState(
          outputs[i].rank() > 0 && outputs[i].shape().side(0) == size,
          "%s: its batch rule returned %s for %s examples; results have the examples along their"
              + " first axis",
          primitive.name(),
          outputs[i].shape(),
          size);
      examples[i] = example(outputs[i]);
    }
    return examples;
  }

  @Override
  protected boolean reveals(Tensor tensor) {
    return false;
  }

  @Override
  protected Tensor reveal(Tensor tensor) {
    throw new IllegalStateException(
        "vmap: a value was asked for inside the mapped function, where there are "
            + size
            + " of them; return it from the function and read it there");
  }

  /** One walk for each example, in which the others' cotangents are zero. */
  @Override
  protected @Nullable Tensor[] pullThrough(Walk walk, Tensor output, Tensor cotangent) {
    Tensor outputs = lower(output);
    Tensor cotangents = all(cotangent);
    @Nullable Tensor[][] found = new @Nullable Tensor[size][];
    for (int i = 0; i < size; i++) {
      found[i] = walk.pull(outputs, onlyAt(i, cotangents));
    }
    @Nullable Tensor[] result = new @Nullable Tensor[walk.places()];
    for (int place = 0; place < result.length; place++) {
      result[place] = stacked(found, place);
    }
    return result;
  }

  /** Returns slices with all but one replaced by zeros. */
  private static Tensor onlyAt(int i, Tensor slices) {
    int[] starts = new int[slices.rank()];
    starts[0] = i;
    int[] steps = new int[slices.rank()];
    Arrays.fill(steps, 1);
    return new Pad(
            ImmutableIntArray.copyOf(starts), ImmutableIntArray.copyOf(steps), slices.shape())
        .apply(slices.get(Index.range(i, i + 1)));
  }

  private @Nullable Tensor stacked(@Nullable Tensor[][] found, int place) {
    if (size == 0 || found[0][place] == null) {
      return null;
    }
    Tensor[] parts = new Tensor[size];
    for (int i = 0; i < size; i++) {
      Tensor part = java.util.Objects.requireNonNull(found[i][place]);
      parts[i] = part.reshape(withLeading(1, part.shape()));
    }
    return example(new Concat(0).apply(parts));
  }

  // Rules that several primitives share

  static Shape withLeading(int side, Shape shape) {
    int[] sides = new int[shape.rank() + 1];
    sides[0] = side;
    System.arraycopy(shape.sides(), 0, sides, 1, shape.rank());
    return Shape.of(sides);
  }

  static Shape tail(Shape shape) {
    return Shape.of(Arrays.copyOfRange(shape.sides(), 1, shape.rank()));
  }

  /** Returns axes as they are counted behind one more. */
  static ImmutableIntArray behind(ImmutableIntArray axes) {
    int[] moved = axes.toArray();
    Arrays.setAll(moved, i -> moved[i] + 1);
    return ImmutableIntArray.copyOf(moved);
  }

  static ImmutableIntArray withFirst(int first, ImmutableIntArray rest) {
    return ImmutableIntArray.builder(rest.length() + 1).add(first).addAll(rest).build();
  }

  /** Returns an input with the mapped axis: repeated along it if it is not mapped. */
  static Tensor spread(Tensor input, boolean mapped, int size) {
    return mapped ? input : Broadcast.to(input, withLeading(size, input.shape()));
  }

  /** Runs a primitive on one slice after the other. */
  static Tensor[] sliceBySlice(Primitive primitive, Tensor[] inputs, boolean[] mapped, int size) {
    if (size == 0) {
      return empty(primitive, inputs, mapped);
    }
    Tensor @Nullable [][] parts = null;
    for (int i = 0; i < size; i++) {
      Tensor[] slices = new Tensor[inputs.length];
      for (int k = 0; k < slices.length; k++) {
        slices[k] = mapped[k] ? inputs[k].get(i) : inputs[k];
      }
      Tensor[] outputs = primitive.applyAll(slices);
      parts = parts == null ? new Tensor[outputs.length][size] : parts;
      for (int k = 0; k < outputs.length; k++) {
        parts[k][i] = outputs[k].reshape(withLeading(1, outputs[k].shape()));
      }
    }
    Tensor[] results = new Tensor[parts == null ? 0 : parts.length];
    for (int k = 0; parts != null && k < results.length; k++) {
      results[k] = new Concat(0).apply(parts[k]);
    }
    return results;
  }

  private static Tensor[] empty(Primitive primitive, Tensor[] inputs, boolean[] mapped) {
    Spec[] specs = new Spec[inputs.length];
    for (int k = 0; k < specs.length; k++) {
      Spec spec = inputs[k].spec();
      specs[k] = mapped[k] ? spec.withShape(tail(spec.shape())) : spec;
    }
    Spec[] outputs = primitive.infer(specs);
    Tensor[] results = new Tensor[outputs.length];
    for (int k = 0; k < results.length; k++) {
      results[k] = Tensor.zeros(outputs[k].withShape(withLeading(0, outputs[k].shape())));
    }
    return results;
  }
}
