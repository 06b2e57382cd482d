package dev.wengert.nn.train;

import com.google.common.base.Preconditions;
import dev.wengert.Tensor;

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

  private long count;
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
      // From the first on, so that the mean of what does not vary is exact.
      double sum = 0;
      for (int i = k; i < wanted.length; i += columns) {
        sum += wanted[i] - wanted[k];
      }
      double center = wanted[k] + sum / rows;
      for (int i = k; i < wanted.length; i += columns) {
        double off = wanted[i] - center;
        double miss = wanted[i] - given[i];
        result.deviation[k] += off * off;
        result.residual[k] += miss * miss;
      }
      result.mean[k] = center;
    }
    return result;
  }

  private void grow(int columns) {
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
      double apart = r.mean[k] - mean[k];
      residual[k] += r.residual[k];
      deviation[k] += r.deviation[k] + apart * apart * ((double) count / both) * r.count;
      mean[k] += apart * ((double) r.count / both);
    }
    count = both;
  }
}
