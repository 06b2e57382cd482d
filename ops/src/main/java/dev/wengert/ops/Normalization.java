package dev.wengert.ops;

import com.google.common.base.Preconditions;
import dev.wengert.Tensor;
import dev.wengert.ops.moment.Lengths;
import dev.wengert.ops.moment.Moments;
import dev.wengert.ops.moment.Range;
import dev.wengert.ops.primitive.Axes;
import dev.wengert.ops.primitive.Checks;
import dev.wengert.ops.primitive.Numbers;

/**
 * Forward definitions of normalizing functions; their derivatives follow from the parts.
 *
 * <p>With m for the mean over the elements that are normalized together, r for their root {@code
 * sqrt(variance + epsilon)} and {@code z = (x - m(x)) / r}, the pullback to x is {@code (e - m(e) -
 * z m(e z)) / r}, where e is d times the scale gamma; to gamma it is the sum of {@code d z} and to
 * the shift beta that of d, over what they are stretched along. Statistics that are given are
 * differentiated too: {@code -sum(e) / r} to a mean, {@code -sum(e z) / (2 r^2)} to a variance. x
 * is of a floating dtype, and all operands of one.
 *
 * <p>However large or small x is, no square overflows or vanishes on the way: where it would, x is
 * taken times a power of two, which shows in no result.
 */
public final class Normalization {

  private Normalization() {}

  /** Returns x shifted and scaled to mean 0 and variance 1 over all elements. */
  public static Tensor standardize(Tensor x, double epsilon) {
    return standardize(x, epsilon, Axes.all(x));
  }

  /**
   * Returns x shifted and scaled to mean 0 and variance 1 along axes: {@code (x - mean) /
   * sqrt(variance + epsilon)}, with the biased variance. Over an empty list of axes each element is
   * its own mean, so that 0 is left.
   *
   * @param epsilon what keeps the root away from 0; positive
   * @throws IllegalArgumentException if epsilon is not positive or the axes are empty
   */
  public static Tensor standardize(Tensor x, double epsilon, int... axes) {
    checkEpsilon("standardize", epsilon);
    return Moments.of("standardize", x, epsilon, axes).standardize(x, epsilon);
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
    return batchNorm("batchNorm", x, gamma, beta, epsilon).output();
  }

  /**
   * A batch, normalized, and the statistics that were used.
   *
   * @param output the normalized batch
   * @param mean of each channel, [C]
   * @param variance of each channel, biased, [C]
   */
  public record NormalizedBatch(Tensor output, Tensor mean, Tensor variance) {}

  /**
   * Returns {@link #batchNorm(Tensor, Tensor, Tensor, double)} with the statistics of the batch,
   * which running ones are made of.
   *
   * @throws IllegalArgumentException if x has no channel axis or epsilon is not positive
   */
  public static NormalizedBatch batchNormWithStatistics(
      Tensor x, Tensor gamma, Tensor beta, double epsilon) {
    return batchNorm("batchNormWithStatistics", x, gamma, beta, epsilon);
  }

  private static NormalizedBatch batchNorm(
      String operation, Tensor x, Tensor gamma, Tensor beta, double epsilon) {
    checkChannels(operation, x);
    checkEpsilon(operation, epsilon);
    Moments moments = Moments.of(operation, x, epsilon, x.shape().axesBut(1));
    int channels = x.shape().side(1);
    return new NormalizedBatch(
        moments.normalizeAlike(x, epsilon, Shapes.channels(gamma, x), Shapes.channels(beta, x)),
        moments.mean().reshape(channels),
        moments.wholeVariance().reshape(channels));
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
    checkEpsilon("layerNorm", epsilon);
    int[] axes = lastAxes("layerNorm", x, gamma);
    Preconditions.checkArgument(
        beta.shape().equals(gamma.shape()),
        "layerNorm: shapes differ: gamma is %s, beta is %s; give both the sides of the axes to"
            + " normalize over",
        gamma.shape(),
        beta.shape());
    return Moments.of("layerNorm", x, epsilon, axes).normalize(x, epsilon, gamma, beta);
  }

