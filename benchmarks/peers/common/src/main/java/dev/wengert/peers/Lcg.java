package dev.wengert.peers;

/**
 * The fixed generator every peer fills its inputs from: s = s*6364136223846793005 +
 * 1442695040888963407 (mod 2^64).
 */
public final class Lcg {
  private long s;

  public Lcg(long seed) {
    s = seed;
  }

  private long next() {
    s = s * 6364136223846793005L + 1442695040888963407L;
    return s;
  }

  /** uniform [-1,1) from the top 24 bits: exact in float. */
  public float f() {
    return (next() >>> 40) * 0x1p-23f - 1f;
  }

  /** uniform [-1,1) from the top 53 bits. */
  public double d() {
    return (next() >>> 11) * 0x1p-52 - 1.0;
  }

  public int below(int n) {
    return (int) ((next() >>> 33) % n);
  }

  /** n floats a + b*u. */
  public static float[] floats(long seed, int n, float a, float b) {
    Lcg g = new Lcg(seed);
    float[] r = new float[n];
    for (int i = 0; i < n; i++) r[i] = a + b * g.f();
    return r;
  }

  public static float[] floats(long seed, int n) {
    return floats(seed, n, 0f, 1f);
  }

  public static double[] doubles(long seed, int n, double b) {
    Lcg g = new Lcg(seed);
    double[] r = new double[n];
    for (int i = 0; i < n; i++) r[i] = b * g.d();
    return r;
  }

  /** 1 where u > 0, else 0. */
  public static float[] mask(long seed, int n) {
    Lcg g = new Lcg(seed);
    float[] r = new float[n];
    for (int i = 0; i < n; i++) r[i] = g.f() > 0 ? 1f : 0f;
    return r;
  }

  public static int[] labels(long seed, int n, int classes) {
    Lcg g = new Lcg(seed);
    int[] r = new int[n];
    for (int i = 0; i < n; i++) r[i] = g.below(classes);
    return r;
  }
}
