package dev.wengert.gradcheck.difference;

import com.google.common.collect.ImmutableList;
import dev.wengert.gradcheck.Rung;
import dev.wengert.gradcheck.Verdict;

/**
 * Looks at how the differences of a ladder shrink with the step: where there is a slope, in
 * proportion to it.
 */
public record Singularity(Ladder ladder) {

  private static final int LOOKED_AT = 6;

  /** By which factor a difference may be off the power. */
  private static final double REGULAR = 1.5;

  /** Which part of the growth of a slope its nearer half must have. */
  private static final double GOES_ON = 0.5;

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
    double exponent = exponent(first, last, side);
    if (!(exponent < 0.9) || !isRegular(first, side, exponent)) {
      return Verdict.PASS;
    }
    // A slope that a kink or a bend nearby changes grows, too, but less and less.
    if (1 - exponent(last - LOOKED_AT / 2, last, side) < GOES_ON * (1 - exponent)) {
      return Verdict.PASS;
    }
    return exponent < 0.1 ? Verdict.DISCONTINUOUS : Verdict.UNBOUNDED;
  }

  private double exponent(int first, int last, int side) {
    double shrinks = ladder.difference(last, side) / ladder.difference(first, side);
    return Math.log(Math.abs(shrinks)) / Math.log(ladder.step(last) / ladder.step(first));
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

  /**
   * Returns whether the shortest step that tells anything bears out what a ladder showed: beside a
   * pole, the differences of larger steps all are what the function has at the point, as if it
   * jumped there.
   */
  public static boolean isBorneOut(Probe probe, ImmutableList<Rung> rungs) {
    return isBorneOut(probe, rungs, 1) || isBorneOut(probe, rungs, -1);
  }

  private static boolean isBorneOut(Probe probe, ImmutableList<Rung> rungs, int side) {
    Rung last = rungs.getLast();
    Rung first = rungs.get(Math.max(0, rungs.size() - 1 - LOOKED_AT));
    double near = difference(last, side);
    double exponent =
        Math.log(near / difference(first, side)) / Math.log(last.step() / first.step());
    if (!(exponent < 0.9)) {
      return false;
    }
    double hidden = SIGNAL * probe.noise() / near;
    double told = exponent > 0 ? last.step() * Math.pow(hidden, 1 / exponent) : 0;
    double shortest = Ladder.rounded(Math.max(told, SIGNAL * probe.least()), probe.grain());
    double expected = near * Math.pow(shortest / last.step(), Math.max(0, exponent));
    return shortest >= last.step() || Math.abs(probe.at(side * shortest)) >= expected / REGULAR;
  }

  private static double difference(Rung rung, int side) {
    return Math.abs(side > 0 ? rung.forward() : rung.backward()) * rung.step();
  }
}
