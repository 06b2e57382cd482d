package dev.wengert.examples.normalization;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;

/**
 * Noisy images of 10 by 10 with stripes in one of four directions.
 *
 * @param pixels [n, 1, 10, 10]
 * @param classes the directions, [n]
 */
record Stripes(Tensor pixels, Tensor classes) {

  /** The images' height and width. */
  static final int SIDE = 10;

  /** The number of directions. */
  static final int CLASSES = 4;

  private static final double NOISE = 1.2;

  /** Draws images of contrast 1 and brightness 0. */
  static Stripes draw(Key key, int count) {
    float[] pixels = new float[count * SIDE * SIDE];
    int[] classes = new int[count];
    double[] phases = uniform(key.fold("phase"), count);
    double[] noise = normal(key.fold("noise"), pixels.length);
    for (int image = 0; image < count; image++) {
      classes[image] = image % CLASSES;
      double angle = Math.PI * classes[image] / CLASSES;
      for (int i = 0; i < SIDE * SIDE; i++) {
        int row = i / SIDE;
        int column = i % SIDE;
        double along = row * Math.sin(angle) + column * Math.cos(angle);
        int at = image * SIDE * SIDE + i;
        pixels[at] =
            (float) (Math.sin(1.6 * along + 2 * Math.PI * phases[image]) + NOISE * noise[at]);
      }
    }
    return new Stripes(Tensor.wrap(pixels, count, 1, SIDE, SIDE), Tensor.wrap(classes, count));
  }

  /**
   * Returns these images, each in a style of its own: its contrast is multiplied by a number from
   * 1/4 to 4 and its brightness moves by a normal number of deviation 2.
   */
  Stripes inStyles(Key key) {
    int count = classes.size();
    double[] contrasts = uniform(key.fold("contrast"), count);
    double[] shifts = normal(key.fold("brightness"), count);
    float[] contrast = new float[count];
    float[] brightness = new float[count];
    for (int image = 0; image < count; image++) {
      contrast[image] = (float) Math.pow(4, 2 * contrasts[image] - 1);
      brightness[image] = (float) (2 * shifts[image]);
    }
    Tensor scaled = pixels.times(Tensor.wrap(contrast, count, 1, 1, 1));
    return new Stripes(scaled.plus(Tensor.wrap(brightness, count, 1, 1, 1)), classes);
  }

  private static double[] uniform(Key key, int count) {
    return key.uniform(new Spec(DType.FLOAT64, Shape.of(count))).toDoubleArray();
  }

  private static double[] normal(Key key, int count) {
    return key.normal(new Spec(DType.FLOAT64, Shape.of(count))).toDoubleArray();
  }
}
