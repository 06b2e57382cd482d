package dev.wengert;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The derivative of an {@link Iteration} on numbers, run backwards: a Java loop over what the
 * forward loop kept of each step, or of every k-th.
 */
final class IterationWalk {

  private final Iteration iteration;
  private final IterationReverse reverse;
  private final int states;

  IterationWalk(Iteration iteration, IterationReverse reverse) {
    this.iteration = iteration;
    this.reverse = reverse;
    states = iteration.states();
  }

  /** Runs it, and keeps what the walk needs. */
  Region.Recorded record(Tensor[] inputs) {
    boolean keepsAll = iteration.every() == 0;
    if (iteration.length() < 0) {
      return new Region.Recorded(
          iteration.run(inputs),
          cotangents -> {
            throw reverse.unbounded();
          });
    }
    Block block = keepsAll ? reverse.step().forward : iteration.body();
    int results = iteration.body().results().size();
    IterationRun run = new IterationRun(iteration, inputs);
    IterationRun.Sheets sheets =
        new IterationRun.Sheets(
            iteration.body().results().subList(states, results), iteration.length());
    List<Tensor[]> kept = new ArrayList<>();
    while (run.hasNext()) {
      int row = run.row();
      if (!keepsAll && run.done() % iteration.every() == 0) {
        kept.add(run.state());
      }
      Tensor[] all = run.step(block);
      sheets.write(row, all, states);
      if (keepsAll) {
        kept.add(Rows.part(all, results, all.length - results));
      }
    }
    Tensor[] outputs = Rows.joined(run.state(), sheets.stacked());
    int steps = run.done();
    return new Region.Recorded(
        outputs,
        cotangents ->
            Rows.anyTraced(cotangents)
                ? Objects.requireNonNull(
                        new IterationLoops(iteration, reverse).record(inputs).pullback())
                    .pull(cotangents)
                : walked(inputs, kept, steps, cotangents));
  }

  private @Nullable Tensor[] walked(
      Tensor[] inputs, List<Tensor[]> kept, int steps, Tensor[] cotangents) {
    int every = iteration.every();
    Tensor[] whole = iteration.read(inputs);
    Tensor[] same = iteration.constants(inputs);
    Tensor[] invariant = reverse.invariants(same);
    Tensor[] given = reverse.ofWritten(cotangents);
    Tensor[] state = reverse.ofState(cotangents);
    int carried = reverse.carriedParts();
    int read = reverse.readParts();
    int constants = reverse.sums();
    CotangentSums sums = new CotangentSums(constants);
    Tensor[] zeros = reverse.zeroSums();
    for (int i = 0; i < zeros.length; i++) {
      sums.add(i, zeros[i]);
    }
    @Nullable Tensor[][] dRead = new @Nullable Tensor[read][iteration.length()];
    List<Tensor[]> chunk = kept;
    for (int s = steps - 1; s >= 0; s--) {
      if (every > 0 && (s == steps - 1 || s % every == every - 1)) {
        chunk = again(kept.get(s / every), whole, same, s - s % every, s, steps);
      }
      int row = IterationRun.row(iteration.isReversed(), s, steps);
      Tensor[] found =
          reverse.pulled(
              state,
              Rows.allAt(given, row),
              chunk.get(every > 0 ? s % every : s),
              Rows.allAt(whole, row),
              same,
              invariant);
      state = Rows.part(found, 0, carried);
      for (int i = 0; i < read; i++) {
        dRead[i][row] = found[carried + i];
      }
      for (int i = 0; i < constants; i++) {
        Tensor one = found[carried + read + i];
        if (one != null) {
          sums.add(i, one);
        }
      }
    }
    Tensor[] stacked = new Tensor[read];
    for (int i = 0; i < read; i++) {
      stacked[i] = Rows.stacked(reverse.readSpec(i), dRead[i]);
    }
    return reverse.placed(state, sums.all(), stacked);
  }

  /** Computes steps again, from a state that was kept, and returns what the walk needs of them. */
  private List<Tensor[]> again(
      Tensor[] state, Tensor[] whole, Tensor[] same, int from, int to, int steps) {
    List<Tensor[]> kept = new ArrayList<>();
    int results = iteration.body().results().size();
    Tensor[] at = state;
    for (int s = from; s <= to; s++) {
      int row = IterationRun.row(iteration.isReversed(), s, steps);
      Tensor[] all = reverse.step().forward.run(Rows.joined(at, Rows.allAt(whole, row), same));
      kept.add(Rows.part(all, results, all.length - results));
      at = Rows.part(all, 0, states);
    }
    return kept;
  }
}
