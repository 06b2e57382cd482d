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

  /** Where samples err by such a share of their size, nothing can be said. */
  private static final double MOST_NOISE = 1e-3;

  /** How far above the noise a change must be to tell something. */
  private static final double SIGNAL = 32;

  /** A ladder this precise is believed where another contradicts it. */
  private static final double TRUSTED = 1e-6;

  /** After as many wrong derivatives that no kink excuses, none is looked for any more. */
  private static final int MOST_WITHOUT_KINKS = 8;

  private final double relative;
  private int withoutKinks;

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
    Judgement judgement = alone(probe, analytic, rounding);
    Verdict verdict = judgement.verdict();
    if (!verdict.isCorrect()) {
      judgement = reconsidered(probe, judgement, analytic, rounding);
      verdict = judgement.verdict();
    }
    boolean wrong = verdict == Verdict.WRONG || verdict == Verdict.KINK_WRONG;
    if (wrong && withoutKinks < MOST_WITHOUT_KINKS) {
      Hull hull = Hull.of(probe);
      if (hull.isKinked() && hull.contains(analytic, judgement.measurement().tolerance())) {
        return new Judgement(Verdict.KINK_OK, judgement.measurement(), judgement.rungs());
      }
      withoutKinks++;
    }
    return judgement;
  }

  /**
   * Looks at steps so small that the function would change as the analytic value says, and by more
   * than its noise: a fast oscillation looks like another function from further away.
   */
  private Judgement reconsidered(
      Probe probe, Judgement judgement, double analytic, double rounding) {
    if (probe.noise() > MOST_NOISE) {
      return new Judgement(Verdict.INCONCLUSIVE, judgement.measurement(), judgement.rungs());
    }
    double smallest = judgement.rungs().getLast().step();
    double telling = SIGNAL * probe.noise() * probe.magnitude() / Math.abs(analytic);
    double start = SIGNAL * SIGNAL * telling;
    if (start < smallest && start > SIGNAL * probe.least()) {
      Ladder fine = Ladder.from(probe, start);
      Measurement measurement = measure(analytic, fine.central(), rounding);
      Measurement old = judgement.measurement();
      boolean other = fine.central().contradicts(new Estimate(old.numeric(), old.bar()));
      if (other && fine.central().isConverged() && measurement.agrees()) {
        return new Judgement(Verdict.PASS, measurement, fine);
      }
    }
    return judgement;
  }

  /** Returns analytic minus numeric, without a verdict. */
  static double error(Probe probe, double analytic) {
    return analytic - Ladder.quick(probe).central().value();
  }

  private Judgement alone(Probe probe, double analytic, double rounding) {
    Ladder quick = Ladder.quick(probe);
    Measurement first = measure(analytic, quick.central(), rounding);
    boolean settled =
        quick.central().isConverged() && !quick.isKinked() && !quick.endsAt(1) && !quick.endsAt(-1);
    if (settled && first.agrees()) {
      return new Judgement(Verdict.PASS, first, quick);
    }
    Ladder thorough = Ladder.thorough(probe);
    Singularity singularity = new Singularity(thorough);
    if (thorough.endsAt(1) || thorough.endsAt(-1)) {
      return atBoundary(quick, thorough, singularity, analytic, rounding);
    }
    Verdict singular = singularity.to(1).or(singularity.to(-1));
    if (singular != Verdict.PASS) {
      return new Judgement(singular, measure(analytic, thorough.central(), rounding), thorough);
    }
    if (quick.isKinked() && thorough.isKinked()) {
      return atKink(thorough, analytic, rounding);
    }
    return compare(
        quick, first, thorough, measure(analytic, thorough.central(), rounding), Verdict.PASS);
  }

  private Measurement measure(double analytic, Estimate numeric, double rounding) {
    double tolerance = 4 * numeric.bar() + relative * Math.abs(numeric.value()) + rounding;
    return new Measurement(analytic, numeric.value(), numeric.bar(), tolerance);
  }

  private Judgement atBoundary(
      Ladder quick, Ladder thorough, Singularity singularity, double analytic, double rounding) {
    int side = thorough.endsAt(1) ? -1 : 1;
    Estimate one = side > 0 ? thorough.forward() : thorough.backward();
    Estimate other = side > 0 ? quick.forward() : quick.backward();
    Measurement measurement = measure(analytic, one, rounding);
    Verdict singular = singularity.to(side);
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
}
