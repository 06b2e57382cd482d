package dev.wengert.nn.layer.attention;

import com.google.common.base.Preconditions;
import dev.wengert.MatMul;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Initializer;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Pass;
import dev.wengert.nn.layer.Dense;
import dev.wengert.ops.Attention;
import dev.wengert.ops.Regularization;
import org.jspecify.annotations.Nullable;

/**
 * The layer in which each query takes a mean of values, weighed by how well their keys fit, in
 * several heads side by side: {@code concat(head_1, ..., head_H) Wo^T + bo} with {@code head_h =
 * softmax(q_h k_h^T / sqrt(E / H)) v_h}, and q, k, v affine images of the inputs, cut into H parts
 * along the last axis.
 *
 * <p>query [N, T, E], key and value [N, S, M], result [N, T, E]; M is E unless {@link
 * #withMemoryWidth} says otherwise. In {@link #forward(Tensor, Pass)} all three are one tensor.
 *
 * <p>Parameters: {@code query.weight} [E, E], {@code key.weight} and {@code value.weight} [E, M],
 * {@code output.weight} [E, E], drawn by {@link Initializer#xavierUniform}; {@code query.bias},
 * {@code key.bias}, {@code value.bias}, {@code output.bias} [E], 0 at first. PyTorch: {@code
 * MultiheadAttention(batch_first=True)}, whose {@code in_proj_weight} holds the first three one
 * above the other.
 *
 * <p>{@link #withRotary} tells queries and keys where they stand. Source: Vaswani et al.,
 * "Attention is all you need", 2017, section 3.2.2.
 */
public final class MultiHeadAttention implements Layer {

  // Three products rather than one by stacked weights: on N T = 1024 and E = 64, 128, 256, forward
  // and backward, one took 0.75 to 1.36 times the time of three (median 1.0), since cutting its
  // result into three costs what it saves. And so memories may be of another width.

  private final int width;
  private final int heads;
  private final int memoryWidth;
  private final boolean biased;
  private final double keepProbability;
  private final @Nullable RotaryEncoding rotary;
  private final Dense query;
  private final Dense key;
  private final Dense value;
  private final Dense output;

  private MultiHeadAttention(
      int width,
      int heads,
      int memoryWidth,
      boolean biased,
      double keepProbability,
      @Nullable RotaryEncoding rotary) {
    this.width = width;
    this.heads = heads;
    this.memoryWidth = memoryWidth;
    this.biased = biased;
    this.keepProbability = keepProbability;
    this.rotary = rotary;
    this.query = affine(width, width, biased);
    this.key = affine(memoryWidth, width, biased);
    this.value = affine(memoryWidth, width, biased);
    this.output = affine(width, width, biased);
  }

  private static Dense affine(int inputs, int outputs, boolean biased) {
    Dense dense = Dense.of(inputs, outputs, Initializer.xavierUniform());
    return biased ? dense : dense.withoutBias();
  }

  /**
   * Returns a layer with biases and without dropout.
   *
   * @param width E, the width of queries, results and, unless set otherwise, memories
   * @param heads how many heads; E is divisible by it
   * @throws IllegalArgumentException if the heads do not divide the width
   */
  public static MultiHeadAttention of(int width, int heads) {
    Preconditions.checkArgument(
        heads > 0 && width > 0 && width % heads == 0,
        "multiHeadAttention: %s heads do not divide a width of %s; give a divisor",
        heads,
        width);
    return new MultiHeadAttention(width, heads, width, true, 1, null);
  }

  /**
   * Returns such a layer, with parameters of its own, for memories of another width. PyTorch:
   * {@code kdim} and {@code vdim}.
   */
  public MultiHeadAttention withMemoryWidth(int memory) {
    return new MultiHeadAttention(width, heads, memory, biased, keepProbability, rotary);
  }

  /** Returns such a layer, with parameters of its own, whose four affine images have no biases. */
  public MultiHeadAttention withoutBias() {
    return new MultiHeadAttention(width, heads, memoryWidth, false, keepProbability, rotary);
  }

  /**
   * Returns such a layer, with parameters of its own, that in training drops weights of the means.
   *
   * @param keep the probability of a weight to stay, in (0, 1]
   * @throws IllegalArgumentException if the probability is outside (0, 1]
   */
  public MultiHeadAttention withKeepProbability(double keep) {
    Preconditions.checkArgument(
        keep > 0 && keep <= 1,
        "multiHeadAttention: not a keep probability: %s; give a number above 0, at most 1",
        keep);
    return new MultiHeadAttention(width, heads, memoryWidth, biased, keep, rotary);
  }

