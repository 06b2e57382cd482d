package dev.wengert;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Spec;
import it.unimi.dsi.fastutil.objects.ObjectArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Wengert list: the record of a computation, from which gradients are read by walking it
 * backwards.
 *
 * <p>Every operation on a {@linkplain #watch watched} tensor, or on what was computed from one,
 * appends an entry. An entry knows its operation, where its inputs and outputs stand, and its
 * {@link Pullback}; it holds no value that the pullback does not need. The walk is a plain loop
 * down the list, so a computation of a million operations needs no deeper stack than one of ten.
 *
 * {@snippet class="dev.wengert.ops.SnippetsTest" region="tape"}
 *
 * <p>Use one tape a step and let it go; keeping a tensor of a tape keeps the tape. Gradients can be
 * asked for more than once. Source: R. E. Wengert, "A simple automatic derivative evaluation
 * program", CACM 1964.
 */
@SuppressWarnings("ReferenceEquality") // a trace is equal to itself only
public final class Tape extends Trace {

  private final ObjectArrayList<TapeEntry> entries = new ObjectArrayList<>();
  private final BitSet watched = new BitSet();

  /** Places that depend on nothing watched through operations that have a derivative. */
  private final BitSet constants = new BitSet();

  /** Those of them that an operation took as an input, and so as a constant. */
  private final BitSet takenAsConstants = new BitSet();

  /** Places of roots whose square was computed without them. */
  private final BitSet passedBy = new BitSet();

  private int places;
  private int leaves;

  /** The first place whose value may depend on a gradient that an older tape took of this one's. */
  private int unknownFrom = Integer.MAX_VALUE;

  /** The walk down this list, for traces made later to go on with. */
  private final Walk walk =
      new Walk() {
        @Override
        public @Nullable Tensor[] pull(Tensor output, Tensor cotangent) {
          return Tape.this.pull(output, cotangent);
        }

        @Override
        public int places() {
          return places;
        }
      };

  /** What becomes of tensors that pullbacks hold; null if they stay as they are. */
  private final @Nullable SavedTensors saving;

  /** Makes an empty tape. */
  public Tape() {
    saving = null;
  }

  /**
   * Makes an empty tape that puts aside what its walk will need, in a way of one's own: in less
   * memory, or elsewhere. Each pullback is looked at as it is recorded, which takes some
   * microseconds.
   */
  public Tape(SavedTensors saving) {
    this.saving = saving;
  }

  /**
   * Returns the tensor with a place on this tape: what is computed from the result is recorded, and
   * {@link Gradients#of} gives its gradient.
   *
   * <p>A tensor that this tape has computed keeps its place, and its gradient can be asked for too.
   *
   * @throws IllegalArgumentException if the dtype is not floating, or the tensor belongs to a trace
   *     made after this tape: what is inside that one cannot be outside this one; or the tape has
   *     computed it, found that it is constant, and used it as such, or it is a {@link Root} and
   *     was squared
   */
  public Tensor watch(Tensor tensor) {
    return watch(tensor, TapeEntry.WATCH);
  }

  /**
   * Returns the tensor with a place on this tape, as {@link #watch(Tensor)} does, under a name that
   * listings and graphs show: that of a parameter, say.
   */
  public Tensor watch(Tensor tensor, String name) {
    checkThread("watch");
    Preconditions.checkArgument(
        tensor.dtype().isFloating(),
        "watch: only floating tensors have gradients: the dtype is %s; convert with to(FLOAT32) or"
            + " to(FLOAT64)",
        tensor.dtype());
    if (owns(tensor)) {
      Preconditions.checkArgument(
          !takenAsConstants.get(place(tensor)),
          "watch: the tensor %s is a constant of the derivative and has been used: no gradient is"
              + " kept for it; watch it before it is used",
          tensor.spec());
      Preconditions.checkArgument(
          !passedBy.get(place(tensor)),
          "watch: the root %s has been squared, and its square computed without it; watch it before"
              + " it is used",
          tensor.spec());
      constants.clear(place(tensor));
      watched.set(place(tensor));
      return tensor;
    }
    Preconditions.checkArgument(
        !isInside(tensor),
        "watch: the tensor %s belongs to a trace that was made after this tape; make the tape where"
            + " the tensor is computed",
        tensor.spec());
    Tensor result = lift(tensor, places);
    entries.add(new TapeEntry(name, places, tensor.spec()));
    watched.set(places++);
    leaves++;
    return result;
  }

  @Override
  protected Tensor[] process(Primitive primitive, Tensor[] inputs) {
    return record(primitive, inputs, null);
  }

  /** Records an operation whose results are known one level down, or else are computed there. */
  Tensor[] record(Primitive primitive, Tensor[] inputs, Tensor @Nullable [] known) {
    int n = inputs.length;
    Tensor[] lowered = new Tensor[n];
    int[] from = new int[n];
    boolean[] needed = new boolean[n];
    boolean anyNeeded = false;
    Spec[] specs = new Spec[n];
    for (int i = 0; i < n; i++) {
      Tensor input = inputs[i];
      specs[i] = input.spec();
      lowered[i] = lower(input);
      from[i] = place(input);
      if (from[i] >= 0) {
        if (constants.get(from[i])) {
          takenAsConstants.set(from[i]);
        } else {
          needed[i] = true;
          anyNeeded = true;
        }
      }
    }
    Region.Recorded region =
        known == null && anyNeeded && saving == null && primitive instanceof Region some
            ? some.record(lowered, needed)
            : null;
    Tensor[] outputs =
        region != null ? region.outputs() : known == null ? primitive.applyAll(lowered) : known;
    if (!anyFloating(outputs)) {
      return outputs;
    }
    Spec[] results = new Spec[outputs.length];
    Tensor[] traced = new Tensor[outputs.length];
    for (int i = 0; i < outputs.length; i++) {
      results[i] = outputs[i].spec();
      traced[i] = results[i].dtype().isFloating() ? lift(outputs[i], places + i) : outputs[i];
    }
    Pullback pullback =
        region != null
            ? region.pullback()
            : anyNeeded ? pullback(primitive, lowered, outputs, needed, specs, results) : null;
    pullback = pullback == null ? null : announced(primitive, outputs, pullback);
    entries.add(new TapeEntry(primitive, from, specs, places, results, pullback));
    if (pullback == null) {
      constants.set(places, places + outputs.length);
    }
    places += outputs.length;
    return traced;
  }

  private @Nullable Pullback pullback(
      Primitive primitive,
      Tensor[] inputs,
      Tensor[] outputs,
      boolean[] needed,
      Spec[] inputSpecs,
      Spec[] outputSpecs) {
    if (saving == null) {
      return primitive.pullback(inputs, outputs, needed);
    }
    Saved saved = Saved.of(primitive, inputSpecs, outputSpecs, needed);
    return saved == null ? null : saved.pullback(inputs, outputs, saving);
  }

  /** Not if it is watched. */
  @Override
  protected boolean passesBy(Tensor root) {
    if (watched.get(place(root))) {
      return false;
    }
    passedBy.set(place(root));
    return true;
  }

  /**
   * Returns the gradients of a scalar with respect to everything that is watched.
   *
   * @throws IllegalArgumentException if the output is not a scalar or was not recorded on this tape
   */
  public Gradients gradients(Tensor output) {
    Preconditions.checkArgument(
        output.size() == 1,
        "gradients: the output must be a scalar, its shape is %s; pass a cotangent or reduce it"
            + " with sum(...)",
        output.shape());
    return gradients(output, Tensor.full(output.spec(), 1));
  }

  /**
   * Returns the gradients of the sum of output times cotangent with respect to everything that is
   * watched.
   *
   * <p>Traces made after this tape may have seen the output too. Inside a forward mode the gradient
   * has its tangent; inside a mapped function it is the example's, by one walk an example (a tape
   * made inside that function walks once for all). A tape made after this one sees the gradient as
   * a constant, and refuses to differentiate what is computed from then on: ask it first.
   *
   * @param output a tensor that this tape has computed
   * @param cotangent what each element of the output weighs, of the output's shape and dtype
   * @throws IllegalArgumentException if dtype or shape differ, the output was not recorded here or
   *     may depend on what an older tape has found, or a trace made after this tape cannot say what
   *     the gradient is
   */
  public Gradients gradients(Tensor output, Tensor cotangent) {
    checkThread("gradients");
    Preconditions.checkArgument(
        cotangent.spec().equals(output.spec()),
        "gradients: the cotangent does not fit the output: %s for %s; give it the output's dtype"
            + " and shape",
        cotangent.spec(),
        output.spec());
    Preconditions.checkArgument(
        hasRecorded(output),
        "gradients: the output was not recorded on this tape: nothing it was computed from is"
            + " watched; compute it from what watch(...) returned, and before detach()");
    return new Gradients(this, (BitSet) watched.clone(), pull(output, cotangent));
  }

  /**
   * Returns a tensor as whoever made this tape sees it: without its place here, and without the
   * traces made after this tape; those around stay. So what leaves a computation that was recorded
   * for its gradients still has the derivatives, and the place in a mapped function, that it has
   * outside.
   *
   * @throws IllegalStateException if it is one of many examples of a function mapped inside
   */
  public Tensor primal(Tensor tensor) {
    return lower(leave(tensor));
  }

  /** Returns whether a tensor was computed here, possibly inside traces made after this one. */
  public boolean hasRecorded(Tensor output) {
    return isBelow(output);
  }

  @Override
  protected boolean differentiates(Tensor tensor) {
    return !constants.get(place(tensor));
  }

  /** Returns the cotangent of each watched place; null where the output does not depend on it. */
  private @Nullable Tensor[] pull(Tensor output, Tensor cotangent) {
    if (owns(output)) {
      checkKnown(output);
      return sweep(place(output), cotangent);
    }
    return isInside(output) ? pullInside(walk, output, cotangent) : new @Nullable Tensor[places];
  }

  private void checkKnown(Tensor output) {
    Preconditions.checkArgument(
        place(output) < unknownFrom,
        "gradients: the output was computed after an older tape's gradients(...), whose result is"
            + " a constant on this tape: %s; ask this tape first, or make it before the other",
        output.spec());
  }

  /**
   * What an older tape finds is a constant here, as what leaves a tape is. What is computed from it
   * cannot be told apart from what is not, so this tape differentiates nothing that comes later.
   */
  @Override
  protected @Nullable Tensor[] pullThrough(Walk walk, Tensor output, Tensor cotangent) {
    unknownFrom = Math.min(unknownFrom, places);
    return walk.pull(lower(output), lower(cotangent));
  }

  /** Returns the cotangent of each watched place, for several outputs at once. */
  @Nullable Tensor[] pull(Tensor[] outputs, Tensor[] cotangents) {
    CotangentSums sums = new CotangentSums(places);
    for (int i = 0; i < outputs.length; i++) {
      if (owns(outputs[i])) {
        checkKnown(outputs[i]);
        sums.add(place(outputs[i]), lower(cotangents[i]));
      }
    }
    return sweep(sums);
  }

  private @Nullable Tensor[] sweep(int output, Tensor seed) {
    CotangentSums sums = new CotangentSums(places);
    sums.add(output, lower(seed));
    return sweep(sums);
  }

  /** Walks the list backwards and returns the cotangent of each place that is watched. */
  private @Nullable Tensor[] sweep(CotangentSums sums) {
    for (int i = entries.size() - 1; i >= 0; i--) {
      TapeEntry entry = entries.get(i);
      if (entry.pullback != null && entry.isReached(sums)) {
        @Nullable Tensor[] found = entry.pull(entry.take(sums, watched));
        for (int k = 0; k < found.length; k++) {
          Tensor cotangent = found[k];
          if (cotangent != null && entry.inputs[k] >= 0) {
            sums.add(entry.inputs[k], cotangent);
          }
        }
      }
    }
    return sums.all();
  }

  /** Returns the number of operations recorded so far. */
  public int size() {
    return entries.size() - leaves;
  }

  /**
   * One line of the list, for who draws or reads it.
   *
   * @param operation the name, with the attributes that the primitive prints; for a watched tensor
   *     the name it was given, else {@code watch}
   * @param inputs for each input its place, or -1 for a value that is not recorded
   * @param firstOutput the place of the first result; the others follow
   * @param outputs dtype and shape of each result
   */
  public record Step(
      String operation, ImmutableIntArray inputs, int firstOutput, ImmutableList<Spec> outputs) {

    /** Returns whether this is a watched tensor and not an operation. */
    public boolean isWatch() {
      return inputs.isEmpty();
    }
  }

  /** Returns the list, in the order of recording, without the values. */
  public ImmutableList<Step> steps() {
    ImmutableList.Builder<Step> steps = ImmutableList.builder();
    for (TapeEntry entry : entries) {
      steps.add(
          new Step(
              entry.title(),
              ImmutableIntArray.copyOf(entry.inputs),
              entry.firstOutput,
              ImmutableList.copyOf(entry.outputs)));
    }
    return steps.build();
  }

  /**
   * What the pullbacks of one kind of operation hold.
   *
   * @param operation its name
   * @param entries how many entries it has in the list
   * @param tensors how many tensors they hold that none before them does
   * @param bytes the bytes of those, each element counted in the dtype that the walk sees, also
   *     where a {@linkplain Tape#Tape(SavedTensors) way of one's own} keeps them in fewer or
   *     elsewhere
   */
  public record Held(String operation, int entries, int tensors, long bytes) {

    private Held plus(Held other) {
      return new Held(
          operation, entries + other.entries, tensors + other.tensors, bytes + other.bytes);
    }
  }

  /**
   * Returns what the tape holds for its walk, by operation, the most bytes first. A tensor that
   * several operations hold counts for the first; what the caller holds as well, parameters, say,
   * counts too. Nothing is noted for this while recording: each pullback is run once on tensors
   * without values.
   *
   * @throws IllegalStateException if a pullback reads numbers
   */
  public ImmutableList<Held> held() {
    BitSet seen = new BitSet();
    Map<String, Held> byOperation = new LinkedHashMap<>();
    for (TapeEntry entry : entries) {
      Held held = entry.held(constants, seen);
      if (held != null) {
        byOperation.merge(held.operation, held, Held::plus);
      }
    }
    return ImmutableList.sortedCopyOf(
        Comparator.comparingLong(Held::bytes).reversed(), byOperation.values());
  }

  /** Returns how many tensors have a place in the list. */
  public int places() {
    return places;
  }

  /** Returns the list, one entry a line, for example {@code %2 = add %0 %1 : FLOAT64[3]}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (TapeEntry entry : entries) {
      entry.print(text);
      text.append('\n');
    }
    return text.toString();
  }
}
