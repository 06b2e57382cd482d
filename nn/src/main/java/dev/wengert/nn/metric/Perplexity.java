package dev.wengert.nn.metric;

import dev.wengert.Tensor;
import java.util.OptionalInt;

/**
 * How many equally likely classes would be as hard to guess: {@code exp(mean(-log p(target)))}, p
 * the softmax of the scores. NaN if there were none.
 *
 * <p>Scores [..., classes], logits or log probabilities; targets INT32 [...]. Source: Jelinek,
 * Mercer, Bahl and Baker, "Perplexity, a measure of the difficulty of speech recognition tasks",
 * 1977.
 */
public final class Perplexity implements Metric {

  private final OptionalInt ignored;
  private double sum;
  private long count;

  private Perplexity(OptionalInt ignored) {
    this.ignored = ignored;
  }

  /** Returns a metric that counts all targets. */
  public static Perplexity create() {
    return new Perplexity(OptionalInt.empty());
  }

  /** Returns a metric that leaves targets of one number, such as padding, out. */
  public static Perplexity ignoring(int target) {
    return new Perplexity(OptionalInt.of(target));
  }

  @Override
  public String name() {
    return "perplexity";
  }

  @Override
  public void update(Tensor prediction, Tensor target) {
    MetricInputs.checkScores(name(), prediction, target);
    int classes = prediction.shape().side(-1);
    double[] scores = prediction.toDoubleArray();
    int[] wanted = target.toIntArray();
    double batch = 0;
    for (int i = 0; i < wanted.length; i++) {
      if (ignored.isPresent() && ignored.getAsInt() == wanted[i]) {
        continue;
      }
      int label = MetricInputs.checkClass(name(), wanted[i], classes);
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
    return Math.exp(sum / count);
  }

  @Override
  public Perplexity fresh() {
    return new Perplexity(ignored);
  }

  @Override
  public void merge(Metric other) {
    if (other instanceof Perplexity p && p.ignored.equals(ignored)) {
      sum += p.sum;
      count += p.count;
    } else {
      MetricInputs.checkAlike(name(), false, other);
    }
  }
}
