package dev.wengert.gradcheck.verdict;

import dev.wengert.gradcheck.Measurement;
import dev.wengert.gradcheck.Verdict;
import dev.wengert.gradcheck.difference.Estimate;
import dev.wengert.gradcheck.difference.Hull;
import dev.wengert.gradcheck.difference.Ladder;
import dev.wengert.gradcheck.difference.Probe;
import dev.wengert.gradcheck.difference.Singularity;

/**
 * Judges one derivative: by two ladders of steps, and then by smaller and smaller ones, as far as
 * these tell anything.
 *
 * <p>A derivative is called wrong only if two ladders over different steps agree with each other
 * and not with it, and no smaller steps show another slope.
 */
final class Judge {

  /** Where samples err by such a share of their size, nothing can be said. */
  private static final double MOST_NOISE = 1e-3;

  /** How far above the noise a change must be to tell something. */
  static final double SIGNAL = 32;

  /** The ratio of steps that are looked at next where larger ones do not tell. */
  static final double CLOSER = 0x1p-6;

  /** A bar that tells whether the slope is the analytic one. */
  private static final double TELLING = 0.25;

  private static final int MOST_CLOSER = 6;

  /** A tolerance that is such a share of the value, or less, tells something. */
  private static final double VAGUE = 1e-4;

  /** A tolerance that decides. */
  private static final double PRECISE = 1e-2;

  /** After as many wrong derivatives that no kink excuses, none is looked for any more. */
  private static final int MOST_WITHOUT_KINKS = 8;

  private final TwoLadders ladders;
  private final SmallerSteps smallerSteps;
  private int withoutKinks;

  Judge(double relative) {
    this.ladders = new TwoLadders(relative);
    this.smallerSteps = new SmallerSteps(ladders);
  }

  /**
   * Judges one derivative.
   *
   * @param analytic what the pullback says
   * @param rounding how far rounding may have moved it
   */
  Judgement judge(Probe probe, double analytic, double rounding) {
    Judgement judgement = floored(probe, ladders.judge(probe, analytic, rounding));
    boolean looksCloser = !isWrong(judgement) || withoutKinks < MOST_WITHOUT_KINKS;
    if (looksCloser) {
      judgement = closer(probe, judgement, analytic, rounding);
    }
    if (judgement.verdict() == Verdict.KINK_WRONG) {
      judgement = stillKinked(probe, judgement, analytic, rounding);
    }
    if (isSingular(judgement) && !Singularity.isBorneOut(probe, judgement.rungs())) {
      judgement = judgement.as(Verdict.INCONCLUSIVE);
    }
    judgement =
        smallerSteps.borneOut(
            probe, judgement, analytic, rounding, withoutKinks < MOST_WITHOUT_KINKS);
    if (!judgement.verdict().isCorrect()) {
      judgement = reconsidered(probe, judgement, analytic, rounding);
    }
    double shortest = Math.max(probe.least(), SIGNAL * probe.resolved());
    if (isWrong(judgement) && isOutOfReach(probe, analytic, shortest)) {
      judgement = judgement.as(Verdict.INCONCLUSIVE);
    }
    if (isWrong(judgement) && withoutKinks < MOST_WITHOUT_KINKS) {
      Hull hull = Hull.of(probe);
      if (hull.isKinked() && hull.contains(analytic, judgement.measurement().tolerance())) {
        return new Judgement(
            Verdict.KINK_OK, judgement.measurement().within(hull.width()), judgement.rungs());
      }
      withoutKinks++;
    }
    return judgement;
  }

  /**
   * Looks at a kink that refutes the gradient over smaller steps, as far as they tell anything: one
   * nearby looks as if it were at the point, and from closer on is not there.
   */
  private Judgement stillKinked(
      Probe probe, Judgement judgement, double analytic, double rounding) {
    Judgement known = judgement;
    double step = judgement.rungs().getLast().step();
    for (int i = 0; i < MOST_CLOSER && step > SIGNAL * probe.least(); i++) {
      Judgement near = ladders.judge(probe.from(step), analytic, rounding);
      if (near.verdict() != Verdict.KINK_WRONG) {
        double error = Math.abs(analytic - known.measurement().numeric());
        boolean sees = near.measurement().tolerance() <= TELLING * error;
        return sees ? near : inconclusiveIfBlind(probe, known, step, error);
      }
      known = near;
      step = Math.min(step * CLOSER, near.rungs().getLast().step());
    }
    return known;
  }

