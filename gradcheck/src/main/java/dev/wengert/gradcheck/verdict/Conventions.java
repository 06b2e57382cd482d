package dev.wengert.gradcheck.verdict;

import dev.wengert.gradcheck.Verdict;
import dev.wengert.gradcheck.difference.Site;
import dev.wengert.gradcheck.point.Magnitudes;
import dev.wengert.gradcheck.point.Sight;
import dev.wengert.gradcheck.point.Sights;
import dev.wengert.gradcheck.point.Signs;
import dev.wengert.gradcheck.point.Subject;

/**
 * Whether a derivative that lies between no sides of a kink may be what conventions make of several
 * kinks inside of the function.
 *
 * <p>Why: where a row of zeros meets thirty relus, each of them has a derivative between its own
 * two sides, 0 say. The layers behind add them up with weights of both signs, and the sum need not
 * lie between the two slopes of the whole. From outside, the thirty are not to be seen.
 *
 * <p>How: next to the point, off the kinks, the derivative takes one of many values, as this or
 * that relu is on; those of a single kink are its two sides, and those of a norm or a maximum lie
 * between them. If they enclose what lies between no sides, or reach beyond both, and the
 * derivative is right there, then it is a convention.
 */
final class Conventions {

  /** How many points are looked at, at least, and at most where they do not tell. */
  private static final int NEARBY = 12;

  private static final int MOST_NEARBY = 64;

  /** How far off the point, in units of its size. */
  private static final double APART = 1e-4;

  /**
   * How many times as far off the element is at every other point: much as at a side, but for the
   * few relus that the others turn, which is where values beyond it are.
   */
  private static final double LEAN = 3;

  /** By which share of the gap values must reach beyond it. */
  private static final double BEYOND = 0.05;

  /** How many times the spread of the values a derivative may be beyond them. */
  private static final double TIMES = 2;

  private final Subject subject;
  private final int argument;
  private final Sights sights;
  private final Signs signs;
  private final Judge judge;

  Conventions(Subject subject, int argument, Sights sights, Signs signs, Judge judge) {
    this.subject = subject;
    this.argument = argument;
    this.sights = sights;
    this.signs = signs;
    this.judge = judge;
  }

  /** Returns whether they may explain that an element lies between no sides. */
  boolean mayExplain(Sight sight, int element, Judgement kink) {
    double right = kink.rungs().getLast().forward();
    double left = kink.rungs().getLast().backward();
    double gap = BEYOND * Math.abs(right - left);
    double analytic = sight.gradient(argument)[element];
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    try {
      for (int k = 0; k < MOST_NEARBY; k++) {
        double[] values = moved(element, k % 2 == 0 ? 1 : LEAN);
        double value = near(sight, values).gradient(argument)[element];
        if (value < low || value > high) {
          Judgement there = judged(sight, values, element);
          if (there.isWrong()) {
            return false;
          }
          if (there.verdict() == Verdict.PASS) {
            low = Math.min(low, value);
            high = Math.max(high, value);
          }
        }
        double spread = high - low;
        boolean reachesBeyond =
            low < Math.min(left, right) - gap || high > Math.max(left, right) + gap;
        boolean isBetween = analytic >= low && analytic <= high;
        boolean isNear = analytic >= low - TIMES * spread && analytic <= high + TIMES * spread;
        if (k >= NEARBY && (isBetween || (reachesBeyond && isNear))) {
          return true;
        }
      }
    } catch (RuntimeException e) {
      // Beyond the end of the domain: nothing is seen there.
    }
    return false;
  }

  /** Returns a point nearby, which lies to a side of the element by as many times the others'. */
  private double[] moved(int element, double lean) {
    double[] values = subject.arguments().get(argument).numbers();
    double size = Math.max(Magnitudes.largest(values), 1) * APART;
    double[] off = signs.fine(values.length);
    off[element] *= lean;
    for (int i = 0; i < values.length; i++) {
      values[i] += size * off[i];
    }
    return values;
  }

  private Sight near(Sight sight, double[] values) {
    return sights.at(subject.inputs(argument, values), sight.cotangent());
  }

  /** Judges the derivative at a point nearby, off the kinks. */
  private Judgement judged(Sight sight, double[] values, int element) {
    Sight near = near(sight, values);
    Subject there = subject.at(argument, values);
    double[] output = there.evaluate().toDoubleArray();
    Site site = new Site(there, argument, output, sight.cotangent());
    return judge.judge(site.line(element, site.noise(signs)), near.gradient(argument)[element], 0);
  }
}
