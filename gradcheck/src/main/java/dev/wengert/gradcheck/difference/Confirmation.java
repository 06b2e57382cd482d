package dev.wengert.gradcheck.difference;

import com.google.common.collect.ImmutableList;
import dev.wengert.gradcheck.Rung;
import org.jspecify.annotations.Nullable;

/**
 * Whether steps far below a ladder's bear out the slope that it found.
 *
 * <p>Why: a ladder sees the function over the steps that it takes. Below them there may be another
 * slope: a ripple, stairs, a kink nearby. A ripple of amplitude a and period p changes the slope by
 * about a / p. Over a step h that is longer than p, a difference is off by about a / h, whatever p
 * is; so one step tells of all ripples that are shorter than it and rise above the noise, and of
 * all longer ones whose slope is more than noise / h. Two steps, a little above and far below the
 * square root of the precision, and one that is as small as the required precision allows leave
 * nothing but what is as small as the noise.
 *
 * <p>Alternatives: to go on with the ladder to the smallest steps costs twice the evaluations, and
 * its table amplifies their noise; to bound the slope's change by a third derivative needs a
 * function that is smooth over the ladder's steps, which is what is to be shown.
 *
 * <p>Invariant: an ordinary PASS costs three or four more evaluations, at alternating sides. The
 * bend of the function is known from the ladder's last rung and is taken off. A difference that
 * misses the slope is taken again over other steps before it counts; and it does not refute, but
 * sends for a ladder that starts there.
 */
public record Confirmation(Probe probe, Estimate slope, ImmutableList<Rung> rungs) {

  /** By how many times the noise, which is a standard deviation, a difference may be off. */
  private static final double NOISE = 16;

  private static final double NEAR = 0.913 * 0x1p-6;
  private static final double FAR = 0.871 * 0x1p-14;

  /** The noise, in units of the slope, at the smallest step. */
  private static final double COARSEST = 1e-3;

  /** The ratio of steps where it matters at which one the slope changes. */
  private static final double RATIO = 0.937 * 0x1p-5;

  /** The same, where that shows nothing: a wave may hide between two of those. */
  private static final double FINE_RATIO = 0.937 * 0x1p-2;

  /** How many smallest steps it takes to see the bend of a wave that has no slope at the point. */
  private static final double WAVE = 3.3;

  /** The ratio of steps over which a difference that misses the slope is taken again. */
  private static final double AGAIN = 0.771;

  /** How often, where it misses it once: a wave crosses the slope at some step. */
  private static final int MOST_AGAIN = 3;

  /** What a step must be at least, in units of the probe's least. */
  private static final double LEAST = 8;

  /**
   * A step over which another slope shows.
   *
   * @param step its size
   * @param by how far off the slope the difference is there
   */
  public record Miss(double step, double by) {}

  /** Returns a step at which another slope shows, looking at four; null if there is none. */
  public @Nullable Miss contradiction() {
    double last = rungs.getLast().step();
    Probe near = probe.from(last);
    Miss first = look(near, last * NEAR, 1);
    if (first != null) {
      return first;
    }
    Miss second = look(near, last * FAR, -1);
    if (second != null || slope.value() == 0) {
      return second;
    }
    double smallest = NOISE * near.noise() / (COARSEST * Math.abs(slope.value()));
    if (!(smallest < last * FAR / 8)) {
      return null;
    }
    Miss third = look(near, smallest, 1);
    double bend = WAVE * smallest;
    // Where nothing moves, the function was rounded on the way: that is no wave.
    boolean moves = near.at(-Ladder.rounded(bend, probe.grain())) != 0;
    return third == null && moves ? look(near, bend, -1) : third;
  }

  /**
   * Returns the largest of many steps at which another slope shows; null if there is none.
   *
   * @param gap the change of the slope that is looked for: steps at which the noise hides it are
   *     left out
   */
  public @Nullable Miss contradiction(double gap) {
    Miss found = contradiction(gap, RATIO);
    return found == null ? contradiction(gap, FINE_RATIO) : found;
  }

  private @Nullable Miss contradiction(double gap, double ratio) {
    double last = rungs.getLast().step();
    Probe near = probe.from(last);
    int side = 1;
    for (double step = last * ratio; step > LEAST * probe.least(); step *= ratio) {
      Miss found = look(near, step, side);
      if (found != null || NOISE * near.noise() > gap * step / 4) {
        return found;
      }
      side = -side;
    }
    return null;
  }

  private @Nullable Miss look(Probe near, double wanted, int side) {
    if (!(wanted > LEAST * probe.least())) {
      return null;
    }
    double missed = missed(near, wanted, side);
    double again = wanted;
    for (int i = 0; missed > 0 && i < MOST_AGAIN; i++) {
      again *= AGAIN;
      if (missed(near, again, side) > 0) {
        return new Miss(wanted, missed);
      }
    }
    return null;
  }

  /** Returns how far off the slope the difference over a step is; 0 if no further than may be. */
  private double missed(Probe near, double wanted, int wantedSide) {
    double step = Ladder.rounded(wanted, probe.grain());
    int side = wantedSide;
    double difference = near.at(side * step);
    if (Double.isNaN(difference)) {
      side = -side;
      difference = near.at(side * step);
    }
    if (Double.isNaN(difference)) {
      return 0;
    }
    Rung last = rungs.getLast();
    double share = step / last.step();
    double bend = bend(last, step);
    double rest = Math.abs(last.central() - slope.value()) * share * share;
    double expected = slope.value();
    double allowed = 4 * slope.bar();
    if (Double.isFinite(bend) && Double.isFinite(rest)) {
      expected += side * bend;
      allowed += Math.abs(bend) / 4 + 4 * rest + unsettled(bend, step);
    } else {
      allowed += share * Math.abs(slope.value());
    }
    double noise = difference == 0 ? near.blindness() : near.noise();
    allowed += NOISE * noise / step + 1e-13 * Math.abs(slope.value());
    double off = Math.abs(side * difference / step - expected);
    return off > allowed ? off : 0;
  }

  /** Returns how far the bend at a rung takes a difference over a step off the slope. */
  private static double bend(Rung rung, double step) {
    return (rung.forward() - rung.backward()) / 2 * (step / rung.step());
  }

  /** Returns by how much the rung before the last one told another bend; 0 if there is none. */
  private double unsettled(double bend, double step) {
    double before = rungs.size() < 2 ? bend : bend(rungs.get(rungs.size() - 2), step);
    return Double.isFinite(before) ? Math.abs(bend - before) : 0;
  }
}