  /** The axes that x ends in with gamma's shape. */
  private static int[] lastAxes(String operation, Tensor x, Tensor gamma) {
    int rank = gamma.rank();
    Preconditions.checkArgument(
        rank >= 1
            && x.rank() >= rank
            && gamma.shape().broadcastsTo(x.shape())
            && gamma.shape().stretchedAxes(x.shape()).length == x.rank() - rank,
        "%s: x does not end in gamma's shape: x is %s, gamma is %s; give gamma the sides of the"
            + " axes to normalize over",
        operation,
        x.shape(),
        gamma.shape());
    int[] axes = new int[rank];
    java.util.Arrays.setAll(axes, i -> i - rank);
    return axes;
  }

  /**
   * Returns x with each channel normalized by statistics that are given: batch normalization when a
   * model is used rather than trained. PyTorch: {@code batch_norm(training=False)}.
   *
   * @param x [N, C] or [N, C, ...]
   * @param mean the running mean, [C]
   * @param variance the running variance, [C], not negative
   * @param gamma the scale, [C]
   * @param beta the shift, [C]
   * @param epsilon what keeps the root away from 0; positive
   * @throws IllegalArgumentException if x has no channel axis, the others are not [C], or epsilon
   *     is not positive
   */
  public static Tensor batchNorm(
      Tensor x, Tensor mean, Tensor variance, Tensor gamma, Tensor beta, double epsilon) {
    checkChannels("batchNorm", x);
    checkEpsilon("batchNorm", epsilon);
    return new Moments(
            Numbers.like("batchNorm", x, 1),
            Shapes.channels(mean, x),
            Numbers.like("batchNorm", x, 0),
            Shapes.channels(variance, x))
        .normalizeAlike(x, epsilon, Shapes.channels(gamma, x), Shapes.channels(beta, x));
  }

  /**
   * Returns x with each group of channels of each example normalized.
   *
   * <p>Source: Wu and He, "Group normalization", 2018.
   *
   * @param x [N, C] or [N, C, ...]
   * @param groups how many groups; C is divisible by it
   * @param gamma the scale, [C]
   * @param beta the shift, [C]
   * @param epsilon what keeps the root away from 0; positive
   * @throws IllegalArgumentException if the groups do not divide the channels
   */
  public static Tensor groupNorm(Tensor x, int groups, Tensor gamma, Tensor beta, double epsilon) {
    checkChannels("groupNorm", x);
    int channels = x.shape().side(1);
    Preconditions.checkArgument(
        groups > 0 && channels % groups == 0,
        "groupNorm: %s groups do not divide %s channels of shape %s; give a divisor",
        groups,
        channels,
        x.shape());
    // Counted without the batch, which may be empty.
    int each = channels / groups;
    for (int axis = 2; axis < x.rank(); axis++) {
      each *= x.shape().side(axis);
    }
    Tensor rows = x.reshape(x.shape().side(0), groups, each);
    Tensor normalized = standardize(rows, epsilon, 2).reshape(x.shape());
    return normalized.times(Shapes.channels(gamma, x)).plus(Shapes.channels(beta, x));
  }

  /**
   * Returns x with each channel of each example normalized over its spatial axes.
   *
   * <p>Source: Ulyanov, Vedaldi and Lempitsky, "Instance normalization", 2016.
   *
   * @param x [N, C, ...] with at least one spatial axis
   * @param gamma the scale, [C]
   * @param beta the shift, [C]
   * @param epsilon what keeps the root away from 0; positive
   * @throws IllegalArgumentException if x has no spatial axis
   */
  public static Tensor instanceNorm(Tensor x, Tensor gamma, Tensor beta, double epsilon) {
    Preconditions.checkArgument(
        x.rank() >= 3,
        "instanceNorm: x has no spatial axis: its shape is %s; give [N, C, ...]",
        x.shape());
    return standardize(x, epsilon, Axes.range(2, x.rank()))
        .times(Shapes.channels(gamma, x))
        .plus(Shapes.channels(beta, x));
  }

