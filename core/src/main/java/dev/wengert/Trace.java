package dev.wengert;

import dev.wengert.array.Spec;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Something that sees every operation on the tensors it owns: a tape, forward mode, an observer.
 *
 * <p>An operation is handed to the innermost trace among its inputs, the one created last. That
 * trace works on the values one level down, which may themselves belong to outer traces; a tensor
 * of an outer trace met inside an inner one is a constant there and is still seen on its own level.
 * So traces nest, and derivatives of derivatives need no flag.
 *
 * <p>A trace belongs to the thread that made it.
 */
@SuppressWarnings("ReferenceEquality") // a trace is equal to itself only
public abstract class Trace {

  private static final AtomicLong CREATED = new AtomicLong();

  private final long order = CREATED.incrementAndGet();
  private final Thread owner = Thread.currentThread();

  /** Makes a trace inside all that exist. */
  protected Trace() {}

  /**
   * Executes an operation on behalf of this trace.
   *
   * <p>An implementation takes the {@linkplain #lower values one level down}, applies the primitive
   * to them, and {@linkplain #lift lifts} the results.
   *
   * @param primitive the operation
   * @param inputs at least one of them owned by this trace, none by an inner one
   * @return the results
   */
  protected abstract Tensor[] process(Primitive primitive, Tensor[] inputs);

  /** Hands an operation to the innermost trace among its inputs, or runs it if there is none. */
  static Tensor[] execute(Primitive primitive, Tensor[] inputs) {
    int arity = primitive.arity();
    if (arity >= 0 && arity != inputs.length) {
      throw new IllegalArgumentException(
          primitive.name() + ": wrong number of inputs: " + inputs.length + "; it takes " + arity);
    }
    Trace innermost = null;
    for (Tensor input : inputs) {
      Trace trace = input.trace();
      if (trace != null
          && trace != innermost
          && (innermost == null || trace.order > innermost.order)) {
        innermost = trace;
      }
    }
    if (innermost == null) {
      return Execution.run(primitive, inputs);
    }
    innermost.checkThread(primitive.name());
    Tensor square = Squares.ofRoot(primitive, inputs);
    return square == null
        ? Squares.remembered(primitive, inputs, innermost.process(primitive, inputs))
        : new Tensor[] {square};
  }

  /** Returns whether a tensor is one of this trace's. */
  protected final boolean owns(Tensor tensor) {
    return tensor.trace() == this;
  }

  /** Returns the value one level down of a tensor that this trace owns; any other as it is. */
  protected final Tensor lower(Tensor tensor) {
    return tensor.trace() == this ? tensor.value() : tensor;
  }

  /** Returns what was attached to a tensor that this trace owns; null for any other. */
  protected final @Nullable Object attachment(Tensor tensor) {
    return tensor.trace() == this ? tensor.attachment() : null;
  }

  /**
   * Returns a tensor of this trace.
   *
   * @param value its value one level down
   * @param attachment what the trace wants to find again at this tensor
   */
  protected final Tensor lift(Tensor value, @Nullable Object attachment) {
    return new Tensor(value.spec(), this, value, -1, attachment);
  }

  /**
   * Returns a tensor of this trace with a dtype and a shape and no value: what a trace that only
   * writes operations down hands out. Whoever asks for its value gets an error.
   */
  protected final Tensor symbol(Spec spec) {
    return new Tensor(spec, this, null, -1, null);
  }

  /**
   * Returns the pullback that a tape within this trace is to keep of an operation which this trace
   * has just seen: by default the one given. An observer may wrap it, to see it run.
   */
  protected Pullback recorded(Primitive primitive, Pullback pullback) {
    return pullback;
  }

  /** Returns whether another trace was made after this one, and so sees operations first. */
  final boolean isAround(@Nullable Trace other) {
    return other != null && other.order > order;
  }

  /**
   * Returns a tensor without the traces made after this one: what leaves the function that this
   * trace was made for has left theirs.
   */
  final Tensor leave(Tensor tensor) {
    Tensor result = tensor;
    for (Trace inner = result.trace(); isAround(inner); inner = result.trace()) {
      result = java.util.Objects.requireNonNull(inner).reveal(result);
    }
    return result;
  }

  /**
   * Returns what an older tape's walk finds for an output of this trace, for each place of the tape
   * that is watched: by default what it finds one level down.
   *
   * @param cotangent not of a trace made after this one
   * @throws IllegalArgumentException if something is attached to the output, of which it is not
   *     known what its gradient would be
   */
  @Nullable Tensor[] pullThrough(Tape tape, Tensor output, Tensor cotangent) {
    if (output.attachment() != null) {
      throw new IllegalArgumentException(
          "gradients: the output "
              + output.spec()
              + " belongs to a trace made after this tape, and what is attached to it there has no"
              + " gradient; make the tape where the output is computed");
    }
    return tape.pull(lower(output), lower(cotangent));
  }

  /** Returns whether a derivative is taken through a tensor that this trace owns. */
  boolean differentiates(Tensor tensor) {
    return false;
  }

  static boolean anyFloating(Tensor[] tensors) {
    for (Tensor tensor : tensors) {
      if (tensor.dtype().isFloating()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns the value one level down for somebody who leaves the computation.
   *
   * @throws IllegalStateException if it has none
   */
  Tensor reveal(Tensor tensor) {
    return tensor.value();
  }

  /** Refuses use from another thread than the one that made the trace. */
  final void checkThread(String operation) {
    if (Thread.currentThread() != owner) {
      throw new IllegalStateException(
          operation
              + ": the trace belongs to another thread: made by "
              + owner.getName()
              + ", used by "
              + Thread.currentThread().getName()
              + "; make one trace a thread, or pass detach()ed values");
    }
  }
}
