package dev.wengert.nn.layer.attention;

import dev.wengert.Tensor;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Pass;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The layer of self-attention and a feed-forward part, each with a way around it and a
 * normalization: [N, T, E] to [N, T, E].
 *
 * <p>Post-norm: {@code y = norm(x + drop(attention(x))), z = norm(y + drop(feedForward(y)))}.
 * Pre-norm: {@code y = x + drop(attention(norm(x))), z = y + drop(feedForward(norm(y)))}. The
 * feed-forward part is {@code drop(f(y W1^T + b1)) W2^T + b2}, or what the settings' gate makes of
 * it.
 *
 * <p>Parameters, in this order: {@code attention.*} as of {@link MultiHeadAttention}; {@code
 * attentionNorm.weight} and {@code attentionNorm.bias} [E]; {@code feedForward.expand.weight}
 * [hidden, E] and {@code .bias} [hidden]; {@code feedForward.contract.weight} [E, hidden] and
 * {@code .bias} [E]; {@code feedForwardNorm.weight} and {@code feedForwardNorm.bias} [E].
 *
 * <p>PyTorch: {@code TransformerEncoderLayer(batch_first=True)}, with {@code self_attn}, {@code
 * norm1}, {@code linear1}, {@code linear2}, {@code norm2}. Source: Vaswani et al., "Attention is
 * all you need", 2017, section 3.1.
 */
public final class TransformerEncoderBlock implements Layer {

  private final MultiHeadAttention attention;
  private final Sublayer attentionNorm;
  private final FeedForward feedForward;
  private final Sublayer feedForwardNorm;

  private TransformerEncoderBlock(TransformerSettings settings) {
    this.attention = settings.attention();
    this.attentionNorm = new Sublayer(settings);
    this.feedForward = new FeedForward(settings);
    this.feedForwardNorm = new Sublayer(settings);
  }

  /** Returns a block. */
  public static TransformerEncoderBlock of(TransformerSettings settings) {
    return new TransformerEncoderBlock(settings);
  }

  @Override
  public void declare(Declarations declarations) {
    declarations.child("attention", attention);
    declarations.child("attentionNorm", attentionNorm);
    declarations.child("feedForward", feedForward);
    declarations.child("feedForwardNorm", feedForwardNorm);
  }

  /** Returns the block's output without a mask. */
  @Override
  public Tensor forward(Tensor x, Pass pass) {
    return forward(x, AttentionMask.none(), pass);
  }

  /**
   * Returns the block's output under a mask.
   *
   * @param x [N, T, E]
   * @throws IllegalArgumentException if x does not fit the weights, or the mask x
   */
  public Tensor forward(Tensor x, AttentionMask mask, Pass pass) {
    Tensor y =
        attentionNorm.around(
            attention, x, pass, in -> pass.run(attention, () -> attention.forward(in, mask, pass)));
    return feedForwardNorm.around(feedForward, y, pass, in -> pass.run(feedForward, in));
  }

  /**
   * Returns what comes out for further places under the causal mask.
   *
   * @param past what attention has seen before; null if nothing
   * @param seen takes what it has seen then
   */
  Tensor forward(Tensor x, @Nullable KeyValues past, Consumer<KeyValues> seen, Pass pass) {
    Tensor y =
        attentionNorm.around(
            attention,
            x,
            pass,
            in ->
                pass.run(
                    attention,
                    () -> {
                      MultiHeadAttention.Attended attended = attention.forward(in, past, pass);
                      seen.accept(attended.seen());
                      return attended.result();
                    }));
    return feedForwardNorm.around(feedForward, y, pass, in -> pass.run(feedForward, in));
  }
}
