package dev.wengert.nn.layer.normalization;

import com.google.common.base.Preconditions;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Lazy;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Statistic;
import dev.wengert.ops.Elementary;
import dev.wengert.ops.Normalization;
import dev.wengert.ops.Selection;
import dev.wengert.ops.Shapes;

/**
 * The layer that normalizes each channel over the batch and everything else, then scales and shifts
 * it: x [N, C] or [N, C, ...], or with the channels along another {@linkplain #axis axis}.
 *
 * <p>In training {@code y = (x - mean) / sqrt(variance + epsilon) gamma + beta} with mean and
 * biased variance of the batch, and the running statistics move towards them: {@code running = (1 -
 * momentum) running + momentum batch}, the variance corrected by {@code m / (m - 1)} for m values a
 * channel. In inference the running ones serve. Parameters are {@code weight} (gamma) and {@code
 * bias} (beta), statistics {@code runningMean} and {@code runningVariance}, and {@code batches},
 * the number of batches seen, where {@link #cumulative} or {@link #startFromFirstBatch} need it.
 *
 * <p>Source: Ioffe and Szegedy, "Batch normalization: accelerating deep network training by
 * reducing internal covariate shift", 2015, algorithms 1 and 2. PyTorch: {@code BatchNorm1d},
 * {@code BatchNorm2d}, {@code BatchNorm3d}.
 */
public final class BatchNorm implements Layer {

  private static final int USUAL_AXIS = 1;
  private static final double USUAL_MOMENTUM = 0.1;

  /** How much of the running statistics one batch replaces. */
  private enum RunningAverage {
    /** The share that momentum says. */
    EXPONENTIAL,
    /** The share that momentum says, but all at the first batch. */
    FROM_FIRST,
    /** 1 / n at the nth batch: the mean over batches. */
    CUMULATIVE
  }

  private record Options(int axis, double epsilon, double momentum, RunningAverage averaging) {}

  private final Affine affine;
  private final Options options;
  private final Statistic runningMean;
  private final Statistic runningVariance;
  private final Statistic batches = Statistic.of(0);

  private BatchNorm(Affine affine, Options options) {
    int channels = affine.shape().size();
    this.affine = affine;
    this.options = options;
    this.runningMean = Statistic.of(0, channels);
    this.runningVariance = Statistic.of(1, channels);
  }

  /** Returns a layer for a number of channels, with epsilon 1e-5 and momentum 0.1. */
  public static BatchNorm of(int channels) {
    return new BatchNorm(
        Affine.of(channels),
        new Options(USUAL_AXIS, Epsilon.USUAL, USUAL_MOMENTUM, RunningAverage.EXPONENTIAL));
  }

  /**
   * Returns a layer that learns its number of channels from the first input: the side of axis 1.
   * PyTorch: {@code LazyBatchNorm2d} and its kind.
   */
  public static Lazy toInput() {
    return Lazy.of(x -> of(x.side(USUAL_AXIS)));
  }

  private BatchNorm with(Options other) {
    return new BatchNorm(affine.fresh(), other);
  }

  /** Returns a new layer like this one, without the scale. */
  public BatchNorm withoutScale() {
    return new BatchNorm(affine.withoutScale(), options);
  }

  /** Returns a new layer like this one, without the shift. */
  public BatchNorm withoutShift() {
    return new BatchNorm(affine.withoutShift(), options);
  }

  /**
   * Returns a new layer like this one with the channels along another axis than 1, -1 for the last.
   */
  public BatchNorm axis(int axis) {
    return with(new Options(axis, options.epsilon, options.momentum, options.averaging));
  }

  /**
   * Returns a new layer like this one with another epsilon.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public BatchNorm epsilon(double epsilon) {
    return with(
        new Options(
            options.axis,
            Epsilon.checked("batchNorm", epsilon),
            options.momentum,
            options.averaging));
  }

  /**
   * Returns a new layer like this one with another share of each batch in the running statistics.
   * Where a text gives the share of the old instead, as decay, {@code momentum = 1 - decay}: 0.003
   * for a decay of 0.997.
   *
   * @param momentum above 0, at most 1
   * @throws IllegalArgumentException if it is not
   */
  public BatchNorm momentum(double momentum) {
    Preconditions.checkArgument(
        momentum > 0 && momentum <= 1,
        "batchNorm: not a momentum: %s; give a number above 0, at most 1: the share of the new"
            + " batch",
        momentum);
    RunningAverage averaging =
        options.averaging == RunningAverage.CUMULATIVE
            ? RunningAverage.EXPONENTIAL
            : options.averaging;
    return with(new Options(options.axis, options.epsilon, momentum, averaging));
  }

  /**
   * Returns a new layer like this one whose running statistics are the mean of those of all batches
   * so far, each with the same weight. PyTorch: {@code momentum=None}.
   */
  public BatchNorm cumulative() {
    return with(
        new Options(options.axis, options.epsilon, options.momentum, RunningAverage.CUMULATIVE));
  }

