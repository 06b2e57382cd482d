package dev.wengert.gradcheck;

/**
 * Looks at how the differences of a ladder shrink with the step: where there is a slope, in
 * proportion to it.
 */
record Singularity(Ladder ladder) {

  private static final int LOOKED_AT = 6;

  /** How far above the noise a difference must be. */
  private static final double SIGNAL = 32;

  /** Returns UNBOUNDED or DISCONTINUOUS where the slope to one side has no limit, else PASS. */
  Verdict to(int side) {
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
    if (!(exponent < 0.9)) {
      return Verdict.PASS;
    }
    return exponent < 0.1 ? Verdict.DISCONTINUOUS : Verdict.UNBOUNDED;
  }
}
