package dev.wengert.nn.layer.attention;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Pass;
import dev.wengert.nn.layer.normalization.LayerNorm;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The layer of {@linkplain TransformerEncoderBlock encoder blocks} one after the other: [N, T, E]
 * to [N, T, E]. Where blocks normalize first, a last normalization follows.
 *
 * <p>Parameters: {@code 0.*}, {@code 1.*}, ... as of the block; {@code norm.weight} and {@code
 * norm.bias} [E] where blocks normalize first. PyTorch: {@code TransformerEncoder}.
 */
public final class TransformerEncoder implements Layer {

  private final ImmutableList<TransformerEncoderBlock> blocks;
  private final @Nullable LayerNorm norm;

  private TransformerEncoder(
      ImmutableList<TransformerEncoderBlock> blocks, @Nullable LayerNorm norm) {
    this.blocks = blocks;
    this.norm = norm;
  }

  /**
   * Returns a stack of blocks.
   *
   * @throws IllegalArgumentException if their number is not positive
   */
  public static TransformerEncoder of(TransformerSettings settings, int blocks) {
    Preconditions.checkArgument(
        blocks > 0,
        "transformerEncoder: the number of blocks is not positive: %s; give 1 or more",
        blocks);
    return new TransformerEncoder(
        IntStream.range(0, blocks)
            .mapToObj(i -> TransformerEncoderBlock.of(settings))
            .collect(ImmutableList.toImmutableList()),
        settings.normFirst() ? settings.norm() : null);
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

  /** Returns the stack's output without a mask. */
  @Override
  public Tensor forward(Tensor x, Pass pass) {
    return forward(x, AttentionMask.none(), pass);
  }

  /**
   * Returns the stack's output; every block has the same mask.
   *
   * @param x [N, T, E]
   * @throws IllegalArgumentException if x does not fit the weights, or the mask x
   */
  public Tensor forward(Tensor x, AttentionMask mask, Pass pass) {
    Tensor y = x;
    for (TransformerEncoderBlock block : blocks) {
      Tensor in = y;
      y = pass.run(block, () -> block.forward(in, mask, pass));
    }
    return norm == null ? y : pass.run(norm, y);
  }
}
