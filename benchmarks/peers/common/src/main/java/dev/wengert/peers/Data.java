package dev.wengert.peers;

import java.util.Arrays;
import java.util.List;

/** Sides, constants, data and first parameters of the workloads; all layouts are row by row. */
public final class Data {

  /** What there is, workload and variant, in the order of running. */
  public static final List<String> WORKLOADS =
      List.of(
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
          "W8/fused",
          "W9/cnn",
          "W10/hvp",
          "transformer/step");

  /** What normalizations add to a variance. */
  public static final double EPSILON = 1e-5;

  private Data() {}

  /** W1: a network 2-20-3-1 on 211 examples, FLOAT64, examples along the second axis. */
  public static final class Network {

    /** How many examples. */
    public static final int EXAMPLES = 211;

    /** How many units each layer has, the inputs first. */
    public static final int[] UNITS = {2, 20, 3, 1};

    /** The rate of gradient descent. */
    public static final double RATE = 0.3;

    /** The penalty's factor: lambda / (2 m) times the sum of squared weights. */
    public static final double PENALTY = 0.7 / (2 * EXAMPLES);

    /** The probability to stay. */
    public static final double KEEP = 0.86;

    private Network() {}

    /** Returns the examples [2, 211]. */
    public static double[] x() {
      return Draw.doubles(11, 2 * EXAMPLES, 1);
    }

    /** Returns the labels [1, 211]: 1 within a circle. */
    public static double[] y() {
      double[] x = x();
      double[] y = new double[EXAMPLES];
      for (int i = 0; i < EXAMPLES; i++) {
        y[i] = x[i] * x[i] + x[EXAMPLES + i] * x[EXAMPLES + i] < 0.6 ? 1 : 0;
      }
      return y;
    }

    /** Returns the weight [out, in] of layer 1, 2 or 3; biases [out, 1] begin at zero. */
    public static double[] weight(int layer) {
      int in = UNITS[layer - 1];
      return Draw.doubles(11 + layer, UNITS[layer] * in, Math.sqrt(2.0 / in));
    }
  }

  /** W2 and W10: a classifier 784-512-256-10, batch 128. */
  public static final class Classifier {

    /** How many examples. */
    public static final int BATCH = 128;

    /** How many units each layer has, the inputs first. */
    public static final int[] UNITS = {784, 512, 256, 10};

    /** How many classes. */
    public static final int CLASSES = 10;

    /** The rate of gradient descent. */
    public static final double RATE = 0.01;

    /** Its momentum. */
    public static final double MOMENTUM = 0.9;

    /** The probability to stay. */
    public static final double KEEP = 0.5;

    /** The factor of the sum of squared weights. */
    public static final double PENALTY = 1e-4;

    private Classifier() {}

    /** Returns the examples [128, 784]. */
    public static float[] x() {
      return Draw.floats(21, BATCH * UNITS[0]);
    }

    /** Returns the classes [128]. */
    public static int[] y() {
      return Draw.classes(22, BATCH, CLASSES);
    }

    /**
     * Returns the weight [out, in] of layer 1, 2 or 3; biases and shifts begin at 0, scales at 1.
     */
    public static float[] weight(int layer) {
      return linear(22 + layer, UNITS[layer], UNITS[layer - 1]);
    }

    /** Returns the direction of W10 for a layer's weight. */
    public static float[] weightDirection(int layer) {
      return Draw.floats(25 + layer, UNITS[layer] * UNITS[layer - 1]);
    }

    /** Returns the direction of W10 for a layer's bias. */
    public static float[] biasDirection(int layer) {
      return Draw.floats(28 + layer, UNITS[layer]);
    }
  }

  /** W3 and W4: normalization of [4096, 1024]. */
  public static final class Normalized {

    /** How many rows. */
    public static final int ROWS = 4096;

    /** How many columns. */
    public static final int COLUMNS = 1024;

    private Normalized() {}

    /** Returns what is normalized. */
    public static float[] x() {
      return Draw.floats(31, ROWS * COLUMNS);
    }

    /** Returns the scale [1024]. */
    public static float[] scale() {
      return Draw.floats(32, COLUMNS, 1, 0.1f);
    }

    /** Returns the shift [1024]. */
    public static float[] shift() {
      return Draw.floats(33, COLUMNS, 0, 0.1f);
    }

    /** Returns the result's cotangent. */
    public static float[] cotangent() {
      return Draw.floats(34, ROWS * COLUMNS);
    }
  }

