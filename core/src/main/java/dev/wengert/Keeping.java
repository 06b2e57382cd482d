package dev.wengert;

import com.google.common.collect.ImmutableList;
import it.unimi.dsi.fastutil.ints.Int2ObjectMap;
import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The trace that sees a function's operations, counts them, and puts aside the results that a
 * {@linkplain Keep policy} keeps; or, in a run that repeats the first, gives those back instead of
 * computing them.
 *
 * <p>They are given back only where the operation is on plain numbers: where an outer trace sees
 * the repetition, it is computed for that trace to see.
 */
@SuppressWarnings("ReferenceEquality") // a trace is equal to itself only
final class Keeping extends Trace {

  /** An operation's results, by its number. */
  private record Made(int step, Kept kept) {}

  /** The results of an operation of that name. */
  record Kept(String operation, ImmutableList<Tensor> outputs) {}

  private final Keep policy;
  private final Int2ObjectMap<Kept> kept;
  private final @Nullable Tape tape;
  private int steps;

  /** Makes the trace of a first run. */
  Keeping(Keep policy) {
    this.policy = policy;
    this.kept = new Int2ObjectOpenHashMap<>();
    this.tape = null;
  }

  /** Makes the trace of a repetition, inside the tape that records it. */
  Keeping(Int2ObjectMap<Kept> kept, Tape tape) {
    this.policy = Keep.nothing();
    this.kept = kept;
    this.tape = tape;
  }

  Tensor observe(Tensor tensor) {
    return lift(tensor, null);
  }

  Tensor unobserved(Tensor tensor) {
    return lower(tensor);
  }

  Int2ObjectMap<Kept> kept() {
    return kept;
  }

  @Override
  protected Tensor[] process(Primitive primitive, Tensor[] inputs) {
    Tensor[] lowered = new Tensor[inputs.length];
    Arrays.setAll(lowered, i -> lower(inputs[i]));
    int step = steps++;
    Kept before = kept.get(step);
    if (tape != null && before != null && areNumbers(lowered)) {
      if (!before.operation.equals(primitive.name())) {
        throw new ReplayException(
            "checkpoint: the function did something else when it ran again: operation "
                + step
                + " was "
                + before.operation
                + " and is "
                + primitive.name()
                + "; it must do the same each time");
      }
      return lifted(tape.record(primitive, lowered, before.outputs.toArray(new Tensor[0])), null);
    }
    Tensor[] outputs = primitive.applyAll(lowered);
    if (tape != null) {
      return lifted(outputs, null);
    }
    Kept made = new Kept(primitive.name(), ImmutableList.copyOf(outputs));
    if (policy.keepsProducts() && primitive instanceof Bilinear) {
      kept.put(step, made);
    } else if (primitive instanceof CheckpointName tag
        && policy.names().contains(tag.label())
        && attachment(inputs[0]) instanceof Made source) {
      kept.put(source.step, source.kept);
    }
    return lifted(outputs, new Made(step, made));
  }

  private Tensor[] lifted(Tensor[] outputs, @Nullable Made made) {
    Tensor[] result = new Tensor[outputs.length];
    Arrays.setAll(result, i -> lift(outputs[i], made));
    return result;
  }

  /** Returns whether the tape is the only trace that sees these, or stands on symbols of them. */
  private boolean areNumbers(Tensor[] tensors) {
    for (Tensor tensor : tensors) {
      Tensor below = tensor.trace() != null && tensor.trace() == tape ? tensor.value() : tensor;
      if (below.trace() != null && below.hasValue()) {
        return false;
      }
    }
    return true;
  }

  /** What is attached to a tensor here is not its derivative. */
  @Override
  protected @Nullable Tensor[] pullThrough(Walk walk, Tensor output, Tensor cotangent) {
    return walk.pull(lower(output), lower(cotangent));
  }
}
