package dev.wengert;

import dev.wengert.array.Spec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The derivative of an {@link Iteration}, run backwards: an iteration over the steps from the last
 * to the first, whose state is the cotangent of the state and the sums of those of the constants.
 *
 * <p>This is what a step of it does. On numbers it is a loop over what the forward loop kept
 * ({@link IterationWalk}); where a trace sees the inputs, two iterations for that trace to see
 * ({@link IterationLoops}). Both apply the same primitives in the same order, so their bits are the
 * same.
 */
final class IterationReverse {

  /** Where the backward block finds a value of the forward one. */
  private enum Source {
    /** It is kept of each step. */
    STEP,
    /** It is a row of what is read. */
    ROW,
    /** It is a constant. */
    CONSTANT,
    /** It is the same in each step, and computed once. */
    INVARIANT
  }

  private final Iteration iteration;
  private final int states;
  private final int rows;
  private final boolean[] needed;

  /** For each input of the body whether it varies. */
  private final boolean[] from;

  /** For each result of the body whether it varies. */
  private final boolean[] varies;

  private @Nullable Reverse made;
  private @Nullable Block invariants;
  private Source[] sources = new Source[0];

  /** The places of the varying parts of the state, of the written, the read, and the constants. */
  private final int[] carried;

  private final int[] written;
  private final int[] read;
  private final int[] constants;

  /** Makes it for inputs of which the cotangents of some are needed. */
  IterationReverse(Iteration iteration, boolean[] needed) {
    this.iteration = iteration;
    this.needed = needed;
    states = iteration.states();
    rows = iteration.rows();
    Block body = iteration.body();
    int first = iteration.first();
    from = new boolean[body.inputs().size()];
    for (int i = 0; i < from.length; i++) {
      from[i] = needed[first + i] && body.inputs().get(i).dtype().isFloating();
    }
    body.spread(from, states, false);
    varies = body.varies(from);
    carried = places(from, 0, states);
    read = places(from, states, states + rows);
    constants = places(from, states + rows, from.length);
    written = places(varies, states, varies.length);
  }

  /** Returns the places from one on to before another at which something holds, from the first. */
  private static int[] places(boolean[] holds, int from, int to) {
    int[] places = new int[to - from];
    int n = 0;
    for (int i = from; i < to; i++) {
      if (holds[i]) {
        places[n++] = i - from;
      }
    }
    return Arrays.copyOf(places, n);
  }

  boolean isVarying() {
    return carried.length > 0 || written.length > 0;
  }

  // The blocks

  Reverse step() {
    if (made == null) {
      made = Reverse.of(iteration.name(), iteration.body(), from, varies, this::choose);
    }
    return made;
  }

  private boolean[] choose(Block forward, int[] values) {
    boolean[] changing = new boolean[from.length];
    Arrays.fill(changing, 0, states + rows, true);
    boolean[] changes = forward.dependents(changing);
    boolean[] kept = new boolean[values.length];
    sources = new Source[values.length];
    for (int i = 0; i < values.length; i++) {
      int value = values[i];
      sources[i] =
          value < states
              ? Source.STEP
              : value < states + rows
                  ? Source.ROW
                  : value < from.length
                      ? Source.CONSTANT
                      : changes[value] ? Source.STEP : Source.INVARIANT;
      kept[i] = sources[i] == Source.STEP;
    }
    return kept;
  }

  /** Returns what is the same in each step, and no constant. */
  Tensor[] invariants(Tensor[] constantInputs) {
    Reverse step = step();
    Block block = invariants;
    if (block == null) {
      int[] wanted = new int[sources.length];
      List<Spec> specs = new ArrayList<>();
      for (int i = 0; i < sources.length; i++) {
        if (sources[i] == Source.INVARIANT) {
          wanted[specs.size()] = step.taken[i];
          specs.add(step.specs.get(i));
        }
      }
      block = step.forward.computing(Arrays.copyOf(wanted, specs.size()), specs);
      invariants = block;
    }
    Tensor[] arguments = new Tensor[from.length];
    System.arraycopy(constantInputs, 0, arguments, states + rows, constantInputs.length);
    return block.run(arguments);
  }

