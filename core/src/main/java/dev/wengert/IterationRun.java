package dev.wengert;

import dev.wengert.array.Spec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run of an {@link Iteration}, step by step. */
final class IterationRun {

  private final Iteration iteration;
  private final Tensor[] read;
  private final Tensor[] constants;

  /** How many steps there are at most; below 0 if nothing says so. */
  private final int limit;

  private Tensor[] state;
  private int done;

  IterationRun(Iteration iteration, Tensor[] inputs) {
    this.iteration = iteration;
    state = iteration.state(inputs);
    read = iteration.read(inputs);
    constants = iteration.constants(inputs);
    limit = iteration.isCounted() ? (int) inputs[0].item() : iteration.length();
  }

  Tensor[] state() {
    return state;
  }

  /** Returns how many steps were run. */
  int done() {
    return done;
  }

  /**
   * Returns whether there is another step.
   *
   * @throws IllegalStateException if there should be, and there may not
   */
  boolean hasNext() {
    Block condition = iteration.condition();
    if (condition == null) {
      return done < limit;
    }
    boolean holds = condition.run(Rows.joined(state, constants))[0].item() != 0;
    if (holds && done == limit) {
      throw new IllegalStateException(Iteration.tooLong(iteration.name(), limit));
    }
    return holds;
  }

  /** Returns the row of the step that comes next. */
  int row() {
    return row(iteration.isReversed(), done, limit);
  }

  /** Returns the row of a step. */
  static int row(boolean isReversed, int step, int steps) {
    return isReversed ? steps - 1 - step : step;
  }

  /** Runs a step of the body, or of a block that gives more; returns all it gives. */
  Tensor[] step(Block block) {
    int row = row();
    Tensor[] rows = new Tensor[read.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Rows.at(read[i], row);
    }
    Tensor[] found = block.run(Rows.joined(state, rows, constants));
    state = Rows.part(found, 0, state.length);
    done++;
    return found;
  }

  /** What is written row by row. */
  static final class Sheets {
    private final List<Spec> specs;
    private final @Nullable Tensor[][] rows;

    Sheets(List<Spec> specs, int length) {
      this.specs = specs;
      rows = new @Nullable Tensor[specs.size()][Math.max(0, length)];
    }

    /** Takes a row of each, from one of an array on. */
    void write(int row, Tensor[] all, int from) {
      for (int i = 0; i < rows.length; i++) {
        rows[i][row] = all[from + i];
      }
    }

    Tensor[] stacked() {
      Tensor[] stacked = new Tensor[rows.length];
      for (int i = 0; i < stacked.length; i++) {
        stacked[i] = Rows.stacked(specs.get(i), rows[i]);
      }
      return stacked;
    }
  }
}