  /**
   * Returns a new layer like this one whose running statistics are those of the first batch after
   * it, instead of being pulled from 0 and 1 towards it.
   */
  public BatchNorm startFromFirstBatch() {
    return with(
        new Options(options.axis, options.epsilon, options.momentum, RunningAverage.FROM_FIRST));
  }

  @Override
  public void declare(Declarations declarations) {
    affine.declare(declarations);
    declarations.statistic("runningMean", runningMean);
    declarations.statistic("runningVariance", runningVariance);
    if (options.averaging != RunningAverage.EXPONENTIAL) {
      declarations.statistic("batches", batches);
    }
  }

  @Override
  public Tensor forward(Tensor x, Pass pass) {
    int channels = affine.shape().size();
    int axis = options.axis < 0 ? options.axis + x.rank() : options.axis;
    pass.check(
        this,
        "batchNorm",
        x.rank() >= 2 && axis >= 0 && axis < x.rank() && x.shape().side(axis) == channels,
        "the input does not fit the channels: x is %s; give %s",
        x.shape(),
        options.axis == USUAL_AXIS
            ? "[N, " + channels + ", ...]"
            : channels + " channels along axis " + options.axis);
    pass.checkType(this, "batchNorm", x);
    if (axis == USUAL_AXIS) {
      return normalize(x, pass);
    }
    if (axis == x.rank() - 1) {
      Shape rows = Shape.of(x.size() / channels, channels);
      return normalize(x.reshape(rows), pass).reshape(x.shape());
    }
    Tensor y = normalize(Shapes.moveAxis(x, axis, USUAL_AXIS), pass);
    return Shapes.moveAxis(y, USUAL_AXIS, axis);
  }

  private Tensor normalize(Tensor x, Pass pass) {
    Tensor gamma = affine.scale(pass);
    Tensor beta = affine.shift(pass);
    if (!pass.isTraining()) {
      return Normalization.batchNorm(
          x, pass.value(runningMean), pass.value(runningVariance), gamma, beta, options.epsilon);
    }
    int count = x.size() / affine.shape().size();
    pass.check(
        this,
        "batchNorm",
        count > 1,
        "%s has no variance: x is %s in training; give a larger batch, or use an inference pass",
        count == 0 ? "an empty channel" : "one value a channel",
        x.shape());
    Normalization.NormalizedBatch batch =
        Normalization.batchNormWithStatistics(x, gamma, beta, options.epsilon);
    noteStatistics(batch, count, pass);
    return batch.output();
  }

  /** A normalization by running statistics as a scale and a shift of each channel, [C] each. */
  record ScaleAndShift(Tensor scale, Tensor shift) {}

  /**
   * Returns what the layer does in inference: {@code gamma / sqrt(variance + epsilon)} and {@code
   * beta - mean gamma / sqrt(variance + epsilon)}, in FLOAT64.
   *
   * @param pass an inference pass of a model that the layer is in
   */
  ScaleAndShift inferred(Pass pass) {
    Tensor variance = pass.value(runningVariance).to(DType.FLOAT64);
    Tensor scale =
        affine.scale(pass).to(DType.FLOAT64).div(Elementary.sqrt(variance.plus(options.epsilon)));
    Tensor shift =
        affine
            .shift(pass)
            .to(DType.FLOAT64)
            .minus(pass.value(runningMean).to(DType.FLOAT64).times(scale));
    return new ScaleAndShift(scale, shift);
  }

  int channels() {
    return affine.shape().size();
  }

  /** Returns whether the channels of a tensor of this rank are along an axis. */
  boolean isAlong(int axis, int rank) {
    return Math.floorMod(options.axis, rank) == axis;
  }

  private void noteStatistics(Normalization.NormalizedBatch batch, int count, Pass pass) {
    Tensor share = share(pass);
    Tensor mean = batch.mean();
    Tensor variance = batch.variance().times(count / (count - 1.0));
    pass.update(runningMean, moved(pass.value(runningMean), mean, share));
    pass.update(runningVariance, moved(pass.value(runningVariance), variance, share));
    if (options.averaging != RunningAverage.EXPONENTIAL) {
      pass.update(batches, pass.value(batches).plus(1));
    }
  }

  /** Returns the new batch's share in the running statistics: 1 takes it as it is. */
  private Tensor share(Pass pass) {
    Spec scalar = new Spec(pass.model().dtype(), Shape.SCALAR);
    Tensor momentum = Tensor.full(scalar, options.momentum);
    return switch (options.averaging) {
      case EXPONENTIAL -> momentum;
      case FROM_FIRST -> Selection.where(pass.value(batches).eq(0), 1, momentum);
      case CUMULATIVE -> Tensor.full(scalar, 1).div(pass.value(batches).plus(1));
    };
  }

  private static Tensor moved(Tensor running, Tensor batch, Tensor share) {
    return running.times(share.unaryMinus().plus(1)).plus(batch.times(share));
  }
}
