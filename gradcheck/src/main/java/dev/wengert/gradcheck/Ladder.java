package dev.wengert.gradcheck;

import com.google.common.collect.ImmutableList;

/**
 * The slope of a probe at 0, from differences over steps that shrink from rung to rung.
 *
 * <p>Central, forward and backward differences of the same samples are extrapolated side by side: a
 * difference between the last two is a kink.
 */
final class Ladder {

  private static final int MOST_RUNGS = 64;
  private static final int LEAST_RUNGS = 5;

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

  /** The value on one side of which the slope is; NaN if that is not asked. */
  private double beside = Double.NaN;

  private double noise;

  private Ladder() {}

  /** Climbs down until nothing better can come; stops early where the slope is precise enough. */
  static Ladder quick(Probe probe) {
    Ladder ladder = new Ladder();
    ladder.climb(probe, probe.start(), 0.5, true);
    return ladder;
  }

  /** Climbs down, over other steps than {@link #quick}, as far as the samples carry. */
  static Ladder thorough(Probe probe) {
    Ladder ladder = new Ladder();
    ladder.climb(probe, probe.start() * 0.8125, 0.625, false);
    return ladder;
  }

  /**
   * Climbs down until it is clear on which side of a value the slope is; as {@link #quick}, if the
   * value is NaN.
   */
  static Ladder beside(Probe probe, double value) {
    Ladder ladder = new Ladder();
    ladder.beside = value;
    ladder.climb(probe, probe.start(), 0.5, true);
    return ladder;
  }

  /** Climbs down from a given step. */
  static Ladder from(Probe probe, double start) {
    Ladder ladder = new Ladder();
    ladder.climb(probe, start, 0.625, false);
    return ladder;
  }

  private void climb(Probe probe, double start, double ratio, boolean early) {
    double wanted = start;
    while (size < MOST_RUNGS && wanted >= probe.least()) {
      double h = rounded(wanted);
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
      size++;
      if (size > 1 && Math.abs(central.best().value() - beside) > CLEAR * central.best().bar()) {
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

  private static void addOneSided(Extrapolation side, double h, double slope, double noise) {
    if (Double.isNaN(slope)) {
      side.interrupt();
    } else {
      side.add(h, slope, noise);
    }
  }

  /** Keeps eight bits, so that the point plus the step is exact wherever it can be. */
  private static double rounded(double step) {
    double grain = Math.ulp(step) * 0x1p45;
    return Math.rint(step / grain) * grain;
  }

  private double bestBar() {
    Estimate best = central.best();
    return best.isKnown() ? best.bar() : Math.min(forward.best().bar(), backward.best().bar());
  }

  private boolean isPrecise() {
    Estimate best = central.best();
    return best.bar() <= PRECISE * Math.abs(best.value())
        && !best.contradicts(forward.best())
        && !best.contradicts(backward.best());
  }

  Estimate central() {
    return central.best();
  }

  Estimate forward() {
    return forward.best();
  }

  Estimate backward() {
    return backward.best();
  }

  /** Returns the slope from the side on which the function is defined, or from both. */
  Estimate inner() {
    if (endsAt(1)) {
      return backward();
    }
    return endsAt(-1) ? forward() : central();
  }

  /**
   * Returns whether the slopes to both sides differ, and the smallest steps bear them out: those of
   * an oscillation differ, too, but each time otherwise.
   */
  boolean isKinked() {
    return forward().isKnown()
        && backward().isKnown()
        && forward().contradicts(backward())
        && bearsOut(forward(), backward().value(), pluses[size - 1])
        && bearsOut(backward(), forward().value(), -minuses[size - 1]);
  }

  /** Returns whether the smallest step tells for an estimate rather than for another value. */
  boolean bearsOut(Estimate slope, double other) {
    return bearsOut(slope, other, (pluses[size - 1] - minuses[size - 1]) / 2);
  }

  private boolean bearsOut(Estimate slope, double other, double difference) {
    double step = steps[size - 1];
    double gap = Math.abs(slope.value() - other);
    double allowed = 4 * (slope.bar() + noise / step) + gap / 2;
    return Double.isNaN(difference)
        || !Double.isFinite(gap)
        || Math.abs(difference / step - slope.value()) <= allowed;
  }

  /** Returns whether no sample differed from the point. */
  boolean isFlat() {
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
  boolean endsAt(int sign) {
    return size > 0 && Double.isNaN(sign > 0 ? pluses[size - 1] : minuses[size - 1]);
  }

  /** Returns how far a difference may be off by rounding. */
  double noise() {
    return noise;
  }

  double step(int rung) {
    return steps[rung];
  }

  /** Returns the difference from the point at a rung, to one side. */
  double difference(int rung, int sign) {
    return sign > 0 ? pluses[rung] : minuses[rung];
  }

  ImmutableList<Rung> rungs() {
    ImmutableList.Builder<Rung> result = ImmutableList.builderWithExpectedSize(size);
    for (int i = 0; i < size; i++) {
      double h = steps[i];
      result.add(
          new Rung(h, (pluses[i] - minuses[i]) / (2 * h), pluses[i] / h, -minuses[i] / h, bars[i]));
    }
    return result.build();
  }
}
