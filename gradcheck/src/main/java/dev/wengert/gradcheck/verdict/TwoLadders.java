package dev.wengert.gradcheck.verdict;

import dev.wengert.gradcheck.Measurement;
import dev.wengert.gradcheck.Verdict;
import dev.wengert.gradcheck.difference.Estimate;
import dev.wengert.gradcheck.difference.Ladder;
import dev.wengert.gradcheck.difference.Probe;
import dev.wengert.gradcheck.difference.Singularity;

/**
 * Compares one analytic derivative with a ladder, and with a second one over other steps where they
 * disagree.
 *
 * <p>The tolerance is four error bars, plus {@code relative} times the derivative, plus the
 * rounding of the analytic value.
 */
final class TwoLadders {

  /** A ladder this precise is believed where another contradicts it. */
  private static final double TRUSTED = 1e-6;

  /** The share of what lies between both sides of a kink within which they are taken to be met. */
  private static final double MET = 1e-9;

  /** How many times the tolerance an error must be to be called one. */
  private static final double CLEARLY = 2;

  private final double relative;

  TwoLadders(double relative) {
    this.relative = relative;
  }

  /** Judges one derivative by what the ladders of one probe tell. */
  Judgement judge(Probe probe, double analytic, double rounding) {
    Ladder quick = Ladder.quick(probe);
    if (quick.isFlat()) {
      return flat(probe, quick, analytic, rounding);
    }
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

  /** No sample differed: the slope is zero, as far as the outputs are resolved. */
  private Judgement flat(Probe probe, Ladder ladder, double analytic, double rounding) {
    Estimate zero = new Estimate(0, probe.blindness() / ladder.step(0));
    Measurement measurement = measure(analytic, zero, rounding);
    return new Judgement(measurement.agrees() ? Verdict.PASS : Verdict.WRONG, measurement, ladder);
  }

  /** Returns the derivative beside an estimate of it. */
  Measurement measure(double analytic, Estimate numeric, double rounding) {
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
    double met = MET * (high - low);
    boolean between = analytic >= low - met && analytic <= high + met;
    return between || nearest.agrees()
        ? new Judgement(Verdict.KINK_OK, nearest.within(high - low), ladder)
        : new Judgement(Verdict.KINK_WRONG, nearest, ladder);
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
    Estimate numeric = new Estimate(better.numeric(), better.bar());
    double error = Math.abs(better.analytic() - better.numeric());
    boolean clear = !(error <= CLEARLY * better.tolerance()); // a NaN is, too
    if (concur && clear && !worse.agrees() && thorough.bearsOut(numeric, better.analytic())) {
      return new Judgement(Verdict.WRONG, better, ladder);
    }
    if (!concur && worse.agrees() && worse.bar() <= TRUSTED * Math.abs(worse.numeric())) {
      return new Judgement(right, worse, otherLadder);
    }
    return new Judgement(Verdict.INCONCLUSIVE, better, ladder);
  }
}
