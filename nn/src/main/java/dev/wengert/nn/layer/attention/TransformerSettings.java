package dev.wengert.nn.layer.attention;

import com.google.common.base.Preconditions;
import dev.wengert.Tensor;
import dev.wengert.nn.Component;
import dev.wengert.nn.Pass;
import dev.wengert.ops.Activations;
import dev.wengert.ops.Regularization;
import java.util.function.UnaryOperator;

/**
 * What transformer blocks have in common.
 *
 * @param width E, the width of all inputs and outputs
 * @param heads how many heads attention has; E is divisible by it
 * @param hidden the width inside the feed-forward part
 * @param normFirst whether inputs of the parts are normalized (pre-norm) or the sums behind them
 *     (post-norm)
 * @param attentionBias whether the affine images of attention add biases
 * @param keepProbability the probability to stay, in (0, 1], of attention weights, of activations
 *     in the feed-forward part and of what each part adds
 * @param activation the function in the feed-forward part
 */
public record TransformerSettings(
    int width,
    int heads,
    int hidden,
    boolean normFirst,
    boolean attentionBias,
    double keepProbability,
    UnaryOperator<Tensor> activation) {

  /**
   * Makes settings.
   *
   * @throws IllegalArgumentException if a number is out of range
   */
  public TransformerSettings {
    Preconditions.checkArgument(
        heads > 0 && width > 0 && width % heads == 0,
        "transformer: %s heads do not divide a width of %s; give a divisor",
        heads,
        width);
    Preconditions.checkArgument(
        hidden > 0, "transformer: the hidden width is not positive: %s; 4 E is usual", hidden);
    Preconditions.checkArgument(
        keepProbability > 0 && keepProbability <= 1,
        "transformer: not a keep probability: %s; give a number above 0, at most 1",
        keepProbability);
  }

  /**
   * Returns the settings of Vaswani et al., 2017: post-norm, relu, a hidden width of 4 E, and 0.1
   * of everything dropped.
   *
   * @param width E, the width of all inputs and outputs
   * @param heads how many heads attention has; E is divisible by it
   */
  public static TransformerSettings of(int width, int heads) {
    return new TransformerSettings(width, heads, 4 * width, false, true, 0.9, Activations::relu);
  }

  /** Returns these settings with another hidden width. */
  public TransformerSettings withHidden(int other) {
    return new TransformerSettings(
        width, heads, other, normFirst, attentionBias, keepProbability, activation);
  }

  /**
   * Returns these settings with the inputs of the parts normalized instead of the sums behind them,
   * which trains without warm-up. Source: Xiong et al., "On layer normalization in the transformer
   * architecture", 2020.
   */
  public TransformerSettings withNormFirst() {
    return new TransformerSettings(
        width, heads, hidden, true, attentionBias, keepProbability, activation);
  }

  /** Returns these settings without biases in attention. */
  public TransformerSettings withoutAttentionBias() {
    return new TransformerSettings(
        width, heads, hidden, normFirst, false, keepProbability, activation);
  }

  /** Returns these settings with another probability to stay; 1 drops nothing. */
  public TransformerSettings withKeepProbability(double other) {
    return new TransformerSettings(
        width, heads, hidden, normFirst, attentionBias, other, activation);
  }

  /** Returns these settings with another function in the feed-forward part. */
  public TransformerSettings withActivation(UnaryOperator<Tensor> other) {
    return new TransformerSettings(
        width, heads, hidden, normFirst, attentionBias, keepProbability, other);
  }

  MultiHeadAttention attention() {
    MultiHeadAttention attention =
        MultiHeadAttention.of(width, heads).withKeepProbability(keepProbability);
    return attentionBias ? attention : attention.withoutBias();
  }

  /** Returns what stays of x in training, scaled up, with a key of its owner's; else x. */
  Tensor drop(Tensor x, Component owner, Pass pass) {
    return pass.isTraining() && keepProbability < 1
        ? Regularization.dropout(x, pass.key(owner), keepProbability)
        : x;
  }
}
