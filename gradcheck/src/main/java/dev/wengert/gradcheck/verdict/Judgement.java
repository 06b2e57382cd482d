package dev.wengert.gradcheck.verdict;

import com.google.common.collect.ImmutableList;
import dev.wengert.gradcheck.Measurement;
import dev.wengert.gradcheck.Rung;
import dev.wengert.gradcheck.Verdict;
import dev.wengert.gradcheck.difference.Ladder;

/**
 * What one probe said about one derivative.
 *
 * @param verdict what came out
 * @param measurement the two values
 * @param rungs the ladder that the numeric value comes from
 */
record Judgement(Verdict verdict, Measurement measurement, ImmutableList<Rung> rungs) {

  /**
   * Returns this and the judgement on another part of the same derivative: the worse one, or both.
   */
  Judgement and(Judgement other) {
    if (verdict != Verdict.PASS && verdict.or(other.verdict) == verdict) {
      return wider(other);
    }
    if (other.verdict != Verdict.PASS) {
      return other.wider(this);
    }
    Measurement sum =
        new Measurement(
            measurement.analytic() + other.measurement.analytic(),
            measurement.numeric() + other.measurement.numeric(),
            measurement.bar() + other.measurement.bar(),
            measurement.tolerance() + other.measurement.tolerance());
    return new Judgement(verdict, sum, rungs);
  }

  /** Returns whether it accuses. */
  boolean isWrong() {
    return verdict == Verdict.WRONG || verdict == Verdict.KINK_WRONG;
  }

  /** Returns whether it is about a kink. */
  boolean isAtKink() {
    return verdict == Verdict.KINK_OK || verdict == Verdict.KINK_WRONG;
  }

  /** Returns the same values with another verdict. */
  Judgement as(Verdict other) {
    return new Judgement(other, measurement, rungs);
  }

  /** Returns this; if it is right, then only to within the other's tolerance, too. */
  private Judgement wider(Judgement other) {
    return verdict.isCorrect() && other.verdict.isCorrect()
        ? new Judgement(verdict, measurement.within(other.measurement.tolerance()), rungs)
        : this;
  }

  Judgement(Verdict verdict, Measurement measurement, Ladder ladder) {
    this(verdict, measurement, ladder.rungs());
  }
}
