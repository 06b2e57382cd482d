package dev.wengert.nn.metric;

import com.google.common.base.Preconditions;
import dev.wengert.Tensor;
import java.util.Arrays;

/**
 * The share of the targets' variance that predictions explain: {@code 1 - sum (y - p)^2 / sum (y -
 * mean y)^2}; of several outputs the mean of their shares.
 *
 * <p>Predictions and targets [N] or [N, K]. NaN for fewer than two examples; where a target does
 * not vary, 1 if it is predicted exactly and 0 otherwise, as in scikit-learn's {@code r2_score}.
 * Batches are put together by their counts, means and squared deviations: Chan, Golub and LeVeque,
 * "Algorithms for computing the sample variance", 1983.
 */
public final class RSquared implements Metric {

  /** Squares of numbers with exponents up to this are numbers, and so are their sums. */
  private static final int MODERATE = 400;

  private long count;

  /** Of each output, in what power of two the sums of squares are taken: 0 for moderate ones. */
  private int[] exponent = new int[0];

  private double[] residual = new double[0];
  private double[] mean = new double[0];
  private double[] deviation = new double[0];

  /** Makes a metric that has taken in nothing. */
  public RSquared() {}

  @Override
  public String name() {
    return "rSquared";
  }

  @Override
  public void update(Tensor prediction, Tensor target) {
    MetricInputs.checkSameShape(name(), prediction, target);
    if (target.size() == 0) {
      return;
    }
    merge(
        batch(
            MetricInputs.numbers(prediction),
            MetricInputs.numbers(target),
            MetricInputs.columns(target.shape())));
  }

  private static RSquared batch(double[] given, double[] wanted, int columns) {
    RSquared result = new RSquared();
    result.grow(columns);
    int rows = wanted.length / columns;
    result.count = rows;
    for (int k = 0; k < columns; k++) {
      result.take(k, given, wanted, columns);
    }
    return result;
  }

  private void take(int k, double[] given, double[] wanted, int columns) {
    double largest = 0;
    for (int i = k; i < wanted.length; i += columns) {
      largest = Math.max(largest, Math.max(Math.abs(wanted[i]), Math.abs(given[i])));
    }
    exponent[k] = exponentOf(largest);
    // From the first on, so that the mean of what does not vary is exact.
    double first = unit(wanted[k], k);
    double sum = 0;
    for (int i = k; i < wanted.length; i += columns) {
      sum += unit(wanted[i], k) - first;
    }
    double center = first + sum / count;
    for (int i = k; i < wanted.length; i += columns) {
      double off = unit(wanted[i], k) - center;
      double miss = unit(wanted[i], k) - unit(given[i], k);
      deviation[k] += off * off;
      residual[k] += miss * miss;
    }
    mean[k] = Math.scalb(center, exponent[k]);
  }

  /** Zeros fit in with numbers of any size. */
  private static int exponentOf(double largest) {
    int own = largest == 0 ? Double.MIN_EXPONENT : Math.getExponent(largest);
    return own > Double.MAX_EXPONENT || Math.abs(own) <= MODERATE ? 0 : own;
  }

  private double unit(double x, int k) {
    return exponent[k] == 0 ? x : Math.scalb(x, -exponent[k]);
  }

  /** Brings the sums of squares of an output into another power of two. */
  private void rescale(int k, int to) {
    residual[k] = Math.scalb(residual[k], 2 * (exponent[k] - to));
    deviation[k] = Math.scalb(deviation[k], 2 * (exponent[k] - to));
    exponent[k] = to;
  }

  private void grow(int columns) {
    exponent = new int[columns];
    Arrays.fill(exponent, Double.MIN_EXPONENT);
    residual = new double[columns];
    mean = new double[columns];
    deviation = new double[columns];
  }

  @Override
  public double value() {
    if (count < 2) {
      return Double.NaN;
    }
    double sum = 0;
    for (int k = 0; k < mean.length; k++) {
      sum += deviation[k] == 0 ? (residual[k] == 0 ? 1 : 0) : 1 - residual[k] / deviation[k];
    }
    return sum / mean.length;
  }

  @Override
  public RSquared fresh() {
    return new RSquared();
  }

  @Override
  public void merge(Metric other) {
    if (!(other instanceof RSquared r)) {
      MetricInputs.checkAlike(name(), false, other);
      return;
    }
    if (r.count == 0) {
      return;
    }
    if (count == 0) {
      grow(r.mean.length);
    }
    Preconditions.checkArgument(
        r.mean.length == mean.length,
        "rSquared: %s outputs after %s; give all batches one shape behind the examples",
        r.mean.length,
        mean.length);
    long both = count + r.count;
    for (int k = 0; k < mean.length; k++) {
      int common = Math.max(exponent[k], r.exponent[k]);
      rescale(k, common);
      r.rescale(k, common);
      double apart = unit(r.mean[k], k) - unit(mean[k], k);
      residual[k] += r.residual[k];
      deviation[k] += r.deviation[k] + apart * apart * ((double) count / both) * r.count;
      mean[k] += Math.scalb(apart * ((double) r.count / both), exponent[k]);
    }
    count = both;
  }
}
