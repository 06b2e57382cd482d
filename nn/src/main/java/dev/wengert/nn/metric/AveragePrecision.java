package dev.wengert.nn.metric;

import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;

/**
 * The area under the curve of precision over recall, PR-AUC, as a sum of steps: {@code sum_n (R_n -
 * R_(n-1)) P_n} over all thresholds from the highest down. Where positives are rare it tells more
 * than {@link RocAuc}: what scores at random has the share of positives, not a half.
 *
 * <p>NaN without positive examples. Scores and targets of one shape; targets 0 or 1, or false or
 * true. All scores are kept until {@link #value} sorts them. scikit-learn: {@code
 * average_precision_score}, which draws no lines between points either, since they would promise
 * too much: Davis and Goadrich, "The relationship between precision-recall and ROC curves", 2006.
 */
public final class AveragePrecision implements Metric {

  private static final String NAME = "averagePrecision";

  private final BinaryScores scores = new BinaryScores(NAME);

  /** Makes a metric that has taken in nothing. */
  public AveragePrecision() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void update(Tensor prediction, Tensor target) {
    scores.add(prediction, target);
  }

  @Override
  public double value() {
    double[] sum = {0};
    int[] before = {0};
    scores.descend(
        (threshold, truePositives, falsePositives) -> {
          double precision = (double) truePositives / (truePositives + falsePositives);
          sum[0] += (truePositives - before[0]) * precision;
          before[0] = truePositives;
        });
    return sum[0] / scores.positives();
  }

  /**
   * Returns the curve: recall and precision from (0, 1), where the threshold is infinite, to a
   * recall of 1; a point for each score that occurs. NaN where there are no positive examples.
   */
  public ImmutableList<CurvePoint> curve() {
    ImmutableList.Builder<CurvePoint> points = ImmutableList.builder();
    double positives = scores.positives();
    points.add(new CurvePoint(0 / positives, 1, Double.POSITIVE_INFINITY));
    scores.descend(
        (threshold, truePositives, falsePositives) ->
            points.add(
                new CurvePoint(
                    truePositives / positives,
                    (double) truePositives / (truePositives + falsePositives),
                    threshold)));
    return points.build();
  }

  @Override
  public AveragePrecision fresh() {
    return new AveragePrecision();
  }

  @Override
  public void merge(Metric other) {
    if (other instanceof AveragePrecision average) {
      scores.addAll(average.scores);
    } else {
      MetricInputs.checkAlike(NAME, false, other);
    }
  }
}
