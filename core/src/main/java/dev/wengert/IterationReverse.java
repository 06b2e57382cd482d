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
 * <p>On numbers it is a loop over what the forward loop kept; where a trace sees the inputs, two
 * iterations for that trace to see. Both apply the same primitives in the same order, so their bits
 * are the same.
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

  private IterationReverse(Iteration iteration, boolean[] needed) {
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

  /** Makes it for inputs of which the cotangents of some are needed. */
  static IterationReverse of(Iteration iteration, boolean[] needed) {
    return new IterationReverse(iteration, needed);
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

  private static Tensor[] chosen(Tensor[] all, int[] places) {
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

  /** Returns the cotangents of all inputs. */
  private @Nullable Tensor[] placed(Tensor[] state, Tensor[] dRead, @Nullable Tensor[] sums) {
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

  // On traced tensors

  Region.Recorded traced(Tensor[] inputs) {
    if (iteration.length() < 0) {
      return new Region.Recorded(
          iteration.applyAll(inputs),
          cotangents -> {
            throw unbounded();
          });
    }
    return iteration.every() > 0 && !iteration.isOpen()
        ? new IterationChunks(iteration, this).record(inputs)
        : whole(inputs);
  }

  private Region.Recorded whole(Tensor[] inputs) {
    int further = iteration.isOpen() ? 1 : 0;
    int results = iteration.body().results().size();
    Tensor[] all = forward(iteration.length()).applyAll(opened(inputs));
    Tensor[] outputs = new Tensor[results];
    for (int i = 0; i < results; i++) {
      outputs[i] = all[i < states ? i : i + further];
    }
    Tensor[] kept = Rows.part(all, results + further, all.length - results - further);
    Tensor[] count =
        iteration.isOpen()
            ? Rows.part(all, states, 1)
            : iteration.isCounted() ? Rows.part(inputs, 0, 1) : new Tensor[0];
    Tensor[] whole = iteration.read(inputs);
    Tensor[] same = iteration.constants(inputs);
    return new Region.Recorded(
        outputs,
        cotangents -> {
          Tensor[] found =
              backward(
                  count,
                  iteration.length(),
                  chosen(cotangents, carried),
                  zeroSums(),
                  chosen(Rows.part(cotangents, states, results - states), written),
                  kept,
                  whole,
                  same);
          return placed(
              Rows.part(found, 0, carried.length),
              Rows.part(found, carried.length + constants.length, read.length),
              Rows.part(found, carried.length, constants.length));
        });
  }

  /** Returns the sums of nothing. */
  Tensor[] zeroSums() {
    Tensor[] zeros = new Tensor[constants.length];
    for (int i = 0; i < zeros.length; i++) {
      zeros[i] = Tensor.zeros(iteration.body().inputs().get(states + rows + constants[i]));
    }
    return zeros;
  }

  /** Returns the inputs, with the number of trips behind the state where that is counted. */
  private Tensor[] opened(Tensor[] inputs) {
    int end = iteration.first() + states;
    return iteration.isOpen()
        ? Rows.joined(
            Rows.part(inputs, 0, end),
            new Tensor[] {Tensor.scalar(0)},
            Rows.part(inputs, end, inputs.length - end))
        : inputs;
  }

  /** Returns the iteration that also writes what the backward one needs, and counts its trips. */
  Iteration forward(int length) {
    Block block = step().forward;
    Block condition = iteration.condition();
    if (condition == null) {
      return new Iteration(
          iteration.name(),
          block,
          null,
          states,
          rows,
          length,
          iteration.isReversed(),
          iteration.isCounted(),
          0);
    }
    List<Spec> specs = new ArrayList<>(block.inputs());
    specs.add(states, Tensor.scalar(0).spec());
    Block counting =
        Block.of(
            iteration.name(),
            in -> {
              Tensor[] all = block.run(without(in, states));
              return Rows.joined(
                  Rows.part(all, 0, states),
                  new Tensor[] {in[states].plus(1)},
                  Rows.part(all, states, all.length - states));
            },
            specs);
    List<Spec> conditionSpecs = new ArrayList<>(condition.inputs());
    conditionSpecs.add(states, Tensor.scalar(0).spec());
    Block ending =
        Block.of(iteration.name(), in -> condition.run(without(in, states)), conditionSpecs);
    return new Iteration(
        iteration.name(), counting, ending, states + 1, rows, length, false, false, 0);
  }

  private static Tensor[] without(Tensor[] all, int place) {
    return Rows.joined(Rows.part(all, 0, place), Rows.part(all, place + 1, all.length - place - 1));
  }

  /**
   * Runs the backward iteration.
   *
   * @param count how many steps there are, if that is no constant
   * @param state cotangents of the varying parts of the last state
   * @param sums what the cotangents of the varying constants are added to
   * @param given cotangents of what was written, where it varies
   * @param kept what the forward iteration handed on
   * @return the cotangents of the varying parts of the first state, the sums, and the cotangents of
   *     what was read
   */
  Tensor[] backward(
      Tensor[] count,
      int length,
      Tensor[] state,
      Tensor[] sums,
      Tensor[] given,
      Tensor[] kept,
      Tensor[] whole,
      Tensor[] same) {
    Tensor[] invariant = invariants(same);
    int[] rowsUsed = used(Source.ROW, states, whole.length);
    int[] sameUsed = used(Source.CONSTANT, states + rows, same.length);
    Tensor[][] parts = {
      state, sums, given, kept, chosen(whole, rowsUsed), chosen(same, sameUsed), invariant
    };
    List<Spec> specs = new ArrayList<>();
    for (int part = 0; part < parts.length; part++) {
      for (Tensor one : parts[part]) {
        specs.add(part >= 2 && part <= 4 ? Rows.row(one.spec()) : one.spec());
      }
    }
    Block body =
        Block.of(
            iteration.name(),
            in -> {
              Tensor[][] of = apart(in, parts);
              Tensor[] rowsRead = placedAt(of[4], rowsUsed, whole.length);
              Tensor[] constantsRead = placedAt(of[5], sameUsed, same.length);
              Tensor[] found = pulled(of[0], of[2], of[3], rowsRead, constantsRead, of[6]);
              Tensor[] added = of[1];
              for (int i = 0; i < added.length; i++) {
                Tensor one = found[carried.length + read.length + i];
                added[i] = one == null ? added[i] : added[i].plus(one);
              }
              Tensor[] dRead = Rows.part(found, carried.length, read.length);
              for (int i = 0; i < dRead.length; i++) {
                if (dRead[i] == null) {
                  dRead[i] = Tensor.zeros(iteration.body().inputs().get(states + read[i]));
                }
              }
              return Rows.joined(Rows.part(found, 0, carried.length), added, dRead);
            },
            specs);
    Iteration back =
        new Iteration(
            iteration.name(),
            body,
            null,
            state.length + sums.length,
            given.length + kept.length + rowsUsed.length,
            length,
            !iteration.isReversed(),
            count.length > 0,
            0);
    return back.applyAll(Rows.joined(count, Rows.joined(parts)));
  }

  /** Returns the places of what the backward block takes of the read, or of the constants. */
  private int[] used(Source kind, int first, int n) {
    boolean[] isUsed = new boolean[n];
    for (int i = 0; i < sources.length; i++) {
      if (sources[i] == kind) {
        isUsed[step().taken[i] - first] = true;
      }
    }
    return places(isUsed, 0, n);
  }

  private static Tensor[] placedAt(Tensor[] some, int[] places, int n) {
    Tensor[] all = new Tensor[n];
    for (int i = 0; i < some.length; i++) {
      all[places[i]] = some[i];
    }
    return all;
  }

  private static Tensor[][] apart(Tensor[] all, Tensor[][] like) {
    Tensor[][] parts = new Tensor[like.length][];
    int at = 0;
    for (int i = 0; i < parts.length; i++) {
      parts[i] = Rows.part(all, at, like[i].length);
      at += like[i].length;
    }
    return parts;
  }

  // For walks and chunks

  Tensor[] ofState(Tensor[] cotangents) {
    return chosen(cotangents, carried);
  }

  Tensor[] ofWritten(Tensor[] cotangents) {
    return chosen(Rows.part(cotangents, states, cotangents.length - states), written);
  }

  @Nullable Tensor[] all(Tensor[] state, @Nullable Tensor[] sums, Tensor[] dRead) {
    return placed(state, dRead, sums);
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
