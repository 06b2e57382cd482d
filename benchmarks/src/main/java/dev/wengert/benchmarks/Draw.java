package dev.wengert.benchmarks;

import dev.wengert.Tensor;
import dev.wengert.array.Shape;

/**
 * Data and first parameters of the workloads, the same for every framework that is compared.
 *
 * <p>They come from a generator that is written in any language in three lines: a state of 64 bits
 * goes on by {@code s = 6364136223846793005 s + 1442695040888963407}, and its upper bits are a
 * number from [-1, 1): 24 of them a float, 53 a double. Wengert's own keys would make every other
 * framework draw by Philox.
 */
final class Draw {

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

  private static float[] values(long seed, int n, float center, float scale) {
    Draw draw = new Draw(seed);
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = center + scale * draw.nextFloat();
    }
    return values;
  }

  /** Returns numbers from [-1, 1), FLOAT32. */
  static Tensor floats(long seed, int... sides) {
    return around(seed, 0, 1, sides);
  }

  /** Returns numbers within a distance of a center, FLOAT32. */
  static Tensor around(long seed, float center, float scale, int... sides) {
    return Tensor.wrap(values(seed, Shape.of(sides).size(), center, scale), sides);
  }

  /** Returns numbers within a distance of zero, FLOAT64. */
  static Tensor doubles(long seed, double scale, int... sides) {
    Draw draw = new Draw(seed);
    double[] values = new double[Shape.of(sides).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = scale * draw.nextDouble();
    }
    return Tensor.wrap(values, sides);
  }

  /** Returns zeros and ones, as likely, FLOAT32. */
  static Tensor mask(long seed, int n) {
    float[] values = values(seed, n, 0, 1);
    for (int i = 0; i < n; i++) {
      values[i] = values[i] > 0 ? 1 : 0;
    }
    return Tensor.wrap(values, n);
  }

  /** Returns positions below a number of classes: INT32 [n]. */
  static Tensor classes(long seed, int n, int classes) {
    Draw draw = new Draw(seed);
    int[] values = new int[n];
    for (int i = 0; i < n; i++) {
      values[i] = (int) ((draw.next() >>> 33) % classes);
    }
    return Tensor.wrap(values, n);
  }

  /** Returns a weight [in, out] within 1 / sqrt(in), drawn row by row as [out, in]. */
  static Tensor weight(long seed, int in, int out) {
    return turned(values(seed, out * in, 0, (float) (1 / Math.sqrt(in))), out, in);
  }

  /** Returns numbers from [-1, 1) as {@link #weight} has them: [in, out], drawn as [out, in]. */
  static Tensor direction(long seed, int in, int out) {
    return turned(values(seed, out * in, 0, 1), out, in);
  }

  private static Tensor turned(float[] values, int rows, int columns) {
    float[] turned = new float[values.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        turned[column * rows + row] = values[row * columns + column];
      }
    }
    return Tensor.wrap(turned, columns, rows);
  }

  /** Returns the weight of a convolution [out, in, side, side] within 1 / sqrt(in side^2). */
  static Tensor kernel(long seed, int out, int in, int side) {
    return around(seed, 0, (float) (1 / Math.sqrt(in * side * side)), out, in, side, side);
  }
}
