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
 * along the last axis; k and v into fewer where {@link #withKeyHeads} says so.
 *
 * <p>query [N, T, E], key and value [N, S, M], result [N, T, E]; M is E unless {@link
 * #withMemoryWidth} says otherwise. In {@link #forward(Tensor, Pass)} all three are one tensor.
 *
 * <p>Parameters: {@code query.weight} [E, E], {@code key.weight} and {@code value.weight} [E, M],
 * {@code output.weight} [E, E], drawn by {@link Initializer#xavierUniform} unless {@link
 * #withWeights} says otherwise; {@code query.bias}, {@code key.bias}, {@code value.bias}, {@code
 * output.bias} [E], 0 at first. PyTorch: {@code MultiheadAttention(batch_first=True)}, whose {@code
 * in_proj_weight} holds the first three one above the other.
 *
 * <p>{@link #withRotary} tells queries and keys where they stand. Source: Vaswani et al.,
 * "Attention is all you need", 2017, section 3.2.2.
 */
public final class MultiHeadAttention implements Layer {

  // Three products rather than one by stacked weights: on N T = 1024 and E = 64, 128, 256, forward
  // and backward, one took 0.75 to 1.36 times the time of three (median 1.0), since cutting its
  // result into three costs what it saves. And so memories may be of another width.

  /** What a layer is made of, beside its width. */
  private record Options(
      int heads,
      int keyHeads,
      int memoryWidth,
      boolean biased,
      boolean outputBiased,
      double keepProbability,
      @Nullable RotaryEncoding rotary,
      Initializer weights,
      Initializer outputWeights) {}

  private final int width;
  private final Options options;
  private final Dense query;
  private final Dense key;
  private final Dense value;
  private final Dense output;

  private MultiHeadAttention(int width, Options options) {
    this.width = width;
    this.options = options;
    int keys = width / options.heads * options.keyHeads;
    this.query = affine(width, width, options.biased, options.weights);
    this.key = affine(options.memoryWidth, keys, options.biased, options.weights);
    this.value = affine(options.memoryWidth, keys, options.biased, options.weights);
    this.output = affine(width, width, options.outputBiased, options.outputWeights);
  }

  private static Dense affine(int inputs, int outputs, boolean isBiased, Initializer weights) {
    Dense dense = Dense.of(inputs, outputs, weights);
    return isBiased ? dense : dense.withoutBias();
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
    Initializer weights = Initializer.xavierUniform();
    return new MultiHeadAttention(
        width, new Options(heads, heads, width, true, true, 1, null, weights, weights));
  }

  /**
   * Returns such a layer, with parameters of its own, for memories of another width. PyTorch:
   * {@code kdim} and {@code vdim}.
   */
  public MultiHeadAttention withMemoryWidth(int memory) {
    Options o = options;
    return new MultiHeadAttention(
        width,
        new Options(
            o.heads,
            o.keyHeads,
            memory,
            o.biased,
            o.outputBiased,
            o.keepProbability,
            o.rotary,
            o.weights,
            o.outputWeights));
  }

  /**
   * Returns such a layer, with parameters of its own, with fewer heads of keys and values: each
   * serves several heads of queries side by side, and {@code key.weight} and {@code value.weight}
   * are [E keyHeads / heads, M]. Source: Ainslie et al., "GQA: training generalized multi-query
   * transformer models from multi-head checkpoints", 2023.
   *
   * @param keyHeads a divisor of the number of heads
   * @throws IllegalArgumentException if it is none
   */
  public MultiHeadAttention withKeyHeads(int keyHeads) {
    Options o = options;
    Preconditions.checkArgument(
        keyHeads > 0 && o.heads % keyHeads == 0,
        "multiHeadAttention: %s heads of keys do not divide %s of queries; give a divisor",
        keyHeads,
        o.heads);
    return new MultiHeadAttention(
        width,
        new Options(
            o.heads,
            keyHeads,
            o.memoryWidth,
            o.biased,
            o.outputBiased,
            o.keepProbability,
            o.rotary,
            o.weights,
            o.outputWeights));
  }

  /** Returns such a layer, with parameters of its own, whose four affine images have no biases. */
  public MultiHeadAttention withoutBias() {
    return withBiases(false, false);
  }

  /**
   * Returns such a layer, with parameters of its own, and the biases that are asked for.
   *
   * @param inputs whether query, key and value have them
   * @param output whether the output has one
   */
  public MultiHeadAttention withBiases(boolean inputs, boolean output) {
    Options o = options;
    return new MultiHeadAttention(
        width,
        new Options(
            o.heads,
            o.keyHeads,
            o.memoryWidth,
            inputs,
            output,
            o.keepProbability,
            o.rotary,
            o.weights,
            o.outputWeights));
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
    Options o = options;
    return new MultiHeadAttention(
        width,
        new Options(
            o.heads,
            o.keyHeads,
            o.memoryWidth,
            o.biased,
            o.outputBiased,
            keep,
            o.rotary,
            o.weights,
            o.outputWeights));
  }

  /**
   * Returns such a layer, with parameters of its own, that tells positions by {@linkplain
   * RotaryEncoding rotating} queries and keys.
   *
   * @param positions the length of the longest sequence
   * @throws IllegalArgumentException if it is not positive, or the width of a head is odd
   */
  public MultiHeadAttention withRotary(int positions) {
    return withRotary(RotaryEncoding.of(positions, width / options.heads));
  }

  /**
   * Returns such a layer, with parameters of its own, that tells positions by a rotation.
   *
   * @throws IllegalArgumentException if it is for heads of another width
   */
  public MultiHeadAttention withRotary(RotaryEncoding rotary) {
    Options o = options;
    Preconditions.checkArgument(
        rotary.size() == width / o.heads,
        "multiHeadAttention: the rotation is for heads of width %s, and they have %s; give the"
            + " latter",
        rotary.size(),
        width / o.heads);
    return new MultiHeadAttention(
        width,
        new Options(
            o.heads,
            o.keyHeads,
            o.memoryWidth,
            o.biased,
            o.outputBiased,
            o.keepProbability,
            rotary,
            o.weights,
            o.outputWeights));
  }

  /**
   * Returns such a layer, with parameters of its own, whose weights begin otherwise.
   *
   * @param weights what draws those of query, key and value
   * @param outputWeights what draws those of the output
   */
  public MultiHeadAttention withWeights(Initializer weights, Initializer outputWeights) {
    Options o = options;
    return new MultiHeadAttention(
        width,
        new Options(
            o.heads,
            o.keyHeads,
            o.memoryWidth,
            o.biased,
            o.outputBiased,
            o.keepProbability,
            o.rotary,
            weights,
            outputWeights));
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
    check(q, k, v, 0, pass);
    Tensor open = mask.tensor(q.shape().side(1), k.shape().side(1));
    Tensor queries = placed(heads(pass.run(query, q), options.heads), 0);
    return attended(queries, keyValues(k, v, 0, pass), open, pass);
  }

  /**
   * Returns self-attention of further places to themselves and to those before, and to none behind:
   * what {@link AttentionMask#causal} gives for all together, one part after the other.
   *
   * @param x the further places, [N, T, E]
   * @param past what was seen before; null if nothing was
   * @throws IllegalArgumentException if x does not fit the weights or what was seen
   */
  public Attended forward(Tensor x, @Nullable KeyValues past, Pass pass) {
    int before = past == null ? 0 : past.length();
    check(x, x, x, before, pass);
    int further = x.shape().side(1);
    Tensor queries = placed(heads(pass.run(query, x), options.heads), before);
    KeyValues all = keyValues(x, x, before, pass);
    if (past != null) {
      pass.check(
          this,
          "multiHeadAttention",
          past.fits(all),
          "what was seen does not fit: it is %s, and further keys are %s; go on with what this"
              + " layer gave for as many examples",
          past.keys().spec(),
          all.keys().spec());
      all = past.with(all);
    }
    Tensor open = further == 1 ? null : AttentionMask.later(further, before + further);
    return new Attended(attended(queries, all, open, pass), all);
  }

  /**
   * What attention gives for a part of a sequence.
   *
   * @param result [N, T, E]
   * @param seen the keys and values up to its end
   */
  public record Attended(Tensor result, KeyValues seen) {}

  private KeyValues keyValues(Tensor k, Tensor v, int from, Pass pass) {
    Tensor keys = placed(heads(pass.run(key, k), options.keyHeads), from);
    return new KeyValues(keys, heads(pass.run(value, v), options.keyHeads));
  }

  /** Returns the means of values for queries [N, H, T, D]. */
  private Tensor attended(Tensor q, KeyValues seen, @Nullable Tensor open, Pass pass) {
    Tensor weights = weights(q, KeyValues.repeated(seen.keys(), options.heads), open, pass);
    if (pass.isTraining() && options.keepProbability < 1) {
      weights = Regularization.dropout(weights, pass.key(this), options.keepProbability);
    }
    Tensor values = KeyValues.repeated(seen.values(), options.heads);
    Tensor means =
        open == null ? MatMul.of(weights, values, false, false) : Attention.means(weights, values);
    Shape shape = q.shape();
    Tensor joined = means.transpose(0, 2, 1, 3).reshape(shape.side(0), shape.side(2), width);
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
  private Tensor heads(Tensor x, int heads) {
    return x.reshape(x.shape().side(0), x.shape().side(1), heads, width / options.heads)
        .transpose(0, 2, 1, 3);
  }

  private Tensor placed(Tensor x, int from) {
    return options.rotary == null ? x : options.rotary.rotate(x, from);
  }

  private void check(Tensor q, Tensor k, Tensor v, int before, Pass pass) {
    boolean ranks = q.rank() == 3 && k.rank() == 3 && v.rank() == 3;
    pass.check(
        this,
        "multiHeadAttention",
        ranks
            && q.shape().side(2) == width
            && k.shape().side(2) == options.memoryWidth
            && k.shape().equals(v.shape())
            && q.shape().side(0) == k.shape().side(0),
        "the inputs do not fit: query %s, key %s, value %s; give [N, T, %s] and twice [N, S, %s]",
        q.shape(),
        k.shape(),
        v.shape(),
        width,
        options.memoryWidth);
    pass.check(
        this,
        "multiHeadAttention",
        options.rotary == null
            || before + Math.max(q.shape().side(1), k.shape().side(1))
                <= options.rotary.positions(),
        "a sequence is too long: query %s, key %s behind %s places; give up to %s positions",
        q.shape(),
        k.shape(),
        before,
        options.rotary == null ? 0 : options.rotary.positions());
  }
}
