package dev.wengert.nn.metric;

import com.google.common.base.Preconditions;
import dev.wengert.Tensor;

/**
 * The share of examples whose target is among the k largest scores, of equal scores the first ones;
 * for k = 1 it is the accuracy. NaN if there were none.
 *
 * <p>Scores [..., classes]; targets INT32 [...]. scikit-learn: {@code top_k_accuracy_score}.
 */
public final class TopKAccuracy implements Metric {

  private final int k;
  private final String name;
  private long right;
  private long count;

  private TopKAccuracy(int k) {
    this.k = k;
    this.name = "top" + k + "Accuracy";
  }

  /**
   * Returns a metric that has taken in nothing.
   *
   * @throws IllegalArgumentException if k is not positive
   */
  public static TopKAccuracy of(int k) {
    Preconditions.checkArgument(
        k > 0, "topKAccuracy: not a number of scores: %s; give 1 or more", k);
    return new TopKAccuracy(k);
  }

  /** Returns {@code top5Accuracy} for k = 5. */
  @Override
  public String name() {
    return name;
  }

  /**
   * Takes in a batch.
   *
   * @throws IllegalArgumentException if the shapes do not fit, a target is no class, a score is
   *     NaN, or there are fewer classes than k
   */
  @Override
  public void update(Tensor prediction, Tensor target) {
    MetricInputs.checkScores(name, prediction, target);
    int classes = prediction.shape().side(-1);
    Preconditions.checkArgument(
        k <= classes,
        "%s: the scores are of %s classes; ask for no more, or give more of them",
        name,
        classes);
    double[] scores = prediction.toDoubleArray();
    int[] wanted = target.toIntArray();
    for (int i = 0; i < wanted.length; i++) {
      int label = MetricInputs.checkClass(name, wanted[i], classes);
      right += isAmongTheLargest(scores, i * classes, classes, label) ? 1 : 0;
      count++;
    }
  }

  private boolean isAmongTheLargest(double[] scores, int from, int classes, int label) {
    double score = scores[from + label];
    int before = 0;
    for (int c = 0; c < classes; c++) {
      double other = scores[from + c];
      MetricInputs.checkScore(name, other);
      before += other > score || (other == score && c < label) ? 1 : 0;
    }
    return before < k;
  }

  @Override
  public double value() {
    return (double) right / count;
  }

  @Override
  public TopKAccuracy fresh() {
    return new TopKAccuracy(k);
  }

  @Override
  public void merge(Metric other) {
    if (other instanceof TopKAccuracy accuracy && accuracy.k == k) {
      right += accuracy.right;
      count += accuracy.count;
    } else {
      MetricInputs.checkAlike(name, false, other);
    }
  }
}