  /** Returns that nothing can be said if what contradicts a kink is no noise; else the kink. */
  private static Judgement inconclusiveIfBlind(
      Probe probe, Judgement known, double step, double error) {
    return SIGNAL * probe.noise() / step > TELLING * error
        ? known
        : new Judgement(Verdict.INCONCLUSIVE, known.measurement(), known.rungs());
  }

  /** Returns whether a slope would carry the outputs beyond their size within a step. */
  static boolean isOutOfReach(Probe probe, double slope, double step) {
    return Double.isFinite(slope)
        && probe.magnitude() > 0
        && Math.abs(slope) * step > probe.magnitude();
  }

  static boolean contradicts(Judgement near, Judgement far) {
    Measurement one = near.measurement();
    Measurement other = far.measurement();
    return !(Math.abs(one.numeric() - other.numeric()) <= 4 * (one.bar() + other.bar()));
  }

  /** Returns whether a judgement over small steps is precise enough to stand for itself. */
  static boolean tells(Judgement near, Judgement far) {
    Measurement measurement = near.measurement();
    double size = Math.max(Math.abs(measurement.numeric()), Math.abs(far.measurement().numeric()));
    double error = Math.abs(measurement.analytic() - measurement.numeric());
    return switch (near.verdict()) {
      case PASS, BOUNDARY ->
          measurement.tolerance() <= PRECISE * size && (!isWrong(far) || sees(near, far));
      case WRONG, KINK_WRONG -> measurement.tolerance() <= TELLING * error;
      case KINK_OK -> true;
      default -> false;
    };
  }

  private static boolean isWrong(Judgement judgement) {
    return judgement.verdict() == Verdict.WRONG || judgement.verdict() == Verdict.KINK_WRONG;
  }

  private static boolean isSingular(Judgement judgement) {
    return judgement.verdict() == Verdict.UNBOUNDED || judgement.verdict() == Verdict.DISCONTINUOUS;
  }

  /**
   * Where the usual steps do not tell much, looks over smaller ones: those of the point's own size,
   * and those that a kink or a jump nearby leaves.
   */
  private Judgement closer(Probe probe, Judgement judgement, double analytic, double rounding) {
    Judgement best = judgement;
    double scale = probe.scale();
    if (scale < probe.start() * CLOSER && isVague(best, analytic)) {
      best = better(best, probe, scale, analytic, rounding);
    }
    double start = probe.start() * CLOSER;
    for (int i = 0; i < MOST_CLOSER && start > SIGNAL * probe.least(); i++) {
      if (isSettled(best) && !canTellMore(probe, best, start)) {
        return best;
      }
      best = better(best, probe, start, analytic, rounding);
      start *= CLOSER;
    }
    return best;
  }

  /** Returns whether a vague slope is so by more than the noise makes it at a smaller step. */
  private static boolean canTellMore(Probe probe, Judgement judgement, double step) {
    return judgement.verdict() == Verdict.PASS
        && isVague(judgement, judgement.measurement().analytic())
        && SIGNAL * SIGNAL * probe.noise() / step < judgement.measurement().tolerance();
  }

  /** Returns whether smaller steps may tell more. */
  private static boolean isVague(Judgement judgement, double analytic) {
    if (judgement.verdict() != Verdict.PASS) {
      return true;
    }
    Measurement measurement = judgement.measurement();
    return analytic != 0 && measurement.tolerance() > VAGUE * Math.abs(measurement.numeric());
  }

  /** Returns whether the ladders told something, be it that there is a kink. */
  private static boolean isSettled(Judgement judgement) {
    return judgement.verdict().isCorrect() || isWrong(judgement);
  }

