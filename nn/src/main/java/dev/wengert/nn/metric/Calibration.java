package dev.wengert.nn.metric;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;
import java.util.Arrays;

/**
 * Whether probabilities say how often: the expected calibration error, {@code sum_b n_b / n |f_b -
 * c_b|} over equal bins ((b - 1) / B, b / B] of probability, c the mean probability in a bin and f
 * how often it came true. 0 is best; NaN if nothing was taken in.
 *
 * <p>It depends on the number of bins, so compare with equal ones. Source: Guo, Pleiss, Sun and
 * Weinberger, "On calibration of modern neural networks", 2017. scikit-learn: {@code
 * calibration_curve} for {@link #curve}.
 */
public final class Calibration implements Metric {

  private static final String NAME = "calibrationError";
  private static final int MAX_BINS = 10_000;

  /**
   * The examples of a bin.
   *
   * @param probability the mean of what was predicted
   * @param frequency the share that came true
   * @param count how many there are
   */
  public record Bin(double probability, double frequency, long count) {}

  private final boolean ofTopClass;
  private final double[] sums;
  private final long[] trues;
  private final long[] counts;

  private Calibration(int bins, boolean ofTopClass) {
    Preconditions.checkArgument(
        bins >= 1 && bins <= MAX_BINS,
        "%s: not a number of bins: %s; 10 is usual, give 1 to %s",
        NAME,
        bins,
        MAX_BINS);
    this.ofTopClass = ofTopClass;
    this.sums = new double[bins];
    this.trues = new long[bins];
    this.counts = new long[bins];
  }

  /**
   * Returns a metric of the probability of class 1 of two: predictions and targets of one shape,
   * targets 0 or 1, or false or true.
   *
   * @throws IllegalArgumentException if the number of bins is not from 1 to 10000
   */
  public static Calibration of(int bins) {
    return new Calibration(bins, false);
  }

  /**
   * Returns a metric of the largest probability of several classes: predictions [..., classes],
   * what softmax makes; targets INT32 [...]. It came true where the target is that class, the first
   * of several.
   *
   * @throws IllegalArgumentException if the number of bins is not from 1 to 10000
   */
  public static Calibration ofTopClass(int bins) {
    return new Calibration(bins, true);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void update(Tensor prediction, Tensor target) {
    if (ofTopClass) {
      updateTop(prediction, target);
      return;
    }
    MetricInputs.checkSameShape(NAME, prediction, target);
    double[] probabilities = MetricInputs.numbers(prediction);
    double[] wanted = MetricInputs.numbers(target);
    for (int i = 0; i < wanted.length; i++) {
      add(probabilities[i], MetricInputs.isPositive(NAME, wanted[i]));
    }
  }

  private void updateTop(Tensor prediction, Tensor target) {
    MetricInputs.checkScores(NAME, prediction, target);
    int classes = prediction.shape().side(-1);
    double[] probabilities = prediction.toDoubleArray();
    int[] wanted = target.toIntArray();
    for (int i = 0; i < wanted.length; i++) {
      int best = MetricInputs.largest(NAME, probabilities, i * classes, classes);
      add(
          probabilities[i * classes + best],
          MetricInputs.checkClass(NAME, wanted[i], classes) == best);
    }
  }

  private void add(double probability, boolean cameTrue) {
    Preconditions.checkArgument(
        probability >= 0 && probability <= 1,
        "%s: a probability is %s; give what a sigmoid or a softmax makes of the scores",
        NAME,
        probability);
    int bin = Math.max(0, (int) Math.ceil(probability * sums.length) - 1);
    sums[bin] += probability;
    trues[bin] += cameTrue ? 1 : 0;
    counts[bin]++;
  }

  @Override
  public double value() {
    double error = 0;
    for (int bin = 0; bin < sums.length; bin++) {
      error += Math.abs(trues[bin] - sums[bin]);
    }
    return error / Arrays.stream(counts).sum();
  }

  /** Returns the bins that have examples, from low probabilities to high ones. */
  public ImmutableList<Bin> curve() {
    ImmutableList.Builder<Bin> bins = ImmutableList.builder();
    for (int bin = 0; bin < sums.length; bin++) {
      if (counts[bin] > 0) {
        double count = counts[bin];
        bins.add(new Bin(sums[bin] / count, trues[bin] / count, counts[bin]));
      }
    }
    return bins.build();
  }

  @Override
  public Calibration fresh() {
    return new Calibration(sums.length, ofTopClass);
  }

  @Override
  public void merge(Metric other) {
    if (other instanceof Calibration c
        && c.sums.length == sums.length
        && c.ofTopClass == ofTopClass) {
      for (int bin = 0; bin < sums.length; bin++) {
        sums[bin] += c.sums[bin];
        trues[bin] += c.trues[bin];
        counts[bin] += c.counts[bin];
      }
    } else {
      MetricInputs.checkAlike(NAME, false, other);
    }
  }
}
