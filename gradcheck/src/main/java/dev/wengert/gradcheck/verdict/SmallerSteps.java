package dev.wengert.gradcheck.verdict;

import com.google.common.collect.ImmutableList;
import dev.wengert.gradcheck.Measurement;
import dev.wengert.gradcheck.Rung;
import dev.wengert.gradcheck.Verdict;
import dev.wengert.gradcheck.difference.Confirmation;
import dev.wengert.gradcheck.difference.Estimate;
import dev.wengert.gradcheck.difference.Probe;
import org.jspecify.annotations.Nullable;

/**
 * Holds a judgement against steps below those it was made over: the smallest that tell anything
 * decide.
 */
final class SmallerSteps {

  /** How many times a judgement is given up for one over smaller steps. */
  private static final int MOST_DESCENTS = 6;

  /** A slope known to such a share of what a step missed it by is not known so by chance. */
  private static final double CERTAIN = 1e-4;

  /** Such a share of what a step missed a slope by makes another slope of it. */
  private static final double OTHER = 0.25;

  private final TwoLadders ladders;

  SmallerSteps(TwoLadders ladders) {
    this.ladders = ladders;
  }

  /**
   * Holds a judgement against smaller steps, and takes that of a ladder which starts where they
   * show another slope: the smallest steps that tell anything decide. Where they tell only that
   * there is another slope, nothing can be said.
   */
  Judgement borneOut(
      Probe probe, Judgement judgement, double analytic, double rounding, boolean looksAtWrong) {
    Judgement known = judgement;
    Judgement lowest = judgement;
    boolean unexplained = false;
    for (int i = 0; i < MOST_DESCENTS; i++) {
      Confirmation.Miss miss = contradiction(probe, known, lowest.rungs(), looksAtWrong);
      if (miss == null) {
        return unexplained ? acquitted(probe, known, lowest, analytic, rounding) : known;
      }
      lowest = Judge.floored(probe, ladders.judge(probe.from(miss.step()), analytic, rounding));
      if (Judge.contradicts(lowest, known)) {
        if (!Judge.tells(lowest, known) || isStair(lowest, known)) {
          return known.as(Verdict.INCONCLUSIVE);
        }
        unexplained = !leads(lowest, known, miss) && !explains(lowest, known, miss);
        known = lowest;
      } else if (known.isWrong() && Judge.isOutOfReach(probe, analytic, miss.step())) {
        return known.as(Verdict.INCONCLUSIVE);
      } else {
        boolean tells = known.verdict() == Verdict.PASS || !lowest.measurement().agrees();
        unexplained |= !(tells && explains(lowest, known, miss));
      }
    }
    return known.as(Verdict.INCONCLUSIVE);
  }

  /**
   * Returns the judgement over steps below those that did not tell why others missed the slope, if
   * it shows that a gradient is right; else that nothing can be said.
   */
  private Judgement acquitted(
      Probe probe, Judgement known, Judgement lowest, double analytic, double rounding) {
    double step = lowest.rungs().getLast().step() * Judge.CLOSER;
    if (known.isWrong() && step > Judge.SIGNAL * probe.least()) {
      Judgement near = Judge.floored(probe, ladders.judge(probe.from(step), analytic, rounding));
      if (near.verdict() == Verdict.PASS
          && Judge.contradicts(near, known)
          && Judge.tells(near, known)) {
        return near;
      }
    }
    return known.as(Verdict.INCONCLUSIVE);
  }

  /** Returns whether a ladder found another slope, by about as much as the step missed the old. */
  private static boolean leads(Judgement lowest, Judgement known, Confirmation.Miss miss) {
    double change = Math.abs(lowest.measurement().numeric() - known.measurement().numeric());
    return change >= OTHER * miss.by();
  }

  /**
   * Returns whether a ladder tells why a step missed a slope that it finds again: the function is
   * another one from that step on, as beyond a kink. It must see the slope far more precisely than
   * the step missed it. A wave shorter than the ladder's steps scatters them all alike, and some
   * agree by chance; so well they hardly do. What a derivative that is right may be off by needs no
   * explanation.
   */
  private static boolean explains(Judgement lowest, Judgement known, Confirmation.Miss miss) {
    return lowest.measurement().bar() <= CERTAIN * miss.by()
        || (known.verdict() == Verdict.PASS && miss.by() <= known.measurement().tolerance());
  }

  private static Confirmation.@Nullable Miss contradiction(
      Probe probe, Judgement judgement, ImmutableList<Rung> rungs, boolean looksAtWrong) {
    Measurement measurement = judgement.measurement();
    Estimate slope = new Estimate(measurement.numeric(), measurement.bar());
    boolean told = judgement.verdict() == Verdict.PASS || judgement.verdict() == Verdict.WRONG;
    if (!told || !slope.isKnown() || rungs.isEmpty()) {
      return null;
    }
    Confirmation confirmation = new Confirmation(probe, slope, rungs);
    if (judgement.verdict() == Verdict.PASS) {
      return confirmation.contradiction();
    }
    return looksAtWrong
        ? confirmation.contradiction(Math.abs(measurement.analytic() - measurement.numeric()))
        : null;
  }

  /**
   * Returns whether a function climbs as its gradient says and stands still from nearby: whether it
   * was rounded on the way, or is meant to, nobody can tell.
   */
  private static boolean isStair(Judgement near, Judgement far) {
    return far.verdict() == Verdict.PASS && near.isWrong() && near.measurement().numeric() == 0;
  }
}
