package dev.wengert.gradcheck.difference;

import java.util.Arrays;

/**
 * Steps in samples that climb evenly but for them.
 *
 * <p>A value on the way that is rounded steps now and then, and the output with it; between two
 * steps the output goes on as before. A kink goes on otherwise, a jump comes once, and a wave turns
 * back: those are the function's own, and no noise.
 */
final class Stairs {

  /** Which part of a step the treads may differ by. */
  private static final double EVEN = 1 / 16.0;

  /** Which part of the largest step another is at least. */
  private static final double ALIKE = 0.4;

  private Stairs() {}

  /**
   * Returns the largest step; 0 if there are no two with a tread between them, in one direction, or
   * if every other climb is one: so does a wave of twice their distance look.
   */
  static double step(double[] samples) {
    double[] climbs = new double[samples.length - 1];
    for (int k = 0; k < climbs.length; k++) {
      climbs[k] = samples[k + 1] - samples[k];
    }
    double[] sorted = climbs.clone();
    Arrays.sort(sorted);
    double tread = sorted[sorted.length / 2];
    double up = sorted[sorted.length - 1] - tread;
    double down = tread - sorted[0];
    double largest = Math.max(up, down);
    if (Math.min(up, down) > EVEN * largest) {
      return 0;
    }
    int steps = 0;
    boolean wasTread = true;
    for (double climb : climbs) {
      double off = Math.abs(climb - tread);
      if (off <= EVEN * largest) {
        wasTread = true;
      } else if (wasTread && off >= ALIKE * largest) {
        steps++;
        wasTread = false;
      } else {
        return 0;
      }
    }
    boolean alternates = steps >= climbs.length / 2;
    return steps >= 2 && !alternates && Double.isFinite(largest) ? largest : 0;
  }
}
