package dev.wengert.nn.metric;

import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;

/**
 * The area under the receiver operating characteristic, exactly: the probability that a random
 * positive example has a higher score than a random negative one, a tie counting half.
 *
 * <p>It is the number of such pairs in order, ties counting half, over P Q for P positive and Q
 * negative examples: Mann and Whitney's statistic. NaN if one of the two is missing. Scores and
 * targets of one shape; targets 0 or 1, or false or true. All scores are kept until {@link #value}
 * sorts them. Source: Hanley and McNeil, "The meaning and use of the area under a receiver
 * operating characteristic (ROC) curve", 1982.
 */
public final class RocAuc implements Metric {

  private static final String NAME = "rocAuc";

  private final BinaryScores scores = new BinaryScores(NAME);

  /** Makes a metric that has taken in nothing. */
  public RocAuc() {}

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
    // Twice the area in units of a pair: exact in a long.
    long[] twice = {0};
    int[] before = {0, 0};
    scores.descend(
        (threshold, truePositives, falsePositives) -> {
          twice[0] += (long) (truePositives + before[0]) * (falsePositives - before[1]);
          before[0] = truePositives;
          before[1] = falsePositives;
        });
    return twice[0] / 2.0 / ((double) scores.positives() * scores.negatives());
  }

  /**
   * Returns the curve: the rate of false positives and that of true ones, from (0, 0), where the
   * threshold is infinite, to (1, 1); a point for each score that occurs. NaN where a rate has no
   * examples. scikit-learn: {@code roc_curve(drop_intermediate=False)}.
   */
  public ImmutableList<CurvePoint> curve() {
    ImmutableList.Builder<CurvePoint> points = ImmutableList.builder();
    double positives = scores.positives();
    double negatives = scores.negatives();
    points.add(new CurvePoint(0 / negatives, 0 / positives, Double.POSITIVE_INFINITY));
    scores.descend(
        (threshold, truePositives, falsePositives) ->
            points.add(
                new CurvePoint(falsePositives / negatives, truePositives / positives, threshold)));
    return points.build();
  }

  @Override
  public RocAuc fresh() {
    return new RocAuc();
  }

  @Override
  public void merge(Metric other) {
    if (other instanceof RocAuc auc) {
      scores.addAll(auc.scores);
    } else {
      MetricInputs.checkAlike(NAME, false, other);
    }
  }
}
