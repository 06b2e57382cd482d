package dev.wengert.gradcheck.difference;

import com.google.common.collect.ImmutableList;
import dev.wengert.gradcheck.Rung;

/**
 * The slope of a probe at 0, from differences over steps that shrink from rung to rung.
 *
 * <p>The first step is an irrational share of the point's size, so that no period of the function
 * divides the steps; no two differences after the estimate was found may miss it, as those of a
 * slope do not, or else its bar is by how much they do: two rungs may agree by chance.
 *
 * <p>Central, forward and backward differences of the same samples are extrapolated side by side: a
 * difference between the last two is a kink.
 */
public final class Ladder {

  private static final int MOST_RUNGS = 64;
  private static final int LEAST_RUNGS = 5;

  /** By how many times the noise, which is a standard deviation, a difference may be off. */
  private static final double NOISE = 16;

  /** By how many times the noise two rungs, one after the other, may be off together. */
  private static final double TWICE_NOISE = 5.6;

  /** By how many bars a rung may be off besides. */
  private static final double BARS = 2;

  /** A slope so many bars from a value is clearly on that side of it. */
  private static final double CLEAR = 8;

  /** An early end needs this precision. */
  private static final double PRECISE = 1e-11;

  private final Extrapolation central = new Extrapolation(2);
  private final Extrapolation forward = new Extrapolation(1);
  private final Extrapolation backward = new Extrapolation(1);
  private final double[] steps = new double[MOST_RUNGS];
  private final double[] pluses = new double[MOST_RUNGS];
  private final double[] minuses = new double[MOST_RUNGS];
  private final double[] bars = new double[MOST_RUNGS];
  private int size;

  /** The rung that the best estimate was made of. */
  private int settled;

  /** The value on one side of which the slope is; NaN if that is not asked. */
  private double beside = Double.NaN;

  /** How far from it the slope may be; what is known less precisely tells nothing. */
  private double gap = Double.NaN;

  private double noise;

  private Ladder() {}

  /** Climbs down until nothing better can come; stops early where the slope is precise enough. */
  public static Ladder quick(Probe probe) {
    Ladder ladder = new Ladder();
    ladder.climb(probe, probe.start(), 0.5, true);
    return ladder;
  }

  /** Climbs down, over other steps than {@link #quick}, as far as the samples carry. */
  public static Ladder thorough(Probe probe) {
    Ladder ladder = new Ladder();
    ladder.climb(probe, probe.start() * 0.8125, 0.625, false);
    return ladder;
  }

  /**
   * Climbs down until it is clear on which side of a value the slope is; as {@link #quick}, if the
   * value is NaN. The slope must be known to a part of the gap: along thousands of elements, the
   * first steps lead so far that their estimates are off by many times it.
   */
  public static Ladder beside(Probe probe, double value, double gap) {
    Ladder ladder = new Ladder();
    ladder.beside = value;
    ladder.gap = gap;
    ladder.climb(probe, probe.start(), 0.5, true);
    return ladder;
  }

  /** Climbs down from a given step. */
  public static Ladder from(Probe probe, double start) {
    Ladder ladder = new Ladder();
    ladder.climb(probe, start, 0.625, false);
    return ladder;
  }

  private void climb(Probe probe, double start, double ratio, boolean early) {
    double wanted = start;
    while (size < MOST_RUNGS && wanted >= probe.least()) {
      double h = rounded(wanted, probe.grain());
      wanted *= ratio;
      double plus = probe.at(h);
      double minus = probe.at(-h);
      noise = probe.noise();
      if (Double.isNaN(plus) || Double.isNaN(minus)) {
        central.interrupt();
      } else {
        central.add(h, (plus - minus) / (2 * h), noise / h);
      }
      addOneSided(forward, h, plus / h, 2 * noise / h);
      addOneSided(backward, h, -minus / h, 2 * noise / h);
      steps[size] = h;
      pluses[size] = plus;
      minuses[size] = minus;
      bars[size] = bestBar();
      if (size > 0 && bars[size] < bars[size - 1]) {
        settled = size;
      }
      size++;
      if (size > 1 && isBeside()) {
        return;
      }
      if (size >= LEAST_RUNGS && early && isPrecise()) {
        return;
      }
      if (size > LEAST_RUNGS && noise / h > (early ? 1 : 16) * bestBar()) {
        return;
      }
    }
  }

  /** Returns whether it is clear on which side of the value the slope is. */
  public boolean isBeside() {
    Estimate best = central.best();
    return Math.min(Math.abs(best.value() - beside), gap) > CLEAR * best.bar();
  }

  private static void addOneSided(Extrapolation side, double h, double slope, double noise) {
    if (Double.isNaN(slope)) {
      side.interrupt();
    } else {
      side.add(h, slope, noise);
    }
  }

  /** Keeps the bits with which the point plus the step is exact, wherever it can be. */
  static double rounded(double step, double grain) {
    return step / grain < 0x1p52 ? Math.rint(step / grain) * grain : step;
  }

