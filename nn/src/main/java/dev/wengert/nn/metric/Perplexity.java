package dev.wengert.nn.metric;

import dev.wengert.Tensor;
import java.util.OptionalInt;

/**
 * How many equally likely classes would be as hard to guess: {@code exp(mean(-log p(target)))}, p
 * the softmax of the scores, the exponential of {@link LogLoss}. NaN if there were none.
 *
 * <p>Scores [..., classes], logits or log probabilities; targets INT32 [...]. Source: Jelinek,
 * Mercer, Bahl and Baker, "Perplexity, a measure of the difficulty of speech recognition tasks",
 * 1977.
 */
public final class Perplexity implements Metric {

  private static final String NAME = "perplexity";

  private final LogLoss loss;

  private Perplexity(LogLoss loss) {
    this.loss = loss;
  }

  /** Returns a metric that counts all targets. */
  public static Perplexity create() {
    return new Perplexity(LogLoss.named(NAME, OptionalInt.empty()));
  }

  /** Returns a metric that leaves targets of one number, such as padding, out. */
  public static Perplexity ignoring(int target) {
    return new Perplexity(LogLoss.named(NAME, OptionalInt.of(target)));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void update(Tensor prediction, Tensor target) {
    loss.update(prediction, target);
  }

  @Override
  public double value() {
    return Math.exp(loss.value());
  }

  @Override
  public Perplexity fresh() {
    return new Perplexity(loss.fresh());
  }

  @Override
  public void merge(Metric other) {
    if (other instanceof Perplexity p) {
      loss.merge(p.loss);
    } else {
      MetricInputs.checkAlike(NAME, false, other);
    }
  }
}
