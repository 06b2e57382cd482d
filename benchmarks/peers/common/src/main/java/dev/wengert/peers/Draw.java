package dev.wengert.peers;

/**
 * The generator that every framework's data comes from: {@code s = 6364136223846793005 s +
 * 1442695040888963407}, of which the upper bits count. Wengert's benchmarks have the same.
 */
public final class Draw {

  private long state;

  private Draw(long seed) {
    state = seed;
  }

  private long next() {
    state = state * 6364136223846793005L + 1442695040888963407L;
    return state;
  }

  private float nextFloat() {
    return (next() >>> 40) * 0x1p-23f - 1f;
  }

  private double nextDouble() {
    return (next() >>> 11) * 0x1p-52 - 1.0;
  }

  /** Returns n numbers from [-1, 1). */
  public static float[] floats(long seed, int n) {
    return floats(seed, n, 0, 1);
  }

  /** Returns n numbers within a distance of a center. */
  public static float[] floats(long seed, int n, float center, float scale) {
    Draw draw = new Draw(seed);
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = center + scale * draw.nextFloat();
    }
    return values;
  }

  /** Returns n numbers within a distance of zero. */
  public static double[] doubles(long seed, int n, double scale) {
    Draw draw = new Draw(seed);
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = scale * draw.nextDouble();
    }
    return values;
  }

  /** Returns zeros and ones, as likely. */
  public static float[] mask(long seed, int n) {
    float[] values = floats(seed, n);
    for (int i = 0; i < n; i++) {
      values[i] = values[i] > 0 ? 1 : 0;
    }
    return values;
  }

  /** Returns n classes below a number of them. */
  public static int[] classes(long seed, int n, int classes) {
    Draw draw = new Draw(seed);
    int[] values = new int[n];
    for (int i = 0; i < n; i++) {
      values[i] = (int) ((draw.next() >>> 33) % classes);
    }
    return values;
  }
}
