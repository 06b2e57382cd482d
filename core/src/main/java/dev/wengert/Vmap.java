package dev.wengert;

import com.google.common.base.Preconditions;
import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The trace of {@code vmap}: each of its tensors stands for one example, and its value one level
 * down holds those of all, along one more leading axis.
 */
@SuppressWarnings("ReferenceEquality") // an axis is equal to itself only
final class Vmap extends Trace {

  private final MappedAxis axis;
  private final int size;

  Vmap(MappedAxis axis) {
    this.axis = axis;
    this.size = axis.size();
  }

  MappedAxis axis() {
    return axis;
  }

  /** Returns the number of the example, from 0 on. */
  Tensor index() {
    return example(Rows.numbers(size));
  }

  /** Returns the tensor that stands for one slice along the leading axis of another. */
  Tensor example(Tensor all) {
    return lift(all.spec().withShape(all.shape().drop(1)), all, null);
  }

  /** Returns the values for all examples: repeated if they do not differ. */
  Tensor all(Tensor example) {
    return owns(example) ? lower(example) : Broadcast.to(example, example.shape().prepend(size));
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
    if (primitive instanceof AxisSum(MappedAxis own) && own == axis) {
      return new Tensor[] {Sum.of(lowered[0], false, 0)}; // the same for all examples
    }
    if (primitive instanceof AxisGather(MappedAxis own) && own == axis) {
      return new Tensor[] {Batching.spread(lowered[0], mapped[0], size)};
    }
    Tensor[] outputs =
        primitive instanceof Region region
            ? region.batch(lowered, mapped, axis)
            : primitive.batch(lowered, mapped, size);
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
        UserCode.operation()
            + ": a value is read inside a mapped function, where there are "
            + size
            + " of them: "
            + tensor.spec()
            + " at "
            + UserCode.line()
            + "; choose between tensors by where(condition, a, b), or between computations by"
            + " ControlFlow.cond, and read values of what vmap returns");
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
      parts[i] = part.reshape(part.shape().prepend(1));
    }
    return example(new Concat(0).apply(parts));
  }
}
