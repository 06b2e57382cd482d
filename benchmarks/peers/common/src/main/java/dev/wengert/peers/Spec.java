package dev.wengert.peers;

/** Names, shapes, seeds and constants. Inputs are Lcg.floats(seed, n, mean, scale). */
public final class Spec {
  private Spec() {}

  /** workload/variant; the order is the order of running. */
  public static final String[] ALL = {
    "W1/base",
    "W1/l2",
    "W1/dropout",
    "W2/full",
    "W3/fused",
    "W3/composed",
    "W4/fused",
    "W4/composed",
    "W5/chain",
    "W6/f32-64",
    "W6/f32-256",
    "W6/f32-1024",
    "W6/f64-512",
    "W7/overhead",
    "W8/composed",
    "W8/sdpa",
    "W9/cnn",
    "W10/hvp",
  };

  // W1
  public static final int M1 = 211;
  public static final int[] L1 = {2, 20, 3, 1};
  public static final double LR1 = 0.3, LAMBDA1 = 0.7, KEEP1 = 0.86;

  /** 2 x 211 row-major (features x examples), seed 11. */
  public static double[] x1() {
    return Lcg.doubles(11, 2 * M1, 1.0);
  }

  /** 1 x 211: 1 where x0^2 + x1^2 < 0.6. */
  public static double[] y1() {
    double[] x = x1(), y = new double[M1];
    for (int i = 0; i < M1; i++) y[i] = x[i] * x[i] + x[M1 + i] * x[M1 + i] < 0.6 ? 1 : 0;
    return y;
  }

  /** layer l in 1..3: (L1[l] x L1[l-1]) row-major, scale sqrt(2/fanIn); biases start at 0. */
  public static double[] w1(int l) {
    return Lcg.doubles(11 + l, L1[l] * L1[l - 1], Math.sqrt(2.0 / L1[l - 1]));
  }

  // W2 / W10
  public static final int B2 = 128;
  public static final int[] L2 = {784, 512, 256, 10};
  public static final float LR2 = 0.01f, MOM2 = 0.9f, WD2 = 1e-4f;

  public static float[] x2() {
    return Lcg.floats(21, B2 * 784);
  }

  public static int[] y2() {
    return Lcg.labels(22, B2, 10);
  }

  /**
   * layer l in 1..3: (out x in) row-major like torch Linear, scale 1/sqrt(in); biases 0, gamma 1,
   * beta 0.
   */
  public static float[] w2(int l) {
    return Lcg.floats(22 + l, L2[l] * L2[l - 1], 0f, (float) (1 / Math.sqrt(L2[l - 1])));
  }

  /** the direction of W10: for layer l the weight's (seed 25+l) and the bias's (seed 28+l). */
  public static float[] v10w(int l) {
    return Lcg.floats(25 + l, L2[l] * L2[l - 1]);
  }

  public static float[] v10b(int l) {
    return Lcg.floats(28 + l, L2[l]);
  }

  // W3 / W4: x [4096,1024], gamma/beta [1024], cotangent R like x, eps 1e-5
  public static final int R3 = 4096, C3 = 1024;
  public static final double EPS = 1e-5;

  public static float[] x3() {
    return Lcg.floats(31, R3 * C3);
  }

  public static float[] gamma3() {
    return Lcg.floats(32, C3, 1f, 0.1f);
  }

  public static float[] beta3() {
    return Lcg.floats(33, C3, 0f, 0.1f);
  }

  public static float[] r3() {
    return Lcg.floats(34, R3 * C3);
  }

  // W5
  public static final int N5 = 4 * 1024 * 1024; // x 51, a 52, b 53, mask 54

  // W6: A 61, B 62, R 63
  // W7
  public static final int N7 = 16, OPS7 = 1000; // x 71 ; p = 1+0.1u 72 ; q = 0.1u 73

  // W8
  public static final int D8 = 256, H8 = 4, F8 = 1024, T8 = 128, B8 = 8;
  public static final double DROP8 = 0.1;
  // x 81, R 82, in_proj [768,256] 83, out_proj [256,256] 84, ffn1 [1024,256] 85, ffn2 [256,1024]
  // 86:
  // scale 1/sqrt(fanIn); biases 0; LN gamma 1, beta 0.

  // W9
  public static final int B9 = 64;
  public static final float LR9 = 0.01f;
  // x [64,1,28,28] 91, labels 92, conv1 [16,1,3,3] 93 scale 1/3, conv2 [32,16,3,3] 94 scale 1/12,
  // fc [10,1568] 95 scale 1/sqrt(1568); biases 0, gamma 1, beta 0.
}
