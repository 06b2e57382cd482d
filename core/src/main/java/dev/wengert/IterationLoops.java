package dev.wengert;

import dev.wengert.array.Spec;
import java.util.ArrayList;
import java.util.List;

/**
 * The derivative of an {@link Iteration} whose inputs a trace sees: two iterations for that trace
 * to see, one forward and one backward.
 */
final class IterationLoops {

  private final Iteration iteration;
  private final IterationReverse reverse;
  private final int states;

  IterationLoops(Iteration iteration, IterationReverse reverse) {
    this.iteration = iteration;
    this.reverse = reverse;
    states = iteration.states();
  }

  /** Runs it, and keeps what the backward iteration needs. */
  Region.Recorded record(Tensor[] inputs) {
    if (iteration.length() < 0) {
      return new Region.Recorded(
          iteration.applyAll(inputs),
          cotangents -> {
            throw reverse.unbounded();
          });
    }
    return iteration.every() > 0 && !iteration.isOpen()
        ? new IterationChunks(iteration, reverse, this).record(inputs)
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
                  reverse.ofState(cotangents),
                  reverse.zeroSums(),
                  reverse.ofWritten(cotangents),
                  kept,
                  whole,
                  same);
          int carried = reverse.carriedParts();
          int sums = reverse.sums();
          return reverse.placed(
              Rows.part(found, 0, carried),
              Rows.part(found, carried, sums),
              Rows.part(found, carried + sums, reverse.readParts()));
        });
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
    Block block = reverse.step().forward;
    Block condition = iteration.condition();
    if (condition == null) {
      return new Iteration(
          iteration.name(),
          block,
          null,
          states,
          iteration.rows(),
          length,
          iteration.isReversed(),
          iteration.isCounted(),
          0);
    }
    List<Spec> specs = new ArrayList<>(block.inputs());
    specs.add(states, Rows.NUMBER);
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
    conditionSpecs.add(states, Rows.NUMBER);
    Block ending =
        Block.of(iteration.name(), in -> condition.run(without(in, states)), conditionSpecs);
    return new Iteration(
        iteration.name(), counting, ending, states + 1, iteration.rows(), length, false, false, 0);
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
    Tensor[] invariant = reverse.invariants(same);
    int[] rowsUsed = reverse.rowsUsed();
    int[] sameUsed = reverse.constantsUsed();
    int carried = reverse.carriedParts();
    int read = reverse.readParts();
    Tensor[][] parts = {
      state,
      sums,
      given,
      kept,
      IterationReverse.chosen(whole, rowsUsed),
      IterationReverse.chosen(same, sameUsed),
      invariant
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
              Tensor[] found = reverse.pulled(of[0], of[2], of[3], rowsRead, constantsRead, of[6]);
              Tensor[] added = of[1];
              for (int i = 0; i < added.length; i++) {
                Tensor one = found[carried + read + i];
                added[i] = one == null ? added[i] : added[i].plus(one);
              }
              Tensor[] dRead = Rows.part(found, carried, read);
              for (int i = 0; i < dRead.length; i++) {
                if (dRead[i] == null) {
                  dRead[i] = Tensor.zeros(reverse.readSpec(i));
                }
              }
              return Rows.joined(Rows.part(found, 0, carried), added, dRead);
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
}
