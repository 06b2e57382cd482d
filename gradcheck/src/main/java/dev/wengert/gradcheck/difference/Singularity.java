package dev.wengert.gradcheck.difference;

import dev.wengert.gradcheck.Verdict;

/**
 * Looks at how the differences of a ladder shrink with the step: where there is a slope, in
 * proportion to it.
 */
public record Singularity(Ladder ladder) {

  private static final int LOOKED_AT = 6;

  /** By which factor a difference may be off the power. */
  private static final double REGULAR = 1.5;

  /** How far above the noise a difference must be. */
  private static final double SIGNAL = 32;

  /** Returns UNBOUNDED or DISCONTINUOUS where the slope to one side has no limit, else PASS. */
  public Verdict to(int side) {
    Estimate slope = side > 0 ? ladder.forward() : ladder.backward();
    if (slope.isConverged()) {
      return Verdict.PASS;
    }
    int last = ladder.size() - 1;
    int first = last - LOOKED_AT;
    if (first < 0) {
      return Verdict.PASS;
    }
    double near = Math.abs(ladder.difference(last, side));
    double far = Math.abs(ladder.difference(first, side));
    if (!(Math.min(near, far) > SIGNAL * ladder.noise())) {
      return Verdict.PASS;
    }
    double exponent = Math.log(near / far) / Math.log(ladder.step(last) / ladder.step(first));
    if (!(exponent < 0.9) || !isRegular(first, side, exponent)) {
      return Verdict.PASS;
    }
    return exponent < 0.1 ? Verdict.DISCONTINUOUS : Verdict.UNBOUNDED;
  }

  /**
   * Returns whether the differences in between follow the power, unlike those of an oscillation.
   */
  private boolean isRegular(int first, int side, double exponent) {
    double far = Math.abs(ladder.difference(first, side));
    for (int i = first + 1; i < ladder.size(); i++) {
      double expected = far * Math.pow(ladder.step(i) / ladder.step(first), exponent);
      double ratio = Math.abs(ladder.difference(i, side)) / expected;
      if (!(ratio > 1 / REGULAR && ratio < REGULAR)) {
        return false;
      }
    }
    return true;
  }
}
