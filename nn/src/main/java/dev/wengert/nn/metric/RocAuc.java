package dev.wengert.nn.metric;

import com.google.common.base.Preconditions;
import dev.wengert.Tensor;
import it.unimi.dsi.fastutil.doubles.DoubleArrayList;
import java.util.Arrays;

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

  private final DoubleArrayList positive = new DoubleArrayList();
  private final DoubleArrayList negative = new DoubleArrayList();

  /** Makes a metric that has taken in nothing. */
  public RocAuc() {}

  @Override
  public String name() {
    return "rocAuc";
  }

  @Override
  public void update(Tensor prediction, Tensor target) {
    MetricInputs.checkSameShape(name(), prediction, target);
    double[] scores = MetricInputs.numbers(prediction);
    double[] wanted = MetricInputs.numbers(target);
    for (int i = 0; i < wanted.length; i++) {
      Preconditions.checkArgument(
          !Double.isNaN(scores[i]), "rocAuc: a score is NaN; look for where it came from");
      Preconditions.checkArgument(
          wanted[i] == 0 || wanted[i] == 1, "rocAuc: a target is %s; give 0 or 1", wanted[i]);
      // 0 and -0 are one score.
      (wanted[i] == 1 ? positive : negative).add(scores[i] + 0.0);
    }
  }

  @Override
  public double value() {
    double[] ones = sorted(positive);
    double[] zeros = sorted(negative);
    // Twice the number of pairs that are in order, ties counting one: exact in a long.
    long twice = 0;
    int below = 0;
    int upTo = 0;
    for (double score : ones) {
      while (below < zeros.length && zeros[below] < score) {
        below++;
      }
      while (upTo < zeros.length && zeros[upTo] <= score) {
        upTo++;
      }
      twice += (long) below + upTo;
    }
    return twice / 2.0 / ((double) ones.length * zeros.length);
  }

  private static double[] sorted(DoubleArrayList list) {
    double[] values = list.toDoubleArray();
    Arrays.sort(values);
    return values;
  }

  @Override
  public RocAuc fresh() {
    return new RocAuc();
  }

  @Override
  public void merge(Metric other) {
    if (other instanceof RocAuc auc) {
      positive.addAll(auc.positive);
      negative.addAll(auc.negative);
    } else {
      MetricInputs.checkAlike(name(), false, other);
    }
  }
}
