package dev.wengert.nn.layer.attention;

import dev.wengert.Tensor;
import dev.wengert.nn.Component;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Pass;

/**
 * The component of self-attention, attention to a memory and a feed-forward part, each with a way
 * around it and a normalization: x [N, T, E] and memory [N, S, E] to [N, T, E].
 *
 * <p>Post-norm: {@code y = norm(x + drop(attention(x))), z = norm(y + drop(memoryAttention(y,
 * memory))), norm(z + drop(feedForward(z)))}; pre-norm normalizes each part's input instead, but
 * not the memory.
 *
 * <p>Parameters, in this order: {@code attention.*} as of {@link MultiHeadAttention}, {@code
 * attentionNorm.*}, {@code memoryAttention.*}, {@code memoryNorm.*}, {@code feedForward.*} and
 * {@code feedForwardNorm.*} as of {@link TransformerEncoderBlock}.
 *
 * <p>PyTorch: {@code TransformerDecoderLayer(batch_first=True)}, with {@code self_attn}, {@code
 * norm1}, {@code multihead_attn}, {@code norm2}, {@code linear1}, {@code linear2}, {@code norm3}.
 * Source: Vaswani et al., "Attention is all you need", 2017, section 3.1.
 */
public final class TransformerDecoderBlock implements Component {

  private final MultiHeadAttention attention;
  private final Sublayer attentionNorm;
  private final MultiHeadAttention memoryAttention;
  private final Sublayer memoryNorm;
  private final FeedForward feedForward;
  private final Sublayer feedForwardNorm;

  private TransformerDecoderBlock(TransformerSettings settings) {
    this.attention = settings.attention();
    this.attentionNorm = new Sublayer(settings);
    this.memoryAttention = settings.attention();
    this.memoryNorm = new Sublayer(settings);
    this.feedForward = new FeedForward(settings);
    this.feedForwardNorm = new Sublayer(settings);
  }

  /** Returns a block. */
  public static TransformerDecoderBlock of(TransformerSettings settings) {
    return new TransformerDecoderBlock(settings);
  }

  @Override
  public void declare(Declarations declarations) {
    declarations.child("attention", attention);
    declarations.child("attentionNorm", attentionNorm);
    declarations.child("memoryAttention", memoryAttention);
    declarations.child("memoryNorm", memoryNorm);
    declarations.child("feedForward", feedForward);
    declarations.child("feedForwardNorm", feedForwardNorm);
  }

  /** Returns the block's output: causal in x, with all of the memory in sight. */
  public Tensor forward(Tensor x, Tensor memory, Pass pass) {
    return forward(x, memory, AttentionMask.causal(), AttentionMask.none(), pass);
  }

  /**
   * Returns the block's output.
   *
   * @param x [N, T, E]
   * @param memory [N, S, E], an encoder's output
   * @param mask which positions of x each of x sees; causal, most often
   * @param memoryMask which positions of the memory each of x sees
   * @throws IllegalArgumentException if x does not fit the weights, or the others x
   */
  public Tensor forward(
      Tensor x, Tensor memory, AttentionMask mask, AttentionMask memoryMask, Pass pass) {
    Tensor y =
        attentionNorm.around(
            attention, x, pass, in -> pass.run(attention, () -> attention.forward(in, mask, pass)));
    Tensor z =
        memoryNorm.around(
            memoryAttention,
            y,
            pass,
            in ->
                pass.run(
                    memoryAttention,
                    () -> memoryAttention.forward(in, memory, memory, memoryMask, pass)));
    return feedForwardNorm.around(feedForward, z, pass, in -> pass.run(feedForward, in));
  }
}
