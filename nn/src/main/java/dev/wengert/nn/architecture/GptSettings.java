package dev.wengert.nn.architecture;

import com.google.common.base.Preconditions;
import dev.wengert.nn.Initializer;
import dev.wengert.nn.layer.attention.RotaryEncoding;
import dev.wengert.nn.layer.attention.TransformerSettings;
import dev.wengert.ops.Activations;

/**
 * What a {@link Gpt} is made of.
 *
 * @param symbols how many symbols there are
 * @param positions the length of the longest sequence
 * @param blocks how many blocks there are
 * @param transformer what the blocks are made of: width, heads, norm place, biases, dropout,
 *     activation, epsilon and first weights
 * @param tied whether the output is by the vectors of the symbols; else it has weights of its own
 */
public record GptSettings(
    int symbols, int positions, int blocks, TransformerSettings transformer, boolean tied) {

  private static final int WIDTH_OF_A_HEAD = 64;
  private static final double DEVIATION = 0.02;
  private static final double ROTARY_BASE = 10_000;

  /**
   * Makes settings.
   *
   * @throws IllegalArgumentException if a number is not positive
   */
  public GptSettings {
    Preconditions.checkArgument(
        symbols > 0 && positions > 0 && blocks > 0,
        "gpt: a number is not positive: %s symbols, %s positions, %s blocks; give 1 or more",
        symbols,
        positions,
        blocks);
  }

  /**
   * Returns the settings of GPT-2 for other sizes: normalization first, the tanh form of gelu,
   * epsilon 1e-5, 0.1 of everything dropped, a tied output; weights normal with deviation 0.02,
   * those whose products are added to what goes around the parts with that over sqrt(2 blocks).
   *
   * @param symbols how many symbols there are
   * @param positions the length of the longest sequence
   * @param blocks how many blocks there are
   * @param width E, the width of all vectors
   * @param heads how many heads attention has; E is divisible by it
   * @throws IllegalArgumentException if a number is out of range
   */
  public static GptSettings of(int symbols, int positions, int blocks, int width, int heads) {
    TransformerSettings transformer =
        TransformerSettings.of(width, heads)
            .withNormFirst()
            .withActivation(Activations::geluTanh)
            .withWeights(
                Initializer.normal(DEVIATION),
                Initializer.normal(DEVIATION / Math.sqrt(2.0 * Math.max(blocks, 1))));
    return new GptSettings(symbols, positions, blocks, transformer, true);
  }

  /**
   * Returns settings as Llama, Mistral, Qwen and others of that kind have them: normalization first
   * by the root mean square, rotated queries and keys, a feed-forward part gated by silu, no
   * biases, nothing dropped, an output of its own; weights normal with deviation 0.02. What they
   * vary is in the {@linkplain #withTransformer blocks}: {@code transformer().withKeyHeads(8)}.
   *
   * @param symbols how many symbols there are
   * @param positions the length of the longest sequence
   * @param blocks how many blocks there are
   * @param width E, the width of all vectors
   * @param heads how many heads attention has; E is divisible by it
   * @param hidden the width inside the feed-forward part
   * @throws IllegalArgumentException if a number is out of range
   */
  public static GptSettings llama(
      int symbols, int positions, int blocks, int width, int heads, int hidden) {
    Initializer weights = Initializer.normal(DEVIATION);
    TransformerSettings transformer =
        TransformerSettings.of(width, heads)
            .withHidden(hidden)
            .withNormFirst()
            .withNorm(TransformerSettings.Norm.RMS)
            .withoutBias()
            .withKeepProbability(1)
            .withActivation(Activations::silu)
            .withGate()
            .withRotary(positions, ROTARY_BASE)
            .withWeights(weights, weights);
    return new GptSettings(symbols, positions, blocks, transformer, false);
  }

  /** Returns the settings of a published GPT-2, whose heads are 64 wide. */
  static GptSettings published(int blocks, int width) {
    return of(50_257, 1024, blocks, width, width / WIDTH_OF_A_HEAD);
  }

  /** Returns these settings with other blocks. */
  public GptSettings withTransformer(TransformerSettings other) {
    return new GptSettings(symbols, positions, blocks, other, tied);
  }

  /** Returns these settings with another probability to stay, also of the first vectors. */
  public GptSettings withKeepProbability(double keep) {
    return withTransformer(transformer.withKeepProbability(keep));
  }

  /** Returns these settings for sequences of another length, also where blocks rotate. */
  public GptSettings withPositions(int other) {
    RotaryEncoding rotary = transformer.rotary();
    TransformerSettings placed =
        rotary == null ? transformer : transformer.withRotary(other, rotary.base());
    return new GptSettings(symbols, other, blocks, placed, tied);
  }

  /** Returns these settings with the output tied to the vectors of the symbols. */
  public GptSettings withTying() {
    return new GptSettings(symbols, positions, blocks, transformer, true);
  }

  /** Returns these settings with weights of its own for the output. */
  public GptSettings withoutTying() {
    return new GptSettings(symbols, positions, blocks, transformer, false);
  }
}
