package dev.wengert.nn.layer.attention;

import com.google.common.base.Preconditions;
import dev.wengert.Tensor;
import dev.wengert.nn.Component;
import dev.wengert.nn.Initializer;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Pass;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.normalization.LayerNorm;
import dev.wengert.nn.layer.normalization.RmsNorm;
import dev.wengert.ops.Activations;
import dev.wengert.ops.Regularization;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What transformer blocks have in common.
 *
 * @param width E, the width of all inputs and outputs
 * @param heads how many heads attention has; E is divisible by it
 * @param keyHeads how many heads keys and values have, each of which serves so many of the queries'
 *     side by side; it divides their number
 * @param hidden the width inside the feed-forward part
 * @param normFirst whether inputs of the parts are normalized (pre-norm) or the sums behind them
 *     (post-norm)
 * @param norm what normalizations do
 * @param attentionBias whether query, key and value of attention add biases
 * @param attentionOutputBias whether the output of attention adds a bias
 * @param bias whether the feed-forward part adds biases, and normalizations shifts
 * @param keepProbability the probability to stay, in (0, 1], of attention weights, of activations
 *     in the feed-forward part and of what each part adds
 * @param activation the function in the feed-forward part
 * @param gated whether the feed-forward part multiplies what the function gives by a second affine
 *     image
 * @param rotary how queries and keys are told where they stand; null if they are not
 * @param epsilon what normalizations add to a variance
 * @param weights how weights begin
 * @param outputWeights how the weights begin whose products are added to what goes around the parts
 */
