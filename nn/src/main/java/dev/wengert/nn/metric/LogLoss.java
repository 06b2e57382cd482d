package dev.wengert.nn.metric;

import dev.wengert.Tensor;
import java.util.OptionalInt;

/**
 * The mean of {@code -log p(target)}, p the softmax of the scores: the cross-entropy of everything
 * taken in. NaN if there was nothing. {@link Perplexity} is its exponential.
 *
 * <p>Scores [..., classes], logits or log probabilities (of probabilities give the logarithm);
 * targets INT32 [...]. scikit-learn: {@code log_loss}.
 */
public final class LogLoss implements Metric {

  private final String name;
  private final OptionalInt ignored;
  private double sum;
  private long count;

  private LogLoss(String name, OptionalInt ignored) {
    this.name = name;
    this.ignored = ignored;
  }

  /** Returns a metric that counts all targets. */
  public static LogLoss create() {
    return new LogLoss("logLoss", OptionalInt.empty());
  }

  /** Returns a metric that leaves targets of one number, such as padding, out. */
  public static LogLoss ignoring(int target) {
    return new LogLoss("logLoss", OptionalInt.of(target));
  }

  /** Returns a metric that refuses in the name of another. */
  static LogLoss named(String name, OptionalInt ignored) {
    return new LogLoss(name, ignored);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void update(Tensor prediction, Tensor target) {
    MetricInputs.checkScores(name, prediction, target);
    int classes = prediction.shape().side(-1);
    double[] scores = prediction.toDoubleArray();
    int[] wanted = target.toIntArray();
    double batch = 0;
    for (int i = 0; i < wanted.length; i++) {
      if (ignored.isPresent() && ignored.getAsInt() == wanted[i]) {
        continue;
      }
      int label = MetricInputs.checkClass(name, wanted[i], classes);
      batch += surprise(scores, i * classes, classes, label);
      count++;
    }
    sum += batch;
  }

  /**
   * The target's distance from the largest score is taken first: it is exact at any size. From an
   * infinite one it is 0 for those equal to it, as in the cross-entropy.
   */
  private static double surprise(double[] scores, int from, int classes, int label) {
    double max = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      max = Math.max(max, scores[from + c]);
    }
    double powers = 0;
    for (int c = 0; c < classes; c++) {
      powers += Math.exp(-distance(max, scores[from + c]));
    }
    return distance(max, scores[from + label]) + Math.log(powers);
  }

  private static double distance(double max, double score) {
    return score == max ? 0 : max - score;
  }

  @Override
  public double value() {
    return sum / count;
  }

  @Override
  public LogLoss fresh() {
    return new LogLoss(name, ignored);
  }

  @Override
  public void merge(Metric other) {
    if (other instanceof LogLoss loss && loss.ignored.equals(ignored)) {
      sum += loss.sum;
      count += loss.count;
    } else {
      MetricInputs.checkAlike(name, false, other);
    }
  }
}
