package dev.wengert.nn.architecture;

import com.google.common.base.Preconditions;
import dev.wengert.nn.Initializer;
import dev.wengert.nn.layer.attention.TransformerSettings;
import dev.wengert.ops.Activations;

/**
 * What a {@link Bert} is made of.
 *
 * @param symbols how many symbols there are
 * @param positions the length of the longest sequence
 * @param segments how many kinds of segments there are: 2 for a first and a second sentence
 * @param blocks how many blocks there are
 * @param transformer what the blocks are made of: width, heads, norm place, biases, dropout,
 *     activation, epsilon and first weights
 * @param pools whether one vector for a whole text is made, by parameters of its own
 */
public record BertSettings(
    int symbols,
    int positions,
    int segments,
    int blocks,
    TransformerSettings transformer,
    boolean pools) {

  private static final double EPSILON = 1e-12;
  private static final double DEVIATION = 0.02;

  /**
   * Makes settings.
   *
   * @throws IllegalArgumentException if a number is not positive
   */
  public BertSettings {
    Preconditions.checkArgument(
        symbols > 0 && positions > 0 && segments > 0 && blocks > 0,
        "bert: a number is not positive: %s symbols, %s positions, %s segments, %s blocks; give 1"
            + " or more",
        symbols,
        positions,
        segments,
        blocks);
  }

  /**
   * Returns the settings of BERT for other sizes: normalization behind the sums, gelu, epsilon
   * 1e-12, 0.1 of everything dropped, two kinds of segments; weights normal with deviation 0.02 and
   * none beyond twice that.
   *
   * @param symbols how many symbols there are
   * @param positions the length of the longest sequence
   * @param blocks how many blocks there are
   * @param width E, the width of all vectors
   * @param heads how many heads attention has; E is divisible by it
   * @throws IllegalArgumentException if a number is out of range
   */
  public static BertSettings of(int symbols, int positions, int blocks, int width, int heads) {
    Initializer weights = Initializer.truncatedNormal(DEVIATION);
    TransformerSettings transformer =
        TransformerSettings.of(width, heads)
            .withActivation(Activations::gelu)
            .withEpsilon(EPSILON)
            .withWeights(weights, weights);
    return new BertSettings(symbols, positions, 2, blocks, transformer, true);
  }

  /** Returns the settings of BERT base for English in lower case: 12 blocks of width 768. */
  public static BertSettings base() {
    return of(30_522, 512, 12, 768, 12);
  }

  /** Returns the settings of BERT large for English in lower case: 24 blocks of width 1024. */
  public static BertSettings large() {
    return of(30_522, 512, 24, 1024, 16);
  }

  /** Returns these settings with other blocks. */
  public BertSettings withTransformer(TransformerSettings other) {
    return new BertSettings(symbols, positions, segments, blocks, other, pools);
  }

  /** Returns these settings with another number of symbols: 28,996 for English with capitals. */
  public BertSettings withSymbols(int other) {
    return new BertSettings(other, positions, segments, blocks, transformer, pools);
  }

  /** Returns these settings with another number of kinds of segments. */
  public BertSettings withSegments(int other) {
    return new BertSettings(symbols, positions, other, blocks, transformer, pools);
  }

  /** Returns these settings with another probability to stay, also of the first vectors. */
  public BertSettings withKeepProbability(double keep) {
    return withTransformer(transformer.withKeepProbability(keep));
  }

  /** Returns these settings without a vector for a whole text. */
  public BertSettings withoutPooler() {
    return new BertSettings(symbols, positions, segments, blocks, transformer, false);
  }
}
