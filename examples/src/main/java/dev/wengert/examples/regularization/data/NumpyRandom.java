package dev.wengert.examples.regularization.data;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.function.DoubleSupplier;

/**
 * NumPy's legacy random generator, so that an experiment published with {@code numpy.random.seed}
 * starts here from the same numbers.
 *
 * <p>Every method draws what the function of the same name in {@code numpy.random} draws after
 * {@code numpy.random.seed(seed)}. Uniform numbers are equal bit for bit. A normal number takes one
 * logarithm, which NumPy leaves to the C library; here it is rounded correctly, so that normal
 * numbers are the same on every machine, and NumPy's bit for bit but for about one in three
 * thousand (glibc), which differs in the last bit.
 *
 * <p>An instance is not safe for use by several threads at once.
 *
 * <p>Source: M. Matsumoto and T. Nishimura, "Mersenne Twister: a 623-dimensionally equidistributed
 * uniform pseudo-random number generator", ACM TOMACS 8(1), 1998, with the seeding of the authors'
 * revision of 2002; normal numbers by the polar method of G. Marsaglia and T. A. Bray, "A
 * convenient method for generating normal variables", SIAM Review 6(3), 1964.
 */
public final class NumpyRandom {

  /** The largest seed that {@code numpy.random.seed} takes. */
  public static final long MAX_SEED = 0xffff_ffffL;

  private static final int STATE_SIZE = 624;
  private static final int MIDDLE = 397;
  private static final int UPPER_BIT = 0x8000_0000;
  private static final int LOWER_BITS = 0x7fff_ffff;
  private static final int TWIST = 0x9908_b0df;

  private final int[] state = new int[STATE_SIZE];
  private int position = STATE_SIZE;
  private double spareNormal;
  private boolean hasSpareNormal;

  private NumpyRandom(int seed) {
    state[0] = seed;
    for (int i = 1; i < STATE_SIZE; i++) {
      state[i] = 1_812_433_253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
    }
  }

  /**
   * Returns the generator as {@code numpy.random.seed(seed)} leaves it.
   *
   * @throws IllegalArgumentException if the seed is outside 0 to {@link #MAX_SEED}
   */
  public static NumpyRandom seeded(long seed) {
    checkArgument(
        seed >= 0 && seed <= MAX_SEED,
        "numpy seed: outside the range: %s; choose one from 0 to %s",
        seed,
        MAX_SEED);
    return new NumpyRandom((int) seed);
  }

  /** Returns one uniform number of [0, 1) with 53 random bits. */
  public double randomSample() {
    int high = nextBits() >>> 5;
    int low = nextBits() >>> 6;
    return (high * 67_108_864.0 + low) / 9_007_199_254_740_992.0;
  }

  /** Returns one number of the standard normal distribution, as {@code randn()} does. */
  public double randn() {
    if (hasSpareNormal) {
      hasSpareNormal = false;
      return spareNormal;
    }
    double x;
    double y;
    double squaredRadius;
    do {
      x = 2.0 * randomSample() - 1.0;
      y = 2.0 * randomSample() - 1.0;
      squaredRadius = x * x + y * y;
    } while (squaredRadius >= 1.0 || squaredRadius == 0.0);
    double scale = Math.sqrt(-2.0 * CorrectLogarithm.of(squaredRadius) / squaredRadius);
    // NumPy gives the second of the pair first.
    spareNormal = scale * x;
    hasSpareNormal = true;
    return scale * y;
  }

  /** Returns {@code rand(rows, columns)} in row-major order. */
  public double[] rand(int rows, int columns) {
    return fill(rows, columns, this::randomSample);
  }

  /** Returns {@code randn(rows, columns)} in row-major order. */
  public double[] randn(int rows, int columns) {
    return fill(rows, columns, this::randn);
  }

  private static double[] fill(int rows, int columns, DoubleSupplier next) {
    double[] values = new double[Math.multiplyExact(rows, columns)];
    for (int i = 0; i < values.length; i++) {
      values[i] = next.getAsDouble();
    }
    return values;
  }

  private int nextBits() {
    if (position == STATE_SIZE) {
      twist();
      position = 0;
    }
    int bits = state[position++];
    bits ^= bits >>> 11;
    bits ^= (bits << 7) & 0x9d2c_5680;
    bits ^= (bits << 15) & 0xefc6_0000;
    return bits ^ (bits >>> 18);
  }

  private void twist() {
    for (int i = 0; i < STATE_SIZE; i++) {
      int next = state[(i + 1) % STATE_SIZE];
      int joined = (state[i] & UPPER_BIT) | (next & LOWER_BITS);
      int far = state[(i + MIDDLE) % STATE_SIZE];
      state[i] = far ^ (joined >>> 1) ^ ((joined & 1) * TWIST);
    }
  }
}
