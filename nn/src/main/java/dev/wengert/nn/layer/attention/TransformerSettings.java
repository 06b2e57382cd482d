package dev.wengert.nn.layer.attention;

import com.google.common.base.Preconditions;
import dev.wengert.Tensor;
import dev.wengert.nn.Component;
import dev.wengert.nn.Initializer;
import dev.wengert.nn.Pass;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.normalization.LayerNorm;
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
 * @param bias whether the feed-forward part adds biases, and normalizations shifts
 * @param keepProbability the probability to stay, in (0, 1], of attention weights, of activations
 *     in the feed-forward part and of what each part adds
 * @param activation the function in the feed-forward part
 * @param epsilon what normalizations add to a variance
 * @param weights how weights begin
 * @param outputWeights how the weights begin whose products are added to what goes around the parts
 */
public record TransformerSettings(
    int width,
    int heads,
    int hidden,
    boolean normFirst,
    boolean attentionBias,
    boolean bias,
    double keepProbability,
    UnaryOperator<Tensor> activation,
    double epsilon,
    Initializer weights,
    Initializer outputWeights) {

  private static final double USUAL_EPSILON = 1e-5;
  private static final Initializer USUAL_WEIGHTS = Initializer.xavierUniform();

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
    Preconditions.checkArgument(
        epsilon > 0 && Double.isFinite(epsilon),
        "transformer: epsilon must be positive: %s; 1e-5 is usual",
        epsilon);
  }

  /**
   * Returns the settings of Vaswani et al., 2017: post-norm, relu, a hidden width of 4 E, and 0.1
   * of everything dropped. Epsilon is 1e-5; weights are drawn by {@link Initializer#xavierUniform}.
   *
   * @param width E, the width of all inputs and outputs
   * @param heads how many heads attention has; E is divisible by it
   */
  public static TransformerSettings of(int width, int heads) {
    return new TransformerSettings(
        width,
        heads,
        4 * width,
        false,
        true,
        true,
        0.9,
        Activations::relu,
        USUAL_EPSILON,
        USUAL_WEIGHTS,
        USUAL_WEIGHTS);
  }

  /** Returns these settings with another hidden width. */
  public TransformerSettings withHidden(int other) {
    return new TransformerSettings(
        width,
        heads,
        other,
        normFirst,
        attentionBias,
        bias,
        keepProbability,
        activation,
        epsilon,
        weights,
        outputWeights);
  }

  /**
   * Returns these settings with the inputs of the parts normalized instead of the sums behind them,
   * which trains without warm-up. Source: Xiong et al., "On layer normalization in the transformer
   * architecture", 2020.
   */
  public TransformerSettings withNormFirst() {
    return new TransformerSettings(
        width,
        heads,
        hidden,
        true,
        attentionBias,
        bias,
        keepProbability,
        activation,
        epsilon,
        weights,
        outputWeights);
  }

  /** Returns these settings without biases in attention. */
  public TransformerSettings withoutAttentionBias() {
    return new TransformerSettings(
        width,
        heads,
        hidden,
        normFirst,
        false,
        bias,
        keepProbability,
        activation,
        epsilon,
        weights,
        outputWeights);
  }

  /**
   * Returns these settings without biases anywhere, and with normalizations that scale and do not
   * shift.
   */
  public TransformerSettings withoutBias() {
    return new TransformerSettings(
        width,
        heads,
        hidden,
        normFirst,
        false,
        false,
        keepProbability,
        activation,
        epsilon,
        weights,
        outputWeights);
  }

  /** Returns these settings with another probability to stay; 1 drops nothing. */
  public TransformerSettings withKeepProbability(double other) {
    return new TransformerSettings(
        width,
        heads,
        hidden,
        normFirst,
        attentionBias,
        bias,
        other,
        activation,
        epsilon,
        weights,
        outputWeights);
  }

  /** Returns these settings with another function in the feed-forward part. */
  public TransformerSettings withActivation(UnaryOperator<Tensor> other) {
    return new TransformerSettings(
        width,
        heads,
        hidden,
        normFirst,
        attentionBias,
        bias,
        keepProbability,
        other,
        epsilon,
        weights,
        outputWeights);
  }

  /** Returns these settings with another epsilon in normalizations. */
  public TransformerSettings withEpsilon(double other) {
    return new TransformerSettings(
        width,
        heads,
        hidden,
        normFirst,
        attentionBias,
        bias,
        keepProbability,
        activation,
        other,
        weights,
        outputWeights);
  }

  /**
   * Returns these settings with weights that begin otherwise.
   *
   * @param inner what draws weights inside the parts
   * @param output what draws those of attention's output and of the feed-forward part's second
   *     product, which are added to what goes around the parts
   */
  public TransformerSettings withWeights(Initializer inner, Initializer output) {
    return new TransformerSettings(
        width,
        heads,
        hidden,
        normFirst,
        attentionBias,
        bias,
        keepProbability,
        activation,
        epsilon,
        inner,
        output);
  }

  MultiHeadAttention attention() {
    MultiHeadAttention attention =
        MultiHeadAttention.of(width, heads)
            .withKeepProbability(keepProbability)
            .withWeights(weights, outputWeights);
    return attentionBias ? attention : attention.withoutBias();
  }

  /** Returns an affine image inside the feed-forward part. */
  Dense affine(int inputs, int outputs, Initializer first) {
    Dense dense = Dense.of(inputs, outputs, first);
    return bias ? dense : dense.withoutBias();
  }

  LayerNorm norm() {
    LayerNorm norm = LayerNorm.of(width).epsilon(epsilon);
    return bias ? norm : norm.withoutShift();
  }

  /** Returns what stays of x in training, scaled up, with a key of its owner's; else x. */
  Tensor drop(Tensor x, Component owner, Pass pass) {
    return pass.isTraining() && keepProbability < 1
        ? Regularization.dropout(x, pass.key(owner), keepProbability)
        : x;
  }
}
