package dev.wengert.nn.metric;

import dev.wengert.Tensor;

/**
 * The mean of {@code |prediction - target|} over all elements; NaN if there were none. Predictions
 * and targets have one shape, whichever. scikit-learn: {@code mean_absolute_error}.
 */
public final class MeanAbsoluteError implements Metric {

  private double sum;
  private long count;

  /** Makes a metric that has taken in nothing. */
  public MeanAbsoluteError() {}

  @Override
  public String name() {
    return "meanAbsoluteError";
  }

  @Override
  public void update(Tensor prediction, Tensor target) {
    MetricInputs.checkSameShape(name(), prediction, target);
    double[] given = MetricInputs.numbers(prediction);
    double[] wanted = MetricInputs.numbers(target);
    double batch = 0;
    for (int i = 0; i < wanted.length; i++) {
      batch += Math.abs(given[i] - wanted[i]);
    }
    sum += batch;
    count += wanted.length;
  }

  @Override
  public double value() {
    return sum / count;
  }

  @Override
  public MeanAbsoluteError fresh() {
    return new MeanAbsoluteError();
  }

  @Override
  public void merge(Metric other) {
    if (other instanceof MeanAbsoluteError error) {
      sum += error.sum;
      count += error.count;
    } else {
      MetricInputs.checkAlike(name(), false, other);
    }
  }
}
