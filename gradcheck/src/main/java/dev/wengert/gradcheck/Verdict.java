package dev.wengert.gradcheck;

/**
 * What a check found out about one derivative.
 *
 * <p>The order is the order of severity: of several findings, the last one is that of the whole.
 */
public enum Verdict {
  /** Analytic and numeric derivative agree within what could be measured. */
  PASS("the derivative is right, to the stated resolution"),
  /** The function is not defined on one side; the derivative agrees on the other. */
  BOUNDARY("the function ends here; the derivative is right on the side where it is defined"),
  /** The function has a kink here, and the derivative is one that lies between both sides. */
  KINK_OK("the function has a kink here; the derivative lies between those of both sides"),
  /** Both derivatives are zero as far as can be measured, so that nothing was tested. */
  VACUOUS(
      "analytic and numeric derivative are both zero, so nothing was tested; choose another point,"
          + " or declare expectZero if that is meant"),
  /** The derivatives agree, but an error of the required size would not have been seen. */
  ILL_CONDITIONED(
      "the derivatives agree, but a wrong one might too: rounding in the function hides errors of"
          + " the size that must be found"),
  /** The numeric derivatives contradict each other. */
  INCONCLUSIVE("the numeric derivatives contradict each other, so nothing can be said"),
  /** The slope grows without bound, or the value is not finite. */
  UNBOUNDED("the slope grows without bound here, so there is no derivative"),
  /** The function jumps. */
  DISCONTINUOUS("the function jumps here, so there is no derivative"),
  /** The same inputs give different answers. */
  NONDETERMINISTIC("the same inputs give different answers"),
  /** Evaluating changed declared state. */
  STATEFUL("an evaluation changed declared state; give the check a way to restore it"),
  /** An evaluation changed its inputs. */
  MUTATES_INPUT("an evaluation changed the values it was given"),
  /** The pullback is not linear in the cotangent. */
  NON_LINEAR_VJP("the pullback is not linear in the cotangent"),
  /** At a kink, the derivative does not lie between those of both sides. */
  KINK_WRONG("at a kink, the derivative does not lie between those of both sides"),
  /** The derivative is wrong. */
  WRONG("the derivative is wrong");

  private final String meaning;

  Verdict(String meaning) {
    this.meaning = meaning;
  }

  /** Returns what the verdict says, in one sentence. */
  public String meaning() {
    return meaning;
  }

  /** Returns whether the derivative was found right: PASS, BOUNDARY and KINK_OK. */
  public boolean isCorrect() {
    return compareTo(KINK_OK) <= 0;
  }

  /** Returns the one of two that weighs more: that which is further from PASS. */
  public Verdict or(Verdict other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