  /**
   * Returns such a layer, with parameters of its own, that tells positions by {@linkplain
   * RotaryEncoding rotating} queries and keys.
   *
   * @param positions the length of the longest sequence
   * @throws IllegalArgumentException if it is not positive, or the width of a head is odd
   */
  public MultiHeadAttention withRotary(int positions) {
    return new MultiHeadAttention(
        width,
        heads,
        memoryWidth,
        biased,
        keepProbability,
        RotaryEncoding.of(positions, width / heads));
  }

  @Override
  public void declare(Declarations declarations) {
    declarations.child("query", query);
    declarations.child("key", key);
    declarations.child("value", value);
    declarations.child("output", output);
  }

  /** Returns self-attention without a mask: [N, T, E] to [N, T, E]. */
  @Override
  public Tensor forward(Tensor x, Pass pass) {
    return forward(x, AttentionMask.none(), pass);
  }

  /** Returns self-attention under a mask: [N, T, E] to [N, T, E]. */
  public Tensor forward(Tensor x, AttentionMask mask, Pass pass) {
    return forward(x, x, x, mask, pass);
  }

  /**
   * Returns attention of queries to a memory.
   *
   * @param q the queries, [N, T, E]
   * @param k what they are compared with, [N, S, M]
   * @param v what they take means of, [N, S, M]
   * @throws IllegalArgumentException if the inputs do not fit each other or the weights
   */
  public Tensor forward(Tensor q, Tensor k, Tensor v, AttentionMask mask, Pass pass) {
    check(q, k, v, pass);
    int queries = q.shape().side(1);
    Tensor open = mask.tensor(queries, k.shape().side(1));
    Tensor weights =
        weights(placed(heads(pass.run(query, q))), placed(heads(pass.run(key, k))), open, pass);
    if (pass.isTraining() && keepProbability < 1) {
      weights = Regularization.dropout(weights, pass.key(this), keepProbability);
    }
    Tensor values = heads(pass.run(value, v));
    Tensor means =
        open == null ? MatMul.of(weights, values, false, false) : Attention.means(weights, values);
    Tensor joined = means.transpose(0, 2, 1, 3).reshape(q.shape().side(0), queries, width);
    return pass.run(output, joined);
  }

  private Tensor weights(Tensor q, Tensor k, @Nullable Tensor mask, Pass pass) {
    if (mask == null) {
      return Attention.attentionWeights(q, k);
    }
    Shape scores = q.shape().withSide(-1, k.shape().side(2));
    pass.check(
        this,
        "multiHeadAttention",
        mask.shape().broadcastsTo(scores),
        "the mask does not broadcast: it is %s; give what broadcasts to %s",
        mask.shape(),
        scores);
    return Attention.attentionWeights(q, k, mask);
  }

  /** Cuts the last axis into heads and puts them behind the examples: [N, T, E] to [N, H, T, D]. */
  private Tensor heads(Tensor x) {
    return x.reshape(x.shape().side(0), x.shape().side(1), heads, width / heads)
        .transpose(0, 2, 1, 3);
  }

  private Tensor placed(Tensor x) {
    return rotary == null ? x : rotary.rotate(x);
  }

  private void check(Tensor q, Tensor k, Tensor v, Pass pass) {
    boolean ranks = q.rank() == 3 && k.rank() == 3 && v.rank() == 3;
    pass.check(
        this,
        "multiHeadAttention",
        ranks
            && q.shape().side(2) == width
            && k.shape().side(2) == memoryWidth
            && k.shape().equals(v.shape())
            && q.shape().side(0) == k.shape().side(0),
        "the inputs do not fit: query %s, key %s, value %s; give [N, T, %s] and twice [N, S, %s]",
        q.shape(),
        k.shape(),
        v.shape(),
        width,
        memoryWidth);
    pass.check(
        this,
        "multiHeadAttention",
        rotary == null || Math.max(q.shape().side(1), k.shape().side(1)) <= rotary.positions(),
        "a sequence is too long: query %s, key %s; give up to %s positions",
        q.shape(),
        k.shape(),
        rotary == null ? 0 : rotary.positions());
  }
}
