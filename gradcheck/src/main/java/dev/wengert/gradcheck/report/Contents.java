package dev.wengert.gradcheck.report;

import com.google.common.collect.ImmutableList;
import dev.wengert.gradcheck.Comparison;
import dev.wengert.gradcheck.Finding;
import dev.wengert.gradcheck.Mode;
import dev.wengert.gradcheck.Verdict;
import dev.wengert.gradcheck.point.Argument;
import dev.wengert.gradcheck.point.Outputs;

/**
 * All that a report says.
 *
 * @param findings one a derivative
 * @param arguments what the function was given
 * @param outputs how several outputs made up the one
 * @param seed of the random cotangents and directions
 * @param mode how elements were probed
 * @param notes about the whole check
 * @param evaluations of the function
 */
public record Contents(
    ImmutableList<Finding> findings,
    ImmutableList<Argument> arguments,
    Outputs outputs,
    long seed,
    Mode mode,
    ImmutableList<String> notes,
    long evaluations) {

  /** Returns the worst verdict among the findings. */
  public Verdict verdict() {
    Verdict worst = Verdict.PASS;
    for (Finding finding : findings) {
      worst = worst.or(finding.verdict());
    }
    return worst;
  }

  /** Returns Java code that runs the check again. */
  public String reproduction() {
    return Reproduction.of(arguments, seed, mode);
  }

  /** Returns {@code ||g - n|| / (||g|| + ||n||)} over all derivatives that were measured. */
  public double relativeDifference() {
    double difference = 0;
    double analytic = 0;
    double numeric = 0;
    for (Finding finding : findings) {
      Comparison values = finding.comparison();
      for (int i = 0; i < values.size(); i++) {
        difference += values.error(i) * values.error(i);
        analytic += values.analytic(i) * values.analytic(i);
        numeric += values.numeric(i) * values.numeric(i);
      }
    }
    return difference == 0 ? 0 : Math.sqrt(difference) / (Math.sqrt(analytic) + Math.sqrt(numeric));
  }
}