  /**
   * Returns what a step of the backward loop finds.
   *
   * @param state cotangents of the varying parts of the state after the step
   * @param given those of the step's rows of what is written, where they vary
   * @param kept what the forward step handed on
   * @param rowsRead the step's rows of what is read
   */
  Tensor[] pulled(
      Tensor[] state,
      Tensor[] given,
      Tensor[] kept,
      Tensor[] rowsRead,
      Tensor[] same,
      Tensor[] invariant) {
    Reverse step = step();
    Tensor[] arguments = new Tensor[step.backward.inputs().size()];
    int n = 0;
    for (int i = 0; i < carried.length; i++) {
      if (varies[carried[i]]) {
        arguments[n++] = state[i];
      }
    }
    for (Tensor one : given) {
      arguments[n++] = one;
    }
    int atKept = 0;
    int atInvariant = 0;
    for (int i = 0; i < sources.length; i++) {
      arguments[n++] =
          switch (sources[i]) {
            case STEP -> kept[atKept++];
            case ROW -> rowsRead[step.taken[i] - states];
            case CONSTANT -> same[step.taken[i] - states - rows];
            case INVARIANT -> invariant[atInvariant++];
          };
    }
    return spreadOut(step.backward.run(arguments), step.isFound);
  }

  /**
   * Returns for each varying part of the state, each varying tensor that is read, and each varying
   * constant, what was found; null if nothing reaches it.
   */
  private @Nullable Tensor[] spreadOut(Tensor[] found, boolean[] isFound) {
    @Nullable Tensor[] all = new @Nullable Tensor[carried.length + read.length + constants.length];
    int at = 0;
    int n = 0;
    for (int i = 0; i < from.length; i++) {
      if (from[i]) {
        all[n++] = isFound[i] ? found[at++] : null;
      }
    }
    for (int i = 0; i < carried.length; i++) {
      if (all[i] == null) {
        all[i] = Tensor.zeros(iteration.body().inputs().get(carried[i]));
      }
    }
    return all;
  }

  static Tensor[] chosen(Tensor[] all, int[] places) {
    Tensor[] found = new Tensor[places.length];
    Arrays.setAll(found, i -> all[places[i]]);
    return found;
  }

  IllegalStateException unbounded() {
    return new IllegalStateException(
        iteration.name()
            + ": the backward walk reaches a loop that has no bound on its trips; give the most"
            + " there can be, or use forward mode (jvp)");
  }

  /**
   * Returns the cotangents of all inputs.
   *
   * @param state those of the varying parts of the first state
   * @param sums those of the varying constants
   * @param dRead those of what is read and varies
   */
  @Nullable Tensor[] placed(Tensor[] state, @Nullable Tensor[] sums, Tensor[] dRead) {
    int first = iteration.first();
    @Nullable Tensor[] all = new @Nullable Tensor[first + from.length];
    for (int i = 0; i < carried.length; i++) {
      all[first + carried[i]] = needed[first + carried[i]] ? state[i] : null;
    }
    for (int i = 0; i < read.length; i++) {
      all[first + states + read[i]] = dRead[i];
    }
    for (int i = 0; i < constants.length; i++) {
      all[first + states + rows + constants[i]] = sums[i];
    }
    return all;
  }

  /** Returns the sums of nothing. */
  Tensor[] zeroSums() {
    Tensor[] zeros = new Tensor[constants.length];
    for (int i = 0; i < zeros.length; i++) {
      zeros[i] = Tensor.zeros(iteration.body().inputs().get(states + rows + constants[i]));
    }
    return zeros;
  }

  /** Returns which of what is read the backward block takes. */
  int[] rowsUsed() {
    return used(Source.ROW, states, states + rows);
  }

  /** Returns which of the constants the backward block takes. */
  int[] constantsUsed() {
    return used(Source.CONSTANT, states + rows, from.length);
  }

  private int[] used(Source kind, int first, int end) {
    int[] taken = step().taken;
    boolean[] isUsed = new boolean[end];
    for (int i = 0; i < sources.length; i++) {
      if (sources[i] == kind) {
        isUsed[taken[i]] = true;
      }
    }
    return places(isUsed, first, end);
  }

  Tensor[] ofState(Tensor[] cotangents) {
    return chosen(cotangents, carried);
  }

  Tensor[] ofWritten(Tensor[] cotangents) {
    return chosen(Rows.part(cotangents, states, cotangents.length - states), written);
  }

  int sums() {
    return constants.length;
  }

  /** Returns dtype and shape of a row of what is read and varies. */
  Spec readSpec(int which) {
    return iteration.body().inputs().get(states + read[which]);
  }

  int readParts() {
    return read.length;
  }

  int carriedParts() {
    return carried.length;
  }
}
