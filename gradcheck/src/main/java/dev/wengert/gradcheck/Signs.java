package dev.wengert.gradcheck;

import java.util.SplittableRandom;

/** Random numbers for cotangents and directions, all from one seed. */
final class Signs {

  private final SplittableRandom random;

  Signs(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /**
   * Returns numbers of random sign and magnitude in [0.5, 1.5], multiples of 1/8: nothing cancels
   * by symmetry, and products with a power of two are exact.
   */
  double[] draw(int n) {
    double[] result = new double[n];
    for (int i = 0; i < n; i++) {
      double magnitude = (4 + random.nextInt(9)) / 8.0;
      result[i] = random.nextBoolean() ? magnitude : -magnitude;
    }
    return result;
  }
}