  /**
   * Returns x scaled to root mean square 1 over its last axes, those of gamma: {@code x / sqrt(mean
   * x^2 + epsilon) gamma}.
   *
   * <p>Pullback to x: {@code (e - z mean(e z)) / r} with r the root, {@code z = x / r} and e for d
   * times gamma.
   *
   * <p>Source: Zhang and Sennrich, "Root mean square layer normalization", 2019.
   *
   * @param x any shape that ends in gamma's
   * @param gamma the scale, rank 1 or more
   * @param epsilon what keeps the root away from 0; positive
   * @throws IllegalArgumentException if x does not end in gamma's shape or epsilon is not positive
   */
  public static Tensor rmsNorm(Tensor x, Tensor gamma, double epsilon) {
    int[] axes = lastAxes("rmsNorm", x, gamma);
    checkEpsilon("rmsNorm", epsilon);
    x.dtype().checkFloating("rmsNorm");
    int n = Checks.count("rmsNorm", x.shape(), 0, axes);
    Range range = Range.of(x.dtype()).beside(epsilon);
    return Lengths.of(x, Norm.L2.p(), range, axes).rootMeanNormalize(x, n, epsilon, gamma);
  }

  /**
   * Returns a weight given as direction and length: {@code g v / |v|}, the Euclidean norm taken
   * over all axes but one.
   *
   * <p>Pullback, with the direction {@code u = v / |v|}: {@code sum(d u)} to g and {@code g (d - u
   * sum(d u)) / |v|} to v.
   *
   * <p>Source: Salimans and Kingma, "Weight normalization", 2016, equation 2.
   *
   * @param v the direction
   * @param g the lengths, of v's shape but with side 1 at the other axes
   * @param axis the axis that has a length of its own at each position
   * @throws IllegalArgumentException if g does not have that shape
   */
  public static Tensor weightNorm(Tensor v, Tensor g, int axis) {
    int at = v.shape().axis("weightNorm", axis);
    int[] others = v.shape().axesBut(at);
    Preconditions.checkArgument(
        g.shape().equals(v.shape().reduced(others, true)),
        "weightNorm: g does not fit: it is %s for v %s and axis %s; give %s",
        g.shape(),
        v.shape(),
        at,
        v.shape().reduced(others, true));
    v.dtype().checkFloating("weightNorm");
    return Lengths.of(v, Norm.L2.p(), Range.of(v.dtype()), others).direct(v, g);
  }

  /** Returns x scaled so that the norm of all elements is 1. */
  public static Tensor normalize(Tensor x, Norm norm, double epsilon) {
    return normalize(x, norm, epsilon, Axes.all(x));
  }

  /**
   * Returns x scaled to norm 1 along axes: {@code x / max(|x|, epsilon)}; over an empty list of
   * axes each element is scaled on its own. Pullback for {@link Norm#L2}: {@code (d - y sum(d y)) /
   * |x|}, and {@code d / epsilon} where |x| is less. PyTorch: {@code functional.normalize}.
   *
   * @param norm how |x| is measured, most often by {@link Norm#L2}
   * @param epsilon the smallest norm that is divided by; positive
   * @throws IllegalArgumentException if epsilon is not positive
   */
  public static Tensor normalize(Tensor x, Norm norm, double epsilon, int... axes) {
    checkEpsilon("normalize", epsilon);
    if (norm.equals(Norm.MAX)) {
      return x.div(Elementary.maximum(Reductions.norm(x, norm, true, axes), epsilon));
    }
    x.dtype().checkFloating("normalize");
    Range range = Range.of(x.dtype()).beside(Math.pow(epsilon, norm.p()));
    return Lengths.of(x, norm.p(), range, axes).normalize(x, epsilon);
  }

  private static void checkChannels(String operation, Tensor x) {
    Preconditions.checkArgument(
        x.rank() >= 2,
        "%s: x has no channel axis: its shape is %s; give [N, C, ...]",
        operation,
        x.shape());
  }

  private static void checkEpsilon(String operation, double epsilon) {
    Preconditions.checkArgument(
        epsilon > 0, "%s: epsilon must be positive: %s; 1e-5 is usual", operation, epsilon);
  }

  private static Tensor scaled(Tensor centred, Tensor variance, double epsilon) {
    checkEpsilon("standardize", epsilon);
    return centred.div(Elementary.sqrt(variance.plus(epsilon)));
  }
}
