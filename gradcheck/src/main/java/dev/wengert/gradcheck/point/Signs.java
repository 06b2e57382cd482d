package dev.wengert.gradcheck.point;

import java.util.SplittableRandom;

/** Random numbers for cotangents and directions, all from one seed. */
public final class Signs {

  /** The largest magnitude that is drawn. */
  public static final double LARGEST = 1.5;

  private final SplittableRandom random;

  public Signs(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /**
   * Returns numbers of random sign and magnitude in [0.5, 1.5], multiples of 1/8: as a direction,
   * their products with steps are exact.
   */
  public double[] coarse(int n) {
    return draw(n, 8);
  }

  /**
   * Returns numbers of random sign and magnitude in [0.5, 1.5], exact in FLOAT32: as cotangents and
   * weights, they do not add up to zero by chance.
   */
  public double[] fine(int n) {
    return draw(n, 1 << 20);
  }

  /** Returns numbers some 8 to 24 units in the last place off; what is not finite stays. */
  public double[] nearby(double[] values, double epsilon) {
    double[] nearby = values.clone();
    double[] off = fine(values.length);
    for (int i = 0; i < nearby.length; i++) {
      nearby[i] += Double.isFinite(values[i]) ? 16 * epsilon * off[i] * values[i] : 0;
    }
    return nearby;
  }

  private double[] draw(int n, int grains) {
    double[] result = new double[n];
    for (int i = 0; i < n; i++) {
      double magnitude = 0.5 + random.nextInt(grains + 1) / (double) grains;
      result[i] = random.nextBoolean() ? magnitude : -magnitude;
    }
    return result;
  }
}
