package dev.wengert.nn.train;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableMap;
import dev.wengert.nn.Values;
import dev.wengert.program.StateProgram;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a part of steps that might be compiled: whether it was recorded, and was the
 * same program each time.
 */
final class Rehearsal {

  /** How many runs lie at most between two looks whether it is still what was recorded. */
  private static final int MOST_RUNS = 100;

  /** How many runs before the start of an epoch are worth a look there. */
  private static final int RUNS_OF_AN_EPOCH = 25;

  private final String what;
  private final Consumer<String> say;
  private final Consumer<String> warn;
  private @Nullable StateProgram<ImmutableMap<String, Values>> program;
  private boolean serves;
  private boolean isRefused;
  private boolean isDue;

  /** How often the program ran in all, and since it was last compared. */
  private long all;

  private int runs;

  /**
   * Begins with nothing recorded.
   *
   * @param what what it is of, for messages
   * @param say is told why no program serves
   * @param warn is told if a program ran that was not as recorded any more
   */
  Rehearsal(String what, Consumer<String> say, Consumer<String> warn) {
    this.what = what;
    this.say = say;
    this.warn = warn;
  }

  /** Returns the program, which serves, and counts that it runs. */
  StateProgram<ImmutableMap<String, Values>> run() {
    runs++;
    all++;
    return Preconditions.checkNotNull(program);
  }

  /** Notes that an epoch begins: an occasion for something to have changed. */
  void epochStarts() {
    isDue |= runs >= RUNS_OF_AN_EPOCH;
  }

  /** Returns whether a program serves, after it was recorded once more if that is due. */
  boolean serves(Supplier<StateProgram<ImmutableMap<String, Values>>> recording) {
    // After 1 run, 2, 4 and so on: what changes at all mostly does so soon.
    boolean isLate = runs >= Math.clamp(all / 2, 1, MOST_RUNS);
    if (!isRefused && (!serves || isDue || isLate)) {
      record(recording);
    }
    return serves;
  }

  /** Records, and compares with what was recorded before, if anything was. */
  void record(Supplier<StateProgram<ImmutableMap<String, Values>>> recording) {
    StateProgram<ImmutableMap<String, Values>> before = program;
    try {
      StateProgram<ImmutableMap<String, Values>> now = recording.get();
      if (before == null) {
        program = now;
        return;
      }
      Optional<String> difference = before.difference(now);
      difference.ifPresentOrElse(
          found ->
              refuse(
                  "two recordings of a step differ: "
                      + found
                      + "; hand over with the batch what changes from step to step, or train"
                      + " uncompiled"),
          () -> serves = true);
    } catch (RuntimeException e) {
      refuse(String.valueOf(e.getMessage()));
    }
    runs = 0;
    isDue = false;
  }

  private void refuse(String why) {
    isRefused = true;
    serves = false;
    program = null;
    String message = "training: steps on " + what + " run uncompiled: " + why;
    if (runs == 0) {
      say.accept(message);
    } else {
      warn.accept(message + "; up to " + runs + " steps were taken as it had been before");
    }
  }
}
