package dev.wengert.nn.layer.attention;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Pass;
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
  private final @Nullable Layer norm;

  private TransformerEncoder(ImmutableList<TransformerEncoderBlock> blocks, @Nullable Layer norm) {
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

  /**
   * What the stack gives for a part of a sequence.
   *
   * @param result [N, T, E]
   * @param seen what the attention of each block has seen up to its end
   */
  public record Continued(Tensor result, ImmutableList<KeyValues> seen) {}

  /**
   * Returns the stack's output for further places, each of which looks at itself and at those
   * before: what {@link AttentionMask#causal} gives for all together, one part after the other.
   *
   * @param x the further places, [N, T, E]
   * @param past what each block has seen before; empty if nothing was
   * @throws IllegalArgumentException if x does not fit the weights or what was seen
   */
  public Continued forward(Tensor x, ImmutableList<KeyValues> past, Pass pass) {
    pass.check(
        this,
        "transformerEncoder",
        past.isEmpty() || past.size() == blocks.size(),
        "%s blocks were given what %s have seen; go on with what this stack gave",
        blocks.size(),
        past.size());
    ImmutableList.Builder<KeyValues> seen = ImmutableList.builder();
    Tensor y = x;
    for (int i = 0; i < blocks.size(); i++) {
      TransformerEncoderBlock block = blocks.get(i);
      KeyValues before = past.isEmpty() ? null : past.get(i);
      Tensor in = y;
      y = pass.run(block, () -> block.forward(in, before, seen::add, pass));
    }
    return new Continued(norm == null ? y : pass.run(norm, y), seen.build());
  }
}
