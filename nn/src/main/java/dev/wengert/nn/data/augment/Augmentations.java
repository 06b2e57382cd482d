package dev.wengert.nn.data.augment;

import com.google.common.base.Preconditions;
import dev.wengert.Index;
import dev.wengert.Key;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;

/**
 * The usual random changes of images [C, H, W].
 *
 * <p>What comes in from outside an image is 0. Turning and shearing take the value between four
 * pixels by weighing them (bilinear interpolation), about the image's middle.
 */
public final class Augmentations {

  private static final Spec NUMBER = new Spec(DType.FLOAT64, Shape.SCALAR);

  private Augmentations() {}

  /**
   * Returns the change that swaps left and right with a probability.
   *
   * @throws IllegalArgumentException if the probability is not in [0, 1]
   */
  public static Augmentation flipHorizontally(double probability) {
    checkProbability(probability);
    return (image, key) ->
        uniform(key, 0) < probability
            ? image.get(Index.all(), Index.all(), Index.range(-1, Integer.MIN_VALUE, -1))
            : image;
  }

  /**
   * Returns the change that swaps top and bottom with a probability.
   *
   * @throws IllegalArgumentException if the probability is not in [0, 1]
   */
  public static Augmentation flipVertically(double probability) {
    checkProbability(probability);
    return (image, key) ->
        uniform(key, 0) < probability
            ? image.get(Index.all(), Index.range(-1, Integer.MIN_VALUE, -1))
            : image;
  }

  /**
   * Returns the change that turns by an angle drawn uniformly from [-max, max].
   *
   * @param maxDegrees the largest angle, 0 or more
   */
  public static Augmentation rotate(double maxDegrees) {
    checkBound("rotate", maxDegrees);
    return (image, key) -> {
      double angle = Math.toRadians(symmetric(key, 0, maxDegrees));
      double cos = Math.cos(angle);
      double sin = Math.sin(angle);
      return Resampling.linear(image, cos, sin, -sin, cos);
    };
  }

  /**
   * Returns the change that shifts each row sideways in proportion to its distance from the middle:
   * by the tangent of an angle drawn uniformly from [-max, max].
   *
   * @param maxDegrees the largest angle, from 0 to below 90
   */
  public static Augmentation shear(double maxDegrees) {
    checkBound("shear", maxDegrees);
    Preconditions.checkArgument(
        maxDegrees < 90, "shear: the angle is too large: %s; give less than 90", maxDegrees);
    return (image, key) ->
        Resampling.linear(image, 1, 0, Math.tan(Math.toRadians(symmetric(key, 0, maxDegrees))), 1);
  }

  /**
   * Returns the change that shifts by whole pixels, drawn uniformly, upwards or downwards and to
   * the left or right.
   *
   * @param maxPixels the largest shift along each axis, 0 or more
   */
  public static Augmentation shift(int maxPixels) {
    checkBound("shift", maxPixels);
    return (image, key) ->
        Resampling.window(
            image,
            whole(key, 0, 2 * maxPixels + 1) - maxPixels,
            whole(key, 1, 2 * maxPixels + 1) - maxPixels,
            image.shape().side(1),
            image.shape().side(2));
  }

  /**
   * Returns the change that cuts out a part of a fixed size at a random place.
   *
   * @param padding rows and columns of zeros that are added at each side before
   * @throws IllegalArgumentException if a size is not positive; when it runs, if the padded image
   *     is smaller
   */
  public static Augmentation crop(int height, int width, int padding) {
    checkBound("crop", padding);
    Preconditions.checkArgument(
        height > 0 && width > 0,
        "crop: the size is not positive: %s x %s; give at least 1 x 1",
        height,
        width);
    return (image, key) -> {
      int rows = image.shape().side(1) + 2 * padding - height;
      int columns = image.shape().side(2) + 2 * padding - width;
      Preconditions.checkArgument(
          rows >= 0 && columns >= 0,
          "crop: the image is too small: %s with padding %s for a part of %s x %s; add padding, or"
              + " cut out less",
          image.shape(),
          padding,
          height,
          width);
      return Resampling.window(
          image,
          whole(key, 0, rows + 1) - padding,
          whole(key, 1, columns + 1) - padding,
          height,
          width);
    };
  }

  /**
   * Returns the change that adds normal noise to every value.
   *
   * @param deviation the standard deviation, 0 or more
   */
  public static Augmentation noise(double deviation) {
    checkBound("noise", deviation);
    return (image, key) -> image.plus(key.normal(image.spec()).times(deviation));
  }

  private static double uniform(Key key, int n) {
    return key.fold(n).uniform(NUMBER).item();
  }

  private static double symmetric(Key key, int n, double max) {
    return (2 * uniform(key, n) - 1) * max;
  }

  private static int whole(Key key, int n, int count) {
    return (int) (uniform(key, n) * count);
  }

  private static void checkProbability(double probability) {
    Preconditions.checkArgument(
        probability >= 0 && probability <= 1,
        "flip: not a probability: %s; give a number from 0 to 1",
        probability);
  }

  private static void checkBound(String operation, double bound) {
    Preconditions.checkArgument(
        bound >= 0 && Double.isFinite(bound),
        "%s: the bound is not a size: %s; give 0 or more",
        operation,
        bound);
  }
}
