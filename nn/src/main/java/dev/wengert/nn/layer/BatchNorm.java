package dev.wengert.nn.layer;

import dev.wengert.Tensor;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Initializer;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Parameter;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Statistic;
import dev.wengert.ops.Normalization;
import dev.wengert.ops.Reductions;

/**
 * The layer that normalizes each channel over the batch and everything else, then scales and shifts
 * it: x [N, C] or [N, C, ...].
 *
 * <p>In training the statistics are those of the batch, {@code (x - mean) / sqrt(variance +
 * epsilon)} with the biased variance, and the running ones move towards them: {@code running = (1 -
 * momentum) running + momentum batch}, the variance corrected by m / (m - 1). In inference the
 * running ones serve. Source: Ioffe and Szegedy, "Batch normalization", 2015.
 */
public final class BatchNorm implements Layer {

  private static final double EPSILON = 1e-5;
  private static final double MOMENTUM = 0.1;

  private final Parameter scale;
  private final Parameter shift;
  private final Statistic runningMean;
  private final Statistic runningVariance;

  private BatchNorm(int channels) {
    this.scale = Parameter.of(Parameter.Role.NORMALIZATION, Initializer.ones(), channels);
    this.shift = Parameter.of(Parameter.Role.NORMALIZATION, Initializer.zeros(), channels);
    this.runningMean = Statistic.of(0, channels);
    this.runningVariance = Statistic.of(1, channels);
  }

  /** Returns a layer for a number of channels, with epsilon 1e-5 and momentum 0.1. */
  public static BatchNorm of(int channels) {
    return new BatchNorm(channels);
  }

  @Override
  public void declare(Declarations declarations) {
    declarations.parameter("weight", scale);
    declarations.parameter("bias", shift);
    declarations.statistic("runningMean", runningMean);
    declarations.statistic("runningVariance", runningVariance);
  }

  @Override
  public Tensor forward(Tensor x, Pass pass) {
    pass.check(
        this,
        "batchNorm",
        x.rank() >= 2 && x.shape().side(1) == scale.shape().size(),
        "the input does not fit the channels: x is %s; give [N, %s, ...]",
        x.shape(),
        scale.shape().size());
    Tensor gamma = pass.value(scale);
    Tensor beta = pass.value(shift);
    if (pass.isTraining()) {
      noteStatistics(x, pass);
      return Normalization.batchNorm(x, gamma, beta, EPSILON);
    }
    return Normalization.standardize(
            x,
            Normalization.channels(pass.value(runningMean), x),
            Normalization.channels(pass.value(runningVariance), x),
            EPSILON)
        .times(Normalization.channels(gamma, x))
        .plus(Normalization.channels(beta, x));
  }

  private void noteStatistics(Tensor x, Pass pass) {
    int count = x.size() / Math.max(1, scale.shape().size());
    pass.check(
        this,
        "batchNorm",
        count > 1,
        "one value a channel has no variance: x is %s in training; give a larger batch,"
            + " or use an inference pass",
        x.shape());
    Tensor values = dev.wengert.Autodiff.stopGradient(x);
    int[] axes = Normalization.allBut(1, x.rank());
    Tensor mean = Reductions.mean(values, axes);
    Tensor variance = Reductions.variance(values, axes).times(count / (count - 1.0));
    pass.update(runningMean, move(pass.value(runningMean), mean));
    pass.update(runningVariance, move(pass.value(runningVariance), variance));
  }

  private static Tensor move(Tensor running, Tensor batch) {
    return running.times(1 - MOMENTUM).plus(batch.times(MOMENTUM));
  }
}