public record TransformerSettings(
    int width,
    int heads,
    int keyHeads,
    int hidden,
    boolean normFirst,
    Norm norm,
    boolean attentionBias,
    boolean attentionOutputBias,
    boolean bias,
    double keepProbability,
    UnaryOperator<Tensor> activation,
    boolean gated,
    @Nullable RotaryEncoding rotary,
    double epsilon,
    Initializer weights,
    Initializer outputWeights) {

  /** What a normalization does. */
  public enum Norm {
    /** {@link LayerNorm}: centres, scales, and shifts where there are biases. */
    LAYER,
    /** {@link RmsNorm}: scales and does not centre. */
    RMS
  }

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
        keyHeads > 0 && heads % keyHeads == 0,
        "transformer: %s heads of keys do not divide %s of queries; give a divisor",
        keyHeads,
        heads);
    Preconditions.checkArgument(
        rotary == null || rotary.size() == width / heads,
        "transformer: the rotation is for heads of width %s, and they have %s; give the latter",
        rotary == null ? 0 : rotary.size(),
        width / heads);
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
        heads,
        4 * width,
        false,
        Norm.LAYER,
        true,
        true,
        true,
        0.9,
        Activations::relu,
        false,
        null,
        USUAL_EPSILON,
        USUAL_WEIGHTS,
        USUAL_WEIGHTS);
  }

  /** Settings in the making. */
  private static final class Draft {
    private int keyHeads;
    private int hidden;
    private boolean normFirst;
    private Norm norm;
    private boolean attentionBias;
    private boolean attentionOutputBias;
    private boolean bias;
    private double keepProbability;
    private UnaryOperator<Tensor> activation;
    private boolean gated;
    private @Nullable RotaryEncoding rotary;
    private double epsilon;
    private Initializer weights;
    private Initializer outputWeights;

    Draft(TransformerSettings from) {
      keyHeads = from.keyHeads;
      hidden = from.hidden;
      normFirst = from.normFirst;
      norm = from.norm;
      attentionBias = from.attentionBias;
      attentionOutputBias = from.attentionOutputBias;
      bias = from.bias;
      keepProbability = from.keepProbability;
      activation = from.activation;
      gated = from.gated;
      rotary = from.rotary;
      epsilon = from.epsilon;
      weights = from.weights;
      outputWeights = from.outputWeights;
    }
  }

  private TransformerSettings with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return new TransformerSettings(
        width,
        heads,
        draft.keyHeads,
        draft.hidden,
        draft.normFirst,
        draft.norm,
        draft.attentionBias,
        draft.attentionOutputBias,
        draft.bias,
        draft.keepProbability,
        draft.activation,
        draft.gated,
        draft.rotary,
        draft.epsilon,
        draft.weights,
        draft.outputWeights);
  }

  /** Returns these settings with another hidden width. */
  public TransformerSettings withHidden(int other) {
    return with(draft -> draft.hidden = other);
  }

  /**
   * Returns these settings with fewer heads of keys and values than of queries. Source: Ainslie et
   * al., "GQA: training generalized multi-query transformer models from multi-head checkpoints",
   * 2023.
   */
  public TransformerSettings withKeyHeads(int other) {
    return with(draft -> draft.keyHeads = other);
  }

  /**
   * Returns these settings with the inputs of the parts normalized instead of the sums behind them,
   * which trains without warm-up. Source: Xiong et al., "On layer normalization in the transformer
   * architecture", 2020.
   */
  public TransformerSettings withNormFirst() {
    return with(draft -> draft.normFirst = true);
  }

  /** Returns these settings with other normalizations. */
  public TransformerSettings withNorm(Norm other) {
    return with(draft -> draft.norm = other);
  }

  /** Returns these settings without biases in attention. */
  public TransformerSettings withoutAttentionBias() {
    return withAttentionBiases(false, false);
  }

  /**
   * Returns these settings with the biases in attention that are asked for.
   *
   * @param inputs whether query, key and value have them
   * @param output whether the output has one
   */
  public TransformerSettings withAttentionBiases(boolean inputs, boolean output) {
    return with(
        draft -> {
          draft.attentionBias = inputs;
          draft.attentionOutputBias = output;
        });
  }

  /**
   * Returns these settings without biases anywhere, and with normalizations that scale and do not
   * shift.
   */
  public TransformerSettings withoutBias() {
    return with(
        draft -> {
          draft.attentionBias = false;
          draft.attentionOutputBias = false;
          draft.bias = false;
        });
  }

  /** Returns these settings with another probability to stay; 1 drops nothing. */
  public TransformerSettings withKeepProbability(double other) {
    return with(draft -> draft.keepProbability = other);
  }

  /** Returns these settings with another function in the feed-forward part. */
  public TransformerSettings withActivation(UnaryOperator<Tensor> other) {
    return with(draft -> draft.activation = other);
  }

  /**
   * Returns these settings with a feed-forward part {@code (f(x Wg^T) * (x W1^T)) W2^T}. Source:
   * Shazeer, "GLU variants improve transformer", 2020.
   */
  public TransformerSettings withGate() {
    return with(draft -> draft.gated = true);
  }

  /**
   * Returns these settings with queries and keys {@linkplain RotaryEncoding rotated}.
   *
   * @param positions the length of the longest sequence
   * @param base how slowly the slowest pairs turn; 10000 is usual
   */
  public TransformerSettings withRotary(int positions, double base) {
    RotaryEncoding rotation = RotaryEncoding.of(positions, width / heads, base);
    return with(draft -> draft.rotary = rotation);
  }

  /** Returns these settings with another epsilon in normalizations. */
  public TransformerSettings withEpsilon(double other) {
    return with(draft -> draft.epsilon = other);
  }

  /**
   * Returns these settings with weights that begin otherwise.
   *
   * @param inner what draws weights inside the parts
   * @param output what draws those of attention's output and of the feed-forward part's second
   *     product, which are added to what goes around the parts
   */
  public TransformerSettings withWeights(Initializer inner, Initializer output) {
    return with(
        draft -> {
          draft.weights = inner;
          draft.outputWeights = output;
        });
  }

  MultiHeadAttention attention() {
    MultiHeadAttention attention =
        MultiHeadAttention.of(width, heads)
            .withKeyHeads(keyHeads)
            .withKeepProbability(keepProbability)
            .withWeights(weights, outputWeights)
            .withBiases(attentionBias, attentionOutputBias);
    return rotary == null ? attention : attention.withRotary(rotary);
  }

  /** Returns an affine image inside the feed-forward part. */
  Dense affine(int inputs, int outputs, Initializer first) {
    Dense dense = Dense.of(inputs, outputs, first);
    return bias ? dense : dense.withoutBias();
  }

  Layer normalization() {
    if (norm == Norm.RMS) {
      return RmsNorm.of(width).epsilon(epsilon);
    }
    LayerNorm layer = LayerNorm.of(width).epsilon(epsilon);
    return bias ? layer : layer.withoutShift();
  }

  /** Returns what stays of x in training, scaled up, with a key of its owner's; else x. */
  Tensor drop(Tensor x, Component owner, Pass pass) {
    return pass.isTraining() && keepProbability < 1
        ? Regularization.dropout(x, pass.key(owner), keepProbability)
        : x;
  }
}
