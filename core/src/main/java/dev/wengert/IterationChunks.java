package dev.wengert;

import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The derivative of an {@link Iteration} that keeps its state every k steps alone: an iteration
 * over chunks of k steps, forward and backward, and one over the steps that are left.
 */
final class IterationChunks {

  private final Iteration iteration;
  private final IterationReverse reverse;
  private final IterationLoops loops;
  private final int states;
  private final int every;

  /** How many chunks there are, and how many steps behind them. */
  private final int chunks;

  private final int left;

  IterationChunks(Iteration iteration, IterationReverse reverse, IterationLoops loops) {
    this.iteration = iteration;
    this.reverse = reverse;
    this.loops = loops;
    states = iteration.states();
    every = iteration.every();
    chunks = iteration.length() / every;
    left = iteration.length() % every;
  }

  /** What a run through all chunks, or one of them, gives. */
  @SuppressWarnings("ArrayRecordComponent") // a value inside this class, compared by nobody
  private record Ran(Tensor[] state, Tensor[] written) {}

  Region.Recorded record(Tensor[] inputs) {
    Tensor[] whole = iteration.read(inputs);
    Tensor[] same = iteration.constants(inputs);
    Tensor[] first = iteration.state(inputs);
    Tensor[] chunked = inChunks(whole);
    int written = iteration.written();
    Block block =
        Block.of(
            iteration.name(),
            in -> {
              Ran ran = ran(every, in);
              return Rows.joined(ran.state, ran.written, Rows.part(in, 0, states));
            },
            Rows.specs(Rows.joined(first, same), states, rowsOf(chunked)));
    Tensor[] all =
        iteration
            .plain(block, chunks, states, whole.length)
            .applyAll(Rows.joined(first, chunked, same));
    Tensor[] middle = Rows.part(all, 0, states);
    Tensor[] starts = Rows.part(all, states + written, states);
    Ran rest = ran(left, Rows.joined(middle, behind(whole), same));
    Tensor[] outputs =
        Rows.joined(rest.state, together(Rows.part(all, states, written), rest.written));
    return new Region.Recorded(
        outputs, cotangents -> pulled(cotangents, starts, middle, whole, chunked, same));
  }

  private Ran ran(int steps, Tensor[] in) {
    Tensor[] all = iteration.plain(iteration.body(), steps, states, iteration.rows()).applyAll(in);
    return new Ran(Rows.part(all, 0, states), Rows.part(all, states, all.length - states));
  }

  private @Nullable Tensor[] pulled(
      Tensor[] cotangents,
      Tensor[] starts,
      Tensor[] middle,
      Tensor[] whole,
      Tensor[] chunked,
      Tensor[] same) {
    Tensor[] given = reverse.ofWritten(cotangents);
    int sums = reverse.sums();
    int carried = reverse.carriedParts();
    Tensor[] last =
        pulledChunk(
            left,
            reverse.ofState(cotangents),
            reverse.zeroSums(),
            behind(given),
            middle,
            behind(whole),
            same);
    Tensor[] state = Rows.part(last, 0, carried + sums);
    Tensor[] givenChunks = inChunks(given);
    Tensor[] rows = Rows.joined(givenChunks, starts, chunked);
    Block block =
        Block.of(
            iteration.name(),
            in -> {
              int at = carried + sums;
              return pulledChunk(
                  every,
                  Rows.part(in, 0, carried),
                  Rows.part(in, carried, sums),
                  Rows.part(in, at, given.length),
                  Rows.part(in, at + given.length, states),
                  Rows.part(in, at + given.length + states, chunked.length),
                  Rows.part(in, at + given.length + states + chunked.length, same.length));
            },
            Rows.specs(Rows.joined(state, same), state.length, rowsOf(rows)));
    Iteration back =
        new Iteration(
            iteration.name(),
            block,
            null,
            state.length,
            rows.length,
            chunks,
            !iteration.isReversed(),
            false,
            0);
    Tensor[] all = back.applyAll(Rows.joined(state, rows, same));
    int read = all.length - state.length;
    return reverse.placed(
        Rows.part(all, 0, carried),
        Rows.part(all, carried, sums),
        together(Rows.part(all, state.length, read), Rows.part(last, state.length, read)));
  }

  private Tensor[] pulledChunk(
      int steps,
      Tensor[] state,
      Tensor[] sums,
      Tensor[] given,
      Tensor[] start,
      Tensor[] whole,
      Tensor[] same) {
    int results = iteration.body().results().size();
    Tensor[] all = loops.forward(steps).applyAll(Rows.joined(start, whole, same));
    Tensor[] kept = Rows.part(all, results, all.length - results);
    return loops.backward(new Tensor[0], steps, state, sums, given, kept, whole, same);
  }

  /** Returns rows as chunks of rows, those that are left aside. */
  private Tensor[] inChunks(Tensor[] wholes) {
    Tensor[] found = new Tensor[wholes.length];
    for (int i = 0; i < found.length; i++) {
      int from = iteration.isReversed() ? left : 0;
      Tensor rows = Rows.range(wholes[i], from, from + chunks * every);
      found[i] = rows.reshape(rows.shape().drop(1).prepend(chunks, every));
    }
    return found;
  }

  /** Returns the rows of the steps that are left. */
  private Tensor[] behind(Tensor[] wholes) {
    Tensor[] found = new Tensor[wholes.length];
    for (int i = 0; i < found.length; i++) {
      int from = iteration.isReversed() ? 0 : chunks * every;
      found[i] = Rows.range(wholes[i], from, from + left);
    }
    return found;
  }

  private Tensor[] together(Tensor[] chunked, Tensor[] rest) {
    Tensor[] found = new Tensor[chunked.length];
    for (int i = 0; i < found.length; i++) {
      Shape row = chunked[i].shape().drop(2);
      Tensor rows = chunked[i].reshape(row.prepend(chunks * every));
      found[i] =
          left == 0
              ? rows
              : iteration.isReversed()
                  ? new Concat(0).apply(rest[i], rows)
                  : new Concat(0).apply(rows, rest[i]);
    }
    return found;
  }

  private static List<Spec> rowsOf(Tensor[] wholes) {
    List<Spec> rows = new ArrayList<>(wholes.length);
    for (Tensor whole : wholes) {
      rows.add(Rows.row(whole.spec()));
    }
    return rows;
  }
}
