package dev.wengert.nn.layer.attention;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;
import dev.wengert.nn.Component;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Pass;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The component of {@linkplain TransformerDecoderBlock decoder blocks} one after the other: x [N,
 * T, E] and memory [N, S, E] to [N, T, E]. Where blocks normalize first, a last normalization
 * follows.
 *
 * <p>Parameters: {@code 0.*}, {@code 1.*}, ... as of the block; {@code norm.weight} and {@code
 * norm.bias} [E] where blocks normalize first. PyTorch: {@code TransformerDecoder}. A decoder
 * without a memory, as of language models, is a {@link TransformerEncoder} with a {@linkplain
 * AttentionMask#causal causal} mask.
 */
public final class TransformerDecoder implements Component {

  private final ImmutableList<TransformerDecoderBlock> blocks;
  private final @Nullable Layer norm;

  private TransformerDecoder(ImmutableList<TransformerDecoderBlock> blocks, @Nullable Layer norm) {
    this.blocks = blocks;
    this.norm = norm;
  }

  /**
   * Returns a stack of blocks.
   *
   * @throws IllegalArgumentException if their number is not positive
   */
  public static TransformerDecoder of(TransformerSettings settings, int blocks) {
    Preconditions.checkArgument(
        blocks > 0,
        "transformerDecoder: the number of blocks is not positive: %s; give 1 or more",
        blocks);
    return new TransformerDecoder(
        IntStream.range(0, blocks)
            .mapToObj(i -> TransformerDecoderBlock.of(settings))
            .collect(ImmutableList.toImmutableList()),
        settings.normFirst() ? settings.normalization() : null);
  }

  @Override
  public void declare(Declarations declarations) {
    for (int i = 0; i < blocks.size(); i++) {
      declarations.child(Integer.toString(i), blocks.get(i));
    }
    if (norm != null) {
      declarations.child("norm", norm);
    }
  }

  /** Returns the stack's output: causal in x, with all of the memory in sight. */
  public Tensor forward(Tensor x, Tensor memory, Pass pass) {
    return forward(x, memory, AttentionMask.causal(), AttentionMask.none(), pass);
  }

  /**
   * Returns the stack's output; every block has the same masks.
   *
   * @param x [N, T, E]
   * @param memory [N, S, E], an encoder's output
   * @param mask which positions of x each of x sees; causal, most often
   * @param memoryMask which positions of the memory each of x sees
   * @throws IllegalArgumentException if x does not fit the weights, or the others x
   */
  public Tensor forward(
      Tensor x, Tensor memory, AttentionMask mask, AttentionMask memoryMask, Pass pass) {
    Tensor y = x;
    for (TransformerDecoderBlock block : blocks) {
      Tensor in = y;
      y = pass.run(block, () -> block.forward(in, memory, mask, memoryMask, pass));
    }
    return norm == null ? y : pass.run(norm, y);
  }
}
