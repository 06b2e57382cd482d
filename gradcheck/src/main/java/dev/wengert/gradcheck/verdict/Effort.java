package dev.wengert.gradcheck.verdict;

import dev.wengert.gradcheck.Mode;
import dev.wengert.gradcheck.point.Argument;
import dev.wengert.gradcheck.point.Subject;
import java.util.Locale;

/**
 * How thoroughly a subject is probed.
 *
 * <p>Small problems are probed element by element, whatever the time; larger ones as well, if the
 * evaluations so far promise that it does not take long. That depends on the machine: what was
 * chosen stands in the report, and set there it is chosen again.
 *
 * @param mode FULL or PROJECTED
 * @param reason why PROJECTED was chosen; empty if it was not, or was asked for
 */
record Effort(Mode mode, String reason) {

  /** Up to so many pairs of an input and an output element, all are probed. */
  private static final long SMALL = 8192;

  /** How many evaluations an element takes as a rule. */
  private static final long EVALUATIONS = 20;

  private static final double MOST_NANOSECONDS = 2e8;

  /** How long a function that may not have been compiled yet is timed again. */
  private static final double TRIAL_NANOSECONDS = 1e8;

  /** By how many times compiling makes a function faster at most. */
  private static final double HOPELESS = 100;

  /** Returns what is asked for, or chosen. */
  static Effort of(Subject subject, Mode asked, int outputs) {
    if (asked != Mode.AUTO) {
      return new Effort(asked, "");
    }
    long inputs = 0;
    for (Argument argument : subject.arguments()) {
      inputs += argument.differentiated() ? argument.value().size() : 0;
    }
    if (inputs * Math.max(1, outputs) <= SMALL) {
      return new Effort(Mode.FULL, "");
    }
    long evaluations = inputs * EVALUATIONS;
    double estimate = evaluations * (double) subject.fastest();
    long begin = System.nanoTime();
    while (estimate > MOST_NANOSECONDS
        && estimate < HOPELESS * MOST_NANOSECONDS
        && System.nanoTime() - begin < TRIAL_NANOSECONDS) {
      subject.evaluate();
      estimate = evaluations * (double) subject.fastest();
    }
    if (estimate <= MOST_NANOSECONDS) {
      return new Effort(Mode.FULL, "");
    }
    return new Effort(
        Mode.PROJECTED,
        String.format(
            Locale.ROOT,
            "PROJECTED was chosen: FULL would take some %d evaluations, about %.1f s;"
                + " mode(FULL) takes them",
            evaluations,
            estimate / 1e9));
  }
}
