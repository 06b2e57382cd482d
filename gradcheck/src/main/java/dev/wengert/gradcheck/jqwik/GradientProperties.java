package dev.wengert.gradcheck.jqwik;

import dev.wengert.gradcheck.GradCheck;
import dev.wengert.gradcheck.Report;
import dev.wengert.gradcheck.Verdict;
import net.jqwik.api.statistics.Statistics;

/** Checks gradients within a property. */
public final class GradientProperties {

  private static final String LABEL = "gradient checks";
  private static final String TESTED = "tested";
  private static final String UNTESTED = "vacuous or inconclusive";
  private static final double MOST_UNTESTED_PERCENT = 20;

  private GradientProperties() {}

  /**
   * Runs a check as one try of a property, which fails where the gradient is not right.
   *
   * <p>A try that is VACUOUS or INCONCLUSIVE does not fail, since random points may be so; but the
   * property does when more than a fifth of its tries were.
   *
   * @throws dev.wengert.gradcheck.GradientError if the gradient is not right
   */
  public static void check(GradCheck check) {
    Report report = check.run();
    Verdict verdict = report.verdict();
    boolean untested = verdict == Verdict.VACUOUS || verdict == Verdict.INCONCLUSIVE;
    Statistics.label(LABEL)
        .collect(untested ? UNTESTED : TESTED)
        .coverage(
            coverage ->
                coverage.check(UNTESTED).percentage(percent -> percent <= MOST_UNTESTED_PERCENT));
    if (!untested) {
      report.assertCorrect();
    }
  }
}
