package dev.wengert.nn.architecture;

import dev.wengert.Tensor;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Initializer;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Pass;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Dropout;
import dev.wengert.nn.layer.Embedding;
import dev.wengert.nn.layer.attention.AttentionMask;
import dev.wengert.nn.layer.attention.PositionalEncoding;
import dev.wengert.nn.layer.attention.TransformerEncoder;
import org.jspecify.annotations.Nullable;

/**
 * The language model that says what comes next: symbols INT32 [N, T] to the logits [N, T, symbols]
 * of the symbol behind each, which are computed from those up to it and no further.
 *
 * <p>A vector for each symbol and one for its position, their sum through {@linkplain
 * TransformerEncoder blocks} with a causal mask, and the last vectors' products with those of all
 * symbols.
 *
 * <p>Parameters: {@code symbols.weight} [symbols, E], {@code positions.weight} [positions, E],
 * {@code blocks.0.*}, ... and {@code blocks.norm.*} as of {@link TransformerEncoder}; {@code
 * output.weight} [symbols, E] where the output is not tied. GPT-2's own names are {@code wte},
 * {@code wpe}, {@code h.0}, {@code ln_f}; its {@code c_attn} holds query, key and value side by
 * side, and it stores matrices as [inputs, outputs].
 *
 * <p>Source: Radford et al., "Language models are unsupervised multitask learners", 2019, section
 * 2.3 and table 2.
 */
public final class Gpt implements Layer {

  private final Embedding symbols;
  private final PositionalEncoding positions;
  private final Dropout dropout;
  private final TransformerEncoder blocks;
  private final @Nullable Dense output;

  private Gpt(GptSettings settings) {
    int width = settings.transformer().width();
    Initializer vectors = settings.transformer().weights();
    this.symbols = Embedding.of(settings.symbols(), width, vectors);
    this.positions = PositionalEncoding.learned(settings.positions(), width);
    this.dropout = Dropout.keeping(settings.transformer().keepProbability());
    this.blocks = TransformerEncoder.of(settings.transformer(), settings.blocks());
    this.output =
        settings.tied() ? null : Dense.of(width, settings.symbols(), vectors).withoutBias();
  }

  /** Returns a network. */
  public static Gpt of(GptSettings settings) {
    return new Gpt(settings);
  }

  /** Returns GPT-2 small: 12 blocks of width 768, 124 million parameters. */
  public static Gpt small() {
    return of(GptSettings.published(12, 768));
  }

  /** Returns GPT-2 medium: 24 blocks of width 1024, 355 million parameters. */
  public static Gpt medium() {
    return of(GptSettings.published(24, 1024));
  }

  /** Returns GPT-2 large: 36 blocks of width 1280, 774 million parameters. */
  public static Gpt large() {
    return of(GptSettings.published(36, 1280));
  }

  /** Returns GPT-2 XL: 48 blocks of width 1600, 1558 million parameters. */
  public static Gpt extraLarge() {
    return of(GptSettings.published(48, 1600));
  }

  @Override
  public void declare(Declarations declarations) {
    declarations.child("symbols", symbols);
    declarations.child("positions", positions);
    declarations.child("dropout", dropout);
    declarations.child("blocks", blocks);
    if (output != null) {
      declarations.child("output", output);
    }
  }

  /**
   * Returns the logits of what comes behind each symbol.
   *
   * @param x INT32 [N, T], T up to the number of positions
   * @throws IllegalArgumentException if x does not fit
   * @throws IndexOutOfBoundsException if there is no such symbol
   */
  @Override
  public Tensor forward(Tensor x, Pass pass) {
    pass.check(
        this,
        "gpt",
        x.rank() == 2,
        "the input is no batch of sequences: x is %s; give INT32 [N, T]",
        x.spec());
    Tensor vectors = pass.run(dropout, pass.run(positions, pass.run(symbols, x)));
    Tensor last = pass.run(blocks, () -> blocks.forward(vectors, AttentionMask.causal(), pass));
    return output == null ? symbols.scores(last, pass) : pass.run(output, last);
  }
}
