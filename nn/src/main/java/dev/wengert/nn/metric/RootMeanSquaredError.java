package dev.wengert.nn.metric;

import dev.wengert.Tensor;

/**
 * The root of the mean of {@code (prediction - target)^2} over all elements, RMSE: an error in the
 * target's own unit. NaN if there were none. Predictions and targets have one shape, whichever.
 * scikit-learn: {@code root_mean_squared_error}.
 */
public final class RootMeanSquaredError implements Metric {

  private double sum;
  private long count;

  /** Makes a metric that has taken in nothing. */
  public RootMeanSquaredError() {}

  @Override
  public String name() {
    return "rootMeanSquaredError";
  }

  @Override
  public void update(Tensor prediction, Tensor target) {
    MetricInputs.checkSameShape(name(), prediction, target);
    double[] given = MetricInputs.numbers(prediction);
    double[] wanted = MetricInputs.numbers(target);
    double batch = 0;
    for (int i = 0; i < wanted.length; i++) {
      double error = given[i] - wanted[i];
      batch += error * error;
    }
    sum += batch;
    count += wanted.length;
  }

  @Override
  public double value() {
    return Math.sqrt(sum / count);
  }

  @Override
  public RootMeanSquaredError fresh() {
    return new RootMeanSquaredError();
  }

  @Override
  public void merge(Metric other) {
    if (other instanceof RootMeanSquaredError error) {
      sum += error.sum;
      count += error.count;
    } else {
      MetricInputs.checkAlike(name(), false, other);
    }
  }
}
