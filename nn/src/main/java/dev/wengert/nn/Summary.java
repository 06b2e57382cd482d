package dev.wengert.nn;

import com.google.common.base.Preconditions;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.ops.Reductions;

/**
 * Count, mean and spread of numbers, from which those of a larger set can be merged: (n, mean, M2).
 *
 * <p>Source: Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for computing
 * sample variances", 1979.
 *
 * @param count how many numbers each mean is of
 * @param mean FLOAT64
 * @param squares the sum of squared deviations from the mean, M2; FLOAT64, of the mean's shape
 */
public record Summary(long count, Tensor mean, Tensor squares) {

  /**
   * Returns the summary of a tensor along axes, which stay with side 1. It is computed in FLOAT64
   * and in two passes, so that data far from 0 lose nothing.
   *
   * @throws IllegalArgumentException if there is nothing to average
   */
  public static Summary of(Tensor x, int... axes) {
    Tensor numbers = x.to(DType.FLOAT64);
    Tensor rounded = Reductions.mean(numbers, true, axes);
    // The mean of what lies beside it: that of equal numbers is then their value, to the last bit.
    Tensor mean = rounded.plus(Reductions.mean(numbers.minus(rounded), true, axes));
    Tensor variance = Reductions.variance(numbers, true, axes);
    long count = numbers.size() / mean.size();
    return new Summary(count, mean, variance.times((double) count));
  }

  /**
   * Returns the summary of this set and another together.
   *
   * @throws IllegalArgumentException if their shapes differ
   */
  public Summary merge(Summary other) {
    Preconditions.checkArgument(
        mean.shape().equals(other.mean.shape()),
        "merge: the summaries differ in shape: %s and %s; give data of the same features",
        mean.shape(),
        other.mean.shape());
    long total = count + other.count;
    double share = (double) other.count / total;
    Tensor difference = other.mean.minus(mean);
    return new Summary(
        total,
        mean.plus(difference.times(share)),
        squares.plus(other.squares).plus(difference.times(difference).times(count * share)));
  }

  /** Returns the biased variance, M2 / n. */
  public Tensor variance() {
    return squares.div((double) count);
  }

  /**
   * Returns the unbiased variance, M2 / (n - 1).
   *
   * @throws IllegalArgumentException if there is one number only
   */
  public Tensor unbiasedVariance() {
    Preconditions.checkArgument(
        count > 1, "variance: one number has none; give two or more, or take the biased one");
    return squares.div(count - 1.0);
  }
}
