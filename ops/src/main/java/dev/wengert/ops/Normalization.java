package dev.wengert.ops;

import com.google.common.base.Preconditions;
import dev.wengert.Tensor;

/** Forward definitions of normalizing functions; their derivatives follow from the parts. */
public final class Normalization {

  private Normalization() {}

  /**
   * Returns x shifted and scaled to mean 0 and variance 1 along axes: {@code (x - mean) /
   * sqrt(variance + epsilon)}, with the biased variance.
   *
   * @param epsilon what keeps the root away from 0; positive
   * @throws IllegalArgumentException if epsilon is not positive or the axes are empty
   */
  public static Tensor standardize(Tensor x, double epsilon, int... axes) {
    Tensor centred = x.minus(Reductions.mean(x, true, axes));
    Tensor variance = Reductions.mean(Elementary.square(centred), true, axes);
    return scaled(centred, variance, epsilon);
  }

  /**
   * Returns x normalized by statistics that are given: {@code (x - mean) / sqrt(variance +
   * epsilon)}.
   *
   * @param mean broadcasts to x
   * @param variance broadcasts to x, not negative
   * @param epsilon what keeps the root away from 0; positive
   */
  public static Tensor standardize(Tensor x, Tensor mean, Tensor variance, double epsilon) {
    return scaled(x.minus(mean), variance, epsilon);
  }

  /**
   * Returns x with each channel normalized over everything else: batch normalization by the
   * statistics of the batch.
   *
   * <p>Source: Ioffe and Szegedy, "Batch normalization", 2015, algorithm 1.
   *
   * @param x [N, C] or [N, C, ...]
   * @param gamma the scale, [C]
   * @param beta the shift, [C]
   * @param epsilon what keeps the root away from 0; positive
   * @throws IllegalArgumentException if x has no channel axis or epsilon is not positive
   */
  public static Tensor batchNorm(Tensor x, Tensor gamma, Tensor beta, double epsilon) {
    Preconditions.checkArgument(
        x.rank() >= 2,
        "batchNorm: x has no channel axis: its shape is %s; give [N, C, ...]",
        x.shape());
    int[] axes = allBut(1, x.rank());
    return standardize(x, epsilon, axes).times(channels(gamma, x)).plus(channels(beta, x));
  }

  /**
   * Returns x with each example normalized over its last axes, those of gamma.
   *
   * <p>Source: Ba, Kiros and Hinton, "Layer normalization", 2016.
   *
   * @param x any shape that ends in gamma's
   * @param gamma the scale, rank 1 or more
   * @param beta the shift, of gamma's shape
   * @param epsilon what keeps the root away from 0; positive
   * @throws IllegalArgumentException if x does not end in gamma's shape or epsilon is not positive
   */
  public static Tensor layerNorm(Tensor x, Tensor gamma, Tensor beta, double epsilon) {
    int rank = gamma.rank();
    Preconditions.checkArgument(
        rank >= 1
            && x.rank() >= rank
            && gamma.shape().broadcastsTo(x.shape())
            && gamma.shape().stretchedAxes(x.shape()).length == x.rank() - rank,
        "layerNorm: x does not end in gamma's shape: x is %s, gamma is %s; give gamma the sides of"
            + " the axes to normalize over",
        x.shape(),
        gamma.shape());
    int[] axes = new int[rank];
    java.util.Arrays.setAll(axes, i -> i - rank);
    return standardize(x, epsilon, axes).times(gamma).plus(beta);
  }

  /** Returns a tensor [C] shaped so that it broadcasts along axis 1 of x. */
  public static Tensor channels(Tensor perChannel, Tensor x) {
    Preconditions.checkArgument(
        perChannel.rank() == 1 && perChannel.size() == x.shape().side(1),
        "channels: %s does not have one value a channel of %s; give [%s]",
        perChannel.shape(),
        x.shape(),
        x.shape().side(1));
    if (x.rank() == 2) {
      return perChannel;
    }
    int[] sides = new int[x.rank() - 1];
    java.util.Arrays.fill(sides, 1);
    sides[0] = perChannel.size();
    return perChannel.reshape(sides);
  }

  /** Returns all axes of a rank but one. */
  public static int[] allBut(int axis, int rank) {
    int[] axes = new int[rank - 1];
    java.util.Arrays.setAll(axes, i -> i < axis ? i : i + 1);
    return axes;
  }

  private static Tensor scaled(Tensor centred, Tensor variance, double epsilon) {
    Preconditions.checkArgument(
        epsilon > 0, "standardize: epsilon must be positive: %s; 1e-5 is usual", epsilon);
    return centred.div(Elementary.sqrt(variance.plus(epsilon)));
  }
}