  private double bestBar() {
    Estimate best = central.best();
    return best.isKnown() ? best.bar() : Math.min(forward.best().bar(), backward.best().bar());
  }

  /** Returns the estimate, with a bar that reaches as far as two rungs below it are off it. */
  private Estimate approached() {
    Estimate best = central.best();
    int last = size - 1;
    if (last < LEAST_RUNGS || !best.isKnown()) {
      return best;
    }
    double missed = 0;
    for (int i = Math.min(settled + 2, last); i <= last; i++) {
      double upper = excess(best, i - 1);
      double lower = excess(best, i);
      if (Math.min(upper, lower) > 0 && Math.hypot(upper, lower) > TWICE_NOISE) {
        missed = Math.max(missed, Math.min(off(best, i - 1), off(best, i)));
      }
    }
    return missed > 0 ? new Estimate(best.value(), best.bar() + missed) : best;
  }

  /**
   * Returns by how many times its noise a rung is off the slope, beyond its bar and beyond what the
   * first ones are.
   */
  private double excess(Estimate best, int rung) {
    double allowed = BARS * best.bar();
    for (int i = 0; i < rung - 1; i++) {
      double before = off(best, i);
      allowed = before >= 0 ? Math.max(allowed, before * steps[rung] / steps[i]) : allowed;
    }
    return (off(best, rung) - allowed) * steps[rung] / noise;
  }

  private double off(Estimate best, int rung) {
    return Math.abs(slope(rung) - best.value());
  }

  private double slope(int rung) {
    return (pluses[rung] - minuses[rung]) / (2 * steps[rung]);
  }

  private boolean isPrecise() {
    Estimate best = central.best();
    return best.bar() <= PRECISE * Math.abs(best.value())
        && !best.contradicts(forward.best())
        && !best.contradicts(backward.best());
  }

  public Estimate central() {
    return approached();
  }

  public Estimate forward() {
    return forward.best();
  }

  public Estimate backward() {
    return backward.best();
  }

  /** Returns the slope from the side on which the function is defined, or from both. */
  public Estimate inner() {
    if (endsAt(1)) {
      return backward();
    }
    return endsAt(-1) ? forward() : central();
  }

  /**
   * Returns whether the slopes to both sides differ, and the smallest steps bear them out: those of
   * an oscillation differ, too, but each time otherwise.
   */
  public boolean isKinked() {
    if (!forward().isKnown() || !backward().isKnown() || !forward().contradicts(backward())) {
      return false;
    }
    int last = telling(Math.abs(forward().value() - backward().value()));
    for (int rung = Math.max(0, last - 1); rung <= last; rung++) {
      if (!bearsOut(rung, forward(), backward().value(), pluses[rung])
          || !bearsOut(rung, backward(), forward().value(), -minuses[rung])) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether the two smallest steps that tell them apart tell for an estimate. */
  public boolean bearsOut(Estimate slope, double other) {
    int last = telling(Math.abs(slope.value() - other));
    for (int rung = Math.max(0, last - 1); rung <= last; rung++) {
      if (!bearsOut(rung, slope, other, (pluses[rung] - minuses[rung]) / 2)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns the smallest step at which the noise does not hide a gap; the last if there is none.
   */
  private int telling(double gap) {
    for (int i = size - 1; i >= 0; i--) {
      if (NOISE * noise / steps[i] <= gap / 8) {
        return i;
      }
    }
    return size - 1;
  }

  private boolean bearsOut(int rung, Estimate slope, double other, double difference) {
    double gap = Math.abs(slope.value() - other);
    double allowed = 4 * slope.bar() + NOISE * noise / steps[rung] + gap / 4;
    return Double.isNaN(difference)
        || !Double.isFinite(gap)
        || Math.abs(difference / steps[rung] - slope.value()) <= allowed;
  }

  /** Returns whether no sample differed from the point. */
  public boolean isFlat() {
    for (int i = 0; i < size; i++) {
      if (pluses[i] != 0 || minuses[i] != 0) {
        return false;
      }
    }
    return size > 0;
  }

  int size() {
    return size;
  }

  /** Returns whether the function was not finite at the last step to one side. */
  public boolean endsAt(int sign) {
    return size > 0 && Double.isNaN(sign > 0 ? pluses[size - 1] : minuses[size - 1]);
  }

  /** Returns how far a difference may be off by rounding. */
  double noise() {
    return noise;
  }

  public double step(int rung) {
    return steps[rung];
  }

  /** Returns the difference from the point at a rung, to one side. */
  double difference(int rung, int sign) {
    return sign > 0 ? pluses[rung] : minuses[rung];
  }

  public ImmutableList<Rung> rungs() {
    ImmutableList.Builder<Rung> result = ImmutableList.builderWithExpectedSize(size);
    for (int i = 0; i < size; i++) {
      double h = steps[i];
      result.add(
          new Rung(h, (pluses[i] - minuses[i]) / (2 * h), pluses[i] / h, -minuses[i] / h, bars[i]));
    }
    return result.build();
  }
}
