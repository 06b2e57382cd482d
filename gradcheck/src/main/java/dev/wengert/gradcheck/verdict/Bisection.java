package dev.wengert.gradcheck.verdict;

import dev.wengert.gradcheck.difference.Ladder;
import dev.wengert.gradcheck.difference.Noise;
import dev.wengert.gradcheck.difference.Probe;
import dev.wengert.gradcheck.difference.Site;
import dev.wengert.gradcheck.point.Sights;
import java.util.Arrays;

/**
 * Searches a failed check for its place by halves: first for the element of the input, then for the
 * output whose part of it is wrong.
 *
 * <p>Errors add up. So one half is measured, and only until it is clear whether more than half of
 * the error is there; the half with more of it is halved again.
 */
final class Bisection {

  /**
   * The steps that are tried first: over longer ones, which move thousands of elements at once, the
   * function may be so far from a polynomial that estimates agree by chance.
   */
  private static final double CLOSER = 0x1p-6;

  /** How many shortest steps the first one must be. */
  private static final double ROOM = 0x1p6;

  private final Noise noise;

  Bisection(Noise noise) {
    this.noise = noise;
  }

  /**
   * Returns the element whose derivative is most wrong along a direction.
   *
   * @param gradient what the pullback says of each
   * @param error that along the whole direction; NaN if it is not known
   */
  int element(Site site, double[] direction, double[] gradient, double error) {
    double whole = Double.isNaN(error) ? error(site, direction, gradient) : error;
    int[] moved = moved(direction);
    int from = 0;
    int to = moved.length;
    while (to - from > 1) {
      int middle = (from + to) >>> 1;
      double[] part = new double[direction.length];
      double slope = 0;
      for (int k = from; k < middle; k++) {
        int i = moved[k];
        part[i] = direction[i];
        slope += gradient[i] * direction[i];
      }
      double first = error(site.line(part, noise), slope, whole);
      if (isLarger(first, whole)) {
        to = middle;
        whole = first;
      } else {
        from = middle;
        whole -= first;
      }
    }
    return moved.length == 0 ? 0 : moved[from];
  }

  /** Returns the places of what a direction moves. */
  private static int[] moved(double[] direction) {
    int[] places = new int[direction.length];
    int size = 0;
    for (int i = 0; i < direction.length; i++) {
      if (direction[i] != 0) {
        places[size++] = i;
      }
    }
    return Arrays.copyOf(places, size);
  }

  private double error(Site site, double[] direction, double[] gradient) {
    double slope = 0;
    for (int i = 0; i < direction.length; i++) {
      slope += gradient[i] * direction[i];
    }
    return Judge.error(site.line(direction, noise), slope);
  }

  /** Returns the output that contributes most to the error of one element. */
  int output(Site site, int argument, int element, Sights sights) {
    double[] cotangent = site.cotangent();
    int from = 0;
    int to = cotangent.length;
    double whole = to <= 1 ? 0 : part(site, argument, element, sights, from, to, Double.NaN);
    while (to - from > 1) {
      int middle = (from + to) >>> 1;
      double first = part(site, argument, element, sights, from, middle, whole);
      if (isLarger(first, whole)) {
        to = middle;
        whole = first;
      } else {
        from = middle;
        whole -= first;
      }
    }
    return from;
  }

  private double part(
      Site site, int argument, int element, Sights sights, int from, int to, double whole) {
    double[] mask = new double[site.cotangent().length];
    System.arraycopy(site.cotangent(), from, mask, from, to - from);
    double[] gradient = sights.of(mask).gradient(argument);
    return error(site.through(mask).line(element, noise), gradient[element], whole);
  }

  /** Returns analytic minus numeric, as precisely as tells whether it is more than half of all. */
  private static double error(Probe probe, double analytic, double whole) {
    double middle = analytic - whole / 2;
    double gap = Math.abs(whole / 2);
    double closer = probe.start() * CLOSER;
    if (closer > ROOM * probe.least()) {
      Ladder near = Ladder.beside(probe.from(closer), middle, gap);
      if (near.isBeside()) {
        return analytic - near.inner().value();
      }
    }
    return analytic - Ladder.beside(probe, middle, gap).inner().value();
  }

  /** Returns whether a part is more than half of all; a NaN is more than every number. */
  private static boolean isLarger(double part, double whole) {
    return Double.isNaN(part) || Math.abs(part) >= Math.abs(whole - part);
  }
}
