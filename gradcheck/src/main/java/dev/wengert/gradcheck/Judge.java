package dev.wengert.gradcheck;

/**
 * Compares one analytic derivative with a ladder, and asks a second ladder only where they
 * disagree.
 *
 * <p>The tolerance is four error bars, plus {@code relative} times the derivative, plus the
 * rounding of the analytic value. A derivative is called wrong only if two ladders over different
 * steps agree with each other and not with it.
 */
final class Judge {

  /** A ladder this precise is believed where another contradicts it. */
  private static final double TRUSTED = 1e-6;

  private final double relative;

  Judge(double relative) {
    this.relative = relative;
  }

  /**
   * Judges one derivative.
   *
   * @param analytic what the pullback says
   * @param rounding how far rounding may have moved it
   */
  Judgement judge(Probe probe, double analytic, double rounding) {
    Ladder quick = Ladder.quick(probe);
    Measurement first = measure(analytic, quick.central(), rounding);
    boolean settled =
        quick.central().isConverged() && !isKinked(quick) && !quick.endsAt(1) && !quick.endsAt(-1);
    if (settled && first.agrees()) {
      return new Judgement(Verdict.PASS, first, quick);
    }
    Ladder thorough = Ladder.thorough(probe);
    Kinks kinks = new Kinks(thorough);
    if (thorough.endsAt(1) || thorough.endsAt(-1)) {
      return atBoundary(quick, thorough, kinks, analytic, rounding);
    }
    Verdict singular = kinks.singularity(1).or(kinks.singularity(-1));
    if (singular != Verdict.PASS) {
      return new Judgement(singular, measure(analytic, thorough.central(), rounding), thorough);
    }
    if (isKinked(quick) && isKinked(thorough)) {
      return atKink(thorough, analytic, rounding);
    }
    return compare(
        quick, first, thorough, measure(analytic, thorough.central(), rounding), Verdict.PASS);
  }

  private Measurement measure(double analytic, Estimate numeric, double rounding) {
    double tolerance = 4 * numeric.bar() + relative * Math.abs(numeric.value()) + rounding;
    return new Measurement(analytic, numeric.value(), numeric.bar(), tolerance);
  }

  private static boolean isKinked(Ladder ladder) {
    return ladder.forward().isKnown()
        && ladder.backward().isKnown()
        && ladder.forward().contradicts(ladder.backward());
  }

  private Judgement atBoundary(
      Ladder quick, Ladder thorough, Kinks kinks, double analytic, double rounding) {
    int side = thorough.endsAt(1) ? -1 : 1;
    Estimate one = side > 0 ? thorough.forward() : thorough.backward();
    Estimate other = side > 0 ? quick.forward() : quick.backward();
    Measurement measurement = measure(analytic, one, rounding);
    Verdict singular = kinks.singularity(side);
    if (singular != Verdict.PASS) {
      return new Judgement(singular, measurement, thorough);
    }
    return compare(
        quick, measure(analytic, other, rounding), thorough, measurement, Verdict.BOUNDARY);
  }

  private Judgement atKink(Ladder ladder, double analytic, double rounding) {
    Estimate right = ladder.forward();
    Estimate left = ladder.backward();
    boolean above = Math.abs(analytic - right.value()) < Math.abs(analytic - left.value());
    Measurement nearest = measure(analytic, above ? right : left, rounding);
    double low = Math.min(left.value(), right.value());
    double high = Math.max(left.value(), right.value());
    boolean between = analytic >= low && analytic <= high;
    Verdict verdict = between || nearest.agrees() ? Verdict.KINK_OK : Verdict.KINK_WRONG;
    return new Judgement(verdict, nearest, ladder);
  }

  /** Weighs two ladders against each other and against the analytic value. */
  private static Judgement compare(
      Ladder quick, Measurement first, Ladder thorough, Measurement second, Verdict right) {
    boolean firstIsBetter = first.bar() <= second.bar();
    Measurement better = firstIsBetter ? first : second;
    Measurement worse = firstIsBetter ? second : first;
    Ladder ladder = firstIsBetter ? quick : thorough;
    Ladder otherLadder = firstIsBetter ? thorough : quick;
    if (better.agrees()) {
      return new Judgement(right, better, ladder);
    }
    boolean concur =
        Math.abs(first.numeric() - second.numeric()) <= 4 * (first.bar() + second.bar());
    if (concur && !worse.agrees()) {
      return new Judgement(Verdict.WRONG, better, ladder);
    }
    if (!concur && worse.agrees() && worse.bar() <= TRUSTED * Math.abs(worse.numeric())) {
      return new Judgement(right, worse, otherLadder);
    }
    return new Judgement(Verdict.INCONCLUSIVE, better, ladder);
  }

  /** Looks at how the differences of a ladder shrink with the step. */
  private record Kinks(Ladder ladder) {

    private static final int LOOKED_AT = 6;

    /** How far above the noise a difference must be. */
    private static final double SIGNAL = 32;

    /** Returns UNBOUNDED or DISCONTINUOUS where the slope to one side has no limit, else PASS. */
    Verdict singularity(int side) {
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
}