  /** W5: a chain of elementwise operations: x, a, b and a mask by seeds 51 to 54. */
  public static final int ELEMENTS = 1 << 22;

  /** W7: how many elements x, p and q have. */
  public static final int SMALL = 16;

  /** W7: how many operations follow each other. */
  public static final int LINKS = 1000;

  /** Returns x of W7. */
  public static float[] smallX() {
    return Draw.floats(71, SMALL);
  }

  /** Returns p of W7. */
  public static float[] smallP() {
    return Draw.floats(72, SMALL, 1, 0.1f);
  }

  /** Returns q of W7. */
  public static float[] smallQ() {
    return Draw.floats(73, SMALL, 0, 0.1f);
  }

  /**
   * Transformer encoder blocks that normalize first, with dropout 0.1.
   *
   * @param blocks how many follow each other
   * @param batch how many sequences
   * @param sequence how long each is
   * @param width the width
   * @param heads how many heads
   * @param inner the width inside the feed-forward part
   * @param seed what the data's seeds are counted from
   */
  public record Blocks(
      int blocks, int batch, int sequence, int width, int heads, int inner, long seed) {

    /** W8: one block and its gradients. */
    public static final Blocks ONE = new Blocks(1, 8, 128, 256, 4, 1024, 80);

    /** Twelve blocks, 85 million parameters, and a training step. */
    public static final Blocks TWELVE = new Blocks(12, 4, 128, 768, 12, 3072, 1100);

    /** The probability to be dropped. */
    public static final double DROP = 0.1;

    /** The rate of gradient descent, for a loss that is a sum. */
    public static final double RATE = 1e-6;

    /** Returns the width of a head. */
    public int head() {
      return width / heads;
    }

    /** Returns the sequences [batch, sequence, width]. */
    public float[] x() {
      return Draw.floats(seed + 1, batch * sequence * width);
    }

    /** Returns the result's cotangent. */
    public float[] cotangent() {
      return Draw.floats(seed + 2, batch * sequence * width);
    }

    /** Returns what the names of a block's parameters begin with. */
    public String prefix(int block) {
      return blocks == 1 ? "" : block + ".";
    }

    /** Returns a block's weight [3 width, width] of queries, keys and values. */
    public float[] in(int block) {
      return weight(block, 0, 3 * width, width);
    }

    /** Returns its weight [width, width] of the heads' outputs. */
    public float[] out(int block) {
      return weight(block, 1, width, width);
    }

    /** Returns the first weight [inner, width] of its feed-forward part. */
    public float[] up(int block) {
      return weight(block, 2, inner, width);
    }

    /** Returns the second weight [width, inner] of that. */
    public float[] down(int block) {
      return weight(block, 3, width, inner);
    }

    private float[] weight(int block, int number, int rows, int columns) {
      return linear(seed + 3 + 10L * block + number, rows, columns);
    }
  }

  /** W9: a convolutional network on 64 images 28 x 28. */
  public static final class Convolutional {

    /** How many images. */
    public static final int BATCH = 64;

    /** An image's side. */
    public static final int SIDE = 28;

    /** How many channels each convolution gives, the image's first. */
    public static final int[] CHANNELS = {1, 16, 32};

    /** How many numbers the last layer takes. */
    public static final int FEATURES = 32 * 7 * 7;

    /** How many classes. */
    public static final int CLASSES = 10;

    /** The rate of gradient descent. */
    public static final double RATE = 0.01;

    private Convolutional() {}

    /** Returns the images [64, 1, 28, 28]. */
    public static float[] x() {
      return Draw.floats(91, BATCH * SIDE * SIDE);
    }

    /** Returns the classes [64]. */
    public static int[] y() {
      return Draw.classes(92, BATCH, CLASSES);
    }

    /** Returns the weight [out, in, 3, 3] of convolution 1 or 2. */
    public static float[] kernel(int layer) {
      int in = CHANNELS[layer - 1] * 9;
      return Draw.floats(92 + layer, CHANNELS[layer] * in, 0, (float) (1 / Math.sqrt(in)));
    }

    /** Returns the weight [10, 1568] of the last layer. */
    public static float[] weight() {
      return linear(95, CLASSES, FEATURES);
    }
  }

  /** Returns a weight [out, in] within 1 / sqrt(in). */
  public static float[] linear(long seed, int out, int in) {
    return Draw.floats(seed, out * in, 0, (float) (1 / Math.sqrt(in)));
  }

  /** Returns so many ones. */
  public static float[] ones(int n) {
    float[] ones = new float[n];
    Arrays.fill(ones, 1);
    return ones;
  }
}
