package dev.wengert;

import com.google.common.base.Preconditions;
import dev.wengert.array.Spec;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Something that sees every operation on the tensors it owns: a tape, forward mode, a recorder, an
 * observer.
 *
 * <p>An operation is handed to the innermost trace among its inputs, the one created last. That
 * trace works on the values one level down, which may themselves belong to outer traces; a tensor
 * of an outer trace met inside an inner one is a constant there and is still seen on its own level.
 * So traces nest, and derivatives of derivatives need no flag.
 *
 * <p>The traces of this library use the hooks of this class and nothing else of it or of tensors
 * (what a checkpoint keeps by, which works hand in hand with its tape, aside); so anybody can write
 * a tape, a forward mode, a recorder or an observer of their own:
 *
 * <table>
 *   <caption>The hooks</caption>
 *   <tr><td>{@link #process}</td><td>what the trace does with an operation; all must say it</td></tr>
 *   <tr><td>{@link #lift(Tensor, Object)}, {@link #lift(Tensor, int)}, {@link #lift(Spec, Tensor,
 *       Object)}, {@link #symbol(Spec, Object)}</td><td>make tensors of the trace</td></tr>
 *   <tr><td>{@link #owns}, {@link #lower}, {@link #attachment}, {@link #place}</td>
 *       <td>what they are made of</td></tr>
 *   <tr><td>{@link #inline}</td><td>for a recorder: looks into an operation that is made of
 *       others</td></tr>
 *   <tr><td>{@link #announced}, {@link #recorded}</td><td>a tape tells the traces around it what it
 *       keeps; an observer may wrap it, to see it run</td></tr>
 *   <tr><td>{@link #isInside}, {@link #isBelow}, {@link #leave}</td><td>traces made later</td></tr>
 *   <tr><td>{@link #pullInside}, {@link #pullThrough}</td><td>a tape's walk that begins inside a
 *       trace made later, and what that one does with it</td></tr>
 *   <tr><td>{@link #reveal}, {@link #reveals}</td><td>what somebody gets who asks for numbers</td>
 *       </tr>
 *   <tr><td>{@link #differentiates}, {@link #passesBy}</td><td>whether a derivative is taken through
 *       a tensor, and with respect to it</td></tr>
 * </table>
 *
 * <p>A trace belongs to the thread that made it.
 */
@SuppressWarnings("ReferenceEquality") // a trace is equal to itself only
public abstract class Trace {

  /*
   * Traces within traces.
   *
   * d/dx (x d/dy (x + y)) is 1. A system that marks numbers as "being differentiated" and has one
   * mark finds 2: inside, x + y looks as if x varied too. That is perturbation confusion, and many
   * systems have had it. The cure is to know for which derivative a number is marked, and what is
   * left to decide is how.
   *
   * One may number derivatives and keep a set of numbers with each tensor (tags); every operation
   * then takes sets apart. One may keep a stack of transformations in the thread, the top of which
   * interprets everything (JAX did, until it became a context anyway); then a tensor that outlives
   * its transformation, or meets another thread, needs care. Or one makes levels of the value: a
   * traced tensor is a box, which holds the value one level down, which may be a box of another
   * trace. That is done here. The number of levels is that of the traces which do see the tensor;
   * plain ones have none, and take the fast path.
   *
   * An operation is handed to the innermost trace among its inputs: the youngest, since what is made
   * within a function is younger than what is around it. An order by age is enough because a trace
   * lives in one thread and functions end before those around them go on; a stack is not needed. The
   * trace takes its own boxes apart, leaves the others closed, and applies the operation to what it
   * has: if boxes of an older trace are among it, that one is next. So each sees the operation on
   * its own level, and sees what younger ones do: a pullback that an inner tape runs is a computation
   * like any other, which an outer tape records and an outer forward mode pushes forward. Nobody
   * needs a flag for second order; and a walk records nothing on its own tape, since it computes one
   * level down.
   *
   * What the rule does not settle is what happens when things are taken out of order. A tape may be
   * asked for gradients of something that younger traces saw too: pull() of a tape made before a
   * vmap, called in the mapped function. The walk cannot begin in its own list, for the output is a
   * box of the younger trace. That one is asked how to go on (pullThrough): forward mode walks twice,
   * for value and tangent; a mapped function walks for each example; an observer lets it pass; a
   * younger tape takes what is found as a constant, and differentiates nothing any more that was
   * computed since, because it could not tell what depends on it. A trace that attaches something
   * and says nothing is refused by name. And what leaves a function leaves the traces made in it
   * (leave), by way of reveal, so that whoever may not be left, one of many examples, says so.
   *
   * The invariant: a box holds boxes of older traces alone, and no trace sees another's boxes but as
   * constants. Both follow from lower and lift if process uses nothing else. What breaks it, levels
   * taken apart in another order, say, breaks NestingTest first, which runs all pairs and triples of
   * modes on functions that confuse them; TapeAroundTraceTest holds what is out of order.
   */

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

  // Tensors of this trace

  /** Returns whether a tensor is one of this trace's. */
  protected final boolean owns(Tensor tensor) {
    return tensor.trace() == this;
  }

  /**
   * Returns the value one level down of a tensor that this trace owns; any other as it is.
   *
   * @throws IllegalStateException if it is a {@linkplain #symbol(Spec) symbol}, which has none
   */
  protected final Tensor lower(Tensor tensor) {
    return tensor.trace() == this ? tensor.value() : tensor;
  }

  /** Returns what was attached to a tensor that this trace owns; null for any other. */
  protected final @Nullable Object attachment(Tensor tensor) {
    return tensor.trace() == this ? tensor.attachment() : null;
  }

  /** Returns the place that was given to a tensor that this trace owns; -1 if none was. */
  protected final int place(Tensor tensor) {
    return tensor.trace() == this ? tensor.place() : -1;
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
   * Returns a tensor of this trace with its place in a list that the trace keeps.
   *
   * @param value its value one level down
   * @param place not negative
   */
  protected final Tensor lift(Tensor value, int place) {
    return new Tensor(value.spec(), this, value, place, null);
  }

  /**
   * Returns a tensor of this trace whose dtype and shape are not those of its value one level down:
   * it stands for a part of that, one of many examples, say. Such a trace refuses to {@linkplain
   * #reveal reveal} it.
   *
   * @param spec dtype and shape of the tensor
   * @param value what it stands for a part of
   * @param attachment what the trace wants to find again at this tensor
   */
  protected final Tensor lift(Spec spec, Tensor value, @Nullable Object attachment) {
    return new Tensor(spec, this, value, -1, attachment);
  }

  /**
   * Returns a tensor of this trace with a dtype and a shape and no value: what a trace that only
   * writes operations down hands out. Whoever asks for its value gets an error.
   */
  protected final Tensor symbol(Spec spec) {
    return symbol(spec, null);
  }

  /**
   * Returns a tensor of this trace without a value, as {@link #symbol(Spec)} does.
   *
   * @param attachment what the trace wants to find again at this tensor
   */
  protected final Tensor symbol(Spec spec, @Nullable Object attachment) {
    return new Tensor(spec, this, null, -1, attachment);
  }

  // Operations made of others, and what is kept of operations

  /**
   * Runs the function of an operation that is made of others, so that this trace sees those instead
   * of the whole. A derivative that the operation has of its own stays its own: a tape made within
   * this trace keeps it, and what it is made of is seen when that tape walks.
   *
   * @param inputs of this trace, or of none
   * @return the results, of this trace or of none made after it
   * @throws IllegalStateException if a result belongs to a trace made after this one: the function
   *     has used a tensor of it that is not among the inputs
   */
  protected final Tensor[] inline(Composite composite, Tensor[] inputs) {
    Tensor[] outputs = composite.expand(inputs);
    for (Tensor output : outputs) {
      if (isInside(output)) {
        throw capturing(composite.name(), "function");
      }
    }
    return outputs;
  }

  /** Returns what a function returned, which nothing may trace. */
  static Tensor[] untraced(String operation, String function, Tensor... outputs) {
    for (Tensor output : outputs) {
      if (output.trace() != null) {
        throw capturing(operation, function);
      }
    }
    return outputs;
  }

  private static IllegalStateException capturing(String operation, String function) {
    return new IllegalStateException(
        operation
            + ": the "
            + function
            + " used a traced tensor that is not among its inputs; pass it as an input, or"
            + " detach() it");
  }

  /**
   * Returns the pullback that a tape is to keep of an operation: the one given, as the traces
   * around the tape want it {@linkplain #recorded kept}.
   *
   * @param outputs the operation's results, one level below the tape
   */
  protected static Pullback announced(Primitive primitive, Tensor[] outputs, Pullback pullback) {
    Pullback kept = pullback;
    Tensor seen = outputs.length == 0 ? null : outputs[0];
    for (; seen != null && seen.trace() != null; seen = seen.valueIfKnown()) {
      kept = Objects.requireNonNull(seen.trace()).recorded(primitive, kept);
    }
    return kept;
  }

  /**
   * Returns the pullback that a tape within this trace is to keep of an operation which this trace
   * has just seen: by default the one given. An observer may wrap it, to see it run.
   */
  protected Pullback recorded(Primitive primitive, Pullback pullback) {
    return pullback;
  }

  // Traces inside and around

  /** Returns whether a tensor belongs to a trace made after this one, which sees it first. */
  protected final boolean isInside(Tensor tensor) {
    return isAround(tensor.trace());
  }

  /**
   * Returns whether a tensor is one of this trace's, or is made of one by traces made after it that
   * know its value.
   */
  protected final boolean isBelow(Tensor tensor) {
    Tensor own = tensor;
    while (isInside(own) && own.hasValue()) {
      own = own.value();
    }
    return owns(own);
  }

  /**
   * Returns a tensor without the traces made after this one: what leaves the function that this
   * trace was made for has left theirs.
   *
   * @throws IllegalStateException if one of them does not {@linkplain #reveal reveal} it
   */
  protected final Tensor leave(Tensor tensor) {
    Tensor result = tensor;
    for (Trace inner = result.trace(); isAround(inner); inner = result.trace()) {
      result = Objects.requireNonNull(inner).reveal(result);
    }
    return result;
  }

  private boolean isAround(@Nullable Trace other) {
    return other != null && other.order > order;
  }

  /** A backward walk down the list of a trace. */
  public interface Walk {

    /**
     * Returns the cotangent of each place of the list; null where the output does not depend on it,
     * or nobody asked.
     *
     * @param output of the trace that walks, of one made after it, or any other
     * @param cotangent of the output's dtype and shape
     */
    @Nullable Tensor[] pull(Tensor output, Tensor cotangent);

    /** Returns how many places the list has. */
    int places();
  }

  /**
   * Returns what a walk of this trace finds for an output that {@linkplain #isInside belongs} to a
   * trace made after it: that one {@linkplain #pullThrough says} how it goes on.
   *
   * @throws IllegalArgumentException if the cotangent belongs to a trace made after that of the
   *     output, or that of the output does not know
   */
  protected final @Nullable Tensor[] pullInside(Walk walk, Tensor output, Tensor cotangent) {
    Trace inner = Objects.requireNonNull(output.trace());
    Preconditions.checkArgument(
        !inner.isInside(cotangent),
        "gradients: the cotangent %s belongs to a trace made after that of the output; make the"
            + " tape where the cotangent is computed",
        cotangent.spec());
    return inner.pullThrough(walk, output, cotangent);
  }

  /**
   * Returns what an older trace's walk finds for an output of this trace, for each place of the
   * walk: by default what it finds one level down.
   *
   * @param output one of this trace's
   * @param cotangent not of a trace made after this one
   * @throws IllegalArgumentException if something is attached to the output, of which it is not
   *     known what its gradient would be
   */
  protected @Nullable Tensor[] pullThrough(Walk walk, Tensor output, Tensor cotangent) {
    if (output.attachment() != null) {
      throw new IllegalArgumentException(
          "gradients: the output "
              + output.spec()
              + " belongs to a trace made after this tape, and what is attached to it there has no"
              + " gradient; make the tape where the output is computed");
    }
    return walk.pull(lower(output), lower(cotangent));
  }

  // What others ask of a tensor of this trace

  /**
   * Returns the value one level down for somebody who leaves the computation, or wants numbers.
   *
   * @param tensor one of this trace's
   * @throws IllegalStateException if it has none, or there are many
   */
  protected Tensor reveal(Tensor tensor) {
    return tensor.value();
  }

  /**
   * Returns whether a tensor can be {@linkplain #reveal revealed}: by default if it has a value.
   *
   * @param tensor one of this trace's
   */
  protected boolean reveals(Tensor tensor) {
    return tensor.hasValue();
  }

  /**
   * Returns whether a derivative is taken through a tensor: by default not.
   *
   * @param tensor one of this trace's
   */
  protected boolean differentiates(Tensor tensor) {
    return false;
  }

  /**
   * Returns whether the square of a {@link Root} may be computed without it, as it is from now on
   * if so: by default it may. A tape that is asked for the gradient of the root itself says no.
   *
   * @param root one of this trace's
   */
  protected boolean passesBy(Tensor root) {
    return true;
  }

  /**
   * Refuses use from another thread than the one that made the trace.
   *
   * @param operation what is tried, as the message begins
   * @throws IllegalStateException on another thread
   */
  protected final void checkThread(String operation) {
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

  /** Returns whether one of the tensors has a dtype that has derivatives. */
  protected static boolean anyFloating(Tensor[] tensors) {
    for (Tensor tensor : tensors) {
      if (tensor.dtype().isFloating()) {
        return true;
      }
    }
    return false;
  }
}