  /**
   * Takes a judgement over smaller steps where the one over larger steps told nothing; and where
   * the function turns out to be smooth, and the derivative right. A slope that would carry the
   * function beyond its size within the smallest step is none that these steps can refute.
   */
  private Judgement better(
      Judgement far, Probe whole, double start, double analytic, double rounding) {
    Probe probe = whole.from(start);
    Judgement near = floored(whole, ladders.judge(probe, analytic, rounding));
    Measurement measurement = near.measurement();
    boolean precise = measurement.tolerance() <= PRECISE * Math.abs(measurement.numeric());
    if (near.verdict() == Verdict.PASS) {
      boolean takes =
          switch (far.verdict()) {
            case PASS -> measurement.tolerance() < far.measurement().tolerance();
            case WRONG, KINK_WRONG -> overrules(near, far);
            case INCONCLUSIVE ->
                (precise || measurement.isZero())
                    && (far.measurement().agrees() || overrules(near, far));
            default -> precise || measurement.isZero();
          };
      return takes ? near : far;
    }
    boolean told = isSettled(far) && !hides(far, near);
    double reach = Math.abs(analytic) * near.rungs().getLast().step();
    boolean refutes = isWrong(near) && precise && reach <= probe.magnitude();
    return refutes && !told ? near : far;
  }

  /**
   * Returns whether a derivative that passed did so because nothing was seen: it is zero to within
   * its tolerance, or so is the difference from a slope that is known more precisely.
   */
  private static boolean hides(Judgement far, Judgement near) {
    Measurement vague = far.measurement();
    return far.verdict() == Verdict.PASS
        && (vague.isZero()
            || (near.measurement().tolerance() < vague.tolerance() && !contradicts(near, far)));
  }

  /**
   * Returns whether smaller steps show that the gradient is right after all. A vague slope agrees
   * with everything; it must contradict the one over larger steps, and be able to tell that from
   * the gradient.
   */
  private static boolean overrules(Judgement near, Judgement far) {
    return contradicts(near, far) && sees(near, far);
  }

  /**
   * Returns whether one that agrees could tell the gradient from the slope that another found: what
   * it tolerates is far less than what lies between them, or what it measured is far nearer.
   */
  private static boolean sees(Judgement near, Judgement far) {
    double apart = TELLING * Math.abs(far.measurement().error());
    Measurement measurement = near.measurement();
    return measurement.tolerance() <= apart
        || 4 * measurement.bar() + Math.abs(measurement.error()) <= apart;
  }

  /**
   * Looks at steps so small that the function would change as the analytic value says, and by more
   * than its noise: a fast oscillation looks like another function from further away.
   */
  private Judgement reconsidered(
      Probe probe, Judgement judgement, double analytic, double rounding) {
    if (probe.noise() > MOST_NOISE * probe.magnitude()) {
      return new Judgement(Verdict.INCONCLUSIVE, judgement.measurement(), judgement.rungs());
    }
    boolean kinked = judgement.verdict() == Verdict.KINK_WRONG;
    double smallest = kinked ? judgement.rungs().get(0).step() : judgement.rungs().getLast().step();
    double telling = SIGNAL * probe.noise() / Math.abs(analytic);
    double start = SIGNAL * SIGNAL * telling;
    if (start < smallest && start > SIGNAL * probe.least()) {
      Ladder fine = Ladder.from(probe, start);
      Estimate slope = fine.inner();
      Measurement measurement = ladders.measure(analytic, slope, rounding);
      Measurement old = judgement.measurement();
      boolean other = slope.contradicts(new Estimate(old.numeric(), old.bar()));
      if (other && slope.isConverged() && measurement.agrees()) {
        return new Judgement(Verdict.PASS, measurement, fine);
      }
      if (isWrong(judgement) && !(slope.bar() <= TELLING * Math.abs(analytic))) {
        return new Judgement(Verdict.INCONCLUSIVE, old, judgement.rungs());
      }
    }
    return judgement;
  }

  /**
   * Lets an error pass that, over a step of the point's size, would move the outputs by less than
   * their own rounding: it has that of the pullback's terms, which may cancel.
   */
  static Judgement floored(Probe probe, Judgement judgement) {
    Measurement old = judgement.measurement();
    double floor = 4 * probe.blindness() / probe.start();
    if (!isWrong(judgement) || !(Math.abs(old.analytic() - old.numeric()) <= floor)) {
      return judgement;
    }
    return new Judgement(
        Verdict.PASS,
        new Measurement(old.analytic(), old.numeric(), old.bar(), floor),
        judgement.rungs());
  }

  /** Returns analytic minus numeric, without a verdict. */
  static double error(Probe probe, double analytic) {
    return analytic - Ladder.quick(probe).central().value();
  }
}
