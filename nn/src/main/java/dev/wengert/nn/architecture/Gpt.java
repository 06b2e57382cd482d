package dev.wengert.nn.architecture;

import com.google.common.collect.ImmutableList;
import dev.wengert.Index;
import dev.wengert.Tensor;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Initializer;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Pass;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Dropout;
import dev.wengert.nn.layer.Embedding;
import dev.wengert.nn.layer.attention.AttentionMask;
import dev.wengert.nn.layer.attention.KeyValues;
import dev.wengert.nn.layer.attention.PositionalEncoding;
import dev.wengert.nn.layer.attention.TransformerEncoder;
import dev.wengert.nn.text.Continuation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The language model that says what comes next: symbols INT32 [N, T] to the logits [N, T, symbols]
 * of the symbol behind each, which are computed from those up to it and no further.
 *
 * <p>A vector for each symbol and, unless the blocks {@linkplain
 * dev.wengert.nn.layer.attention.RotaryEncoding rotate}, one for its position, their sum through
 * {@linkplain TransformerEncoder blocks} with a causal mask, and the last vectors' products with
 * those of all symbols.
 *
 * <p>Parameters: {@code symbols.weight} [symbols, E], {@code positions.weight} [positions, E]
 * unless the blocks rotate, {@code blocks.0.*}, ... and {@code blocks.norm.*} as of {@link
 * TransformerEncoder}; {@code output.weight} [symbols, E] where the output is not tied. GPT-2's own
 * names are {@code wte}, {@code wpe}, {@code h.0}, {@code ln_f}; {@link PublishedNames} knows them.
 *
 * <p>Source: Radford et al., "Language models are unsupervised multitask learners", 2019, section
 * 2.3 and table 2.
 */
public final class Gpt implements Layer {

  private final GptSettings settings;
  private final Embedding symbols;
  private final @Nullable PositionalEncoding positions;
  private final Dropout dropout;
  private final TransformerEncoder blocks;
  private final @Nullable Dense output;

  private Gpt(GptSettings settings) {
    int width = settings.transformer().width();
    Initializer vectors = settings.transformer().weights();
    this.settings = settings;
    this.symbols = Embedding.of(settings.symbols(), width, vectors);
    this.positions =
        settings.transformer().rotary() == null
            ? PositionalEncoding.learned(settings.positions(), width)
            : null;
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

  /** Returns what it is made of. */
  public GptSettings settings() {
    return settings;
  }

  @Override
  public void declare(Declarations declarations) {
    declarations.child("symbols", symbols);
    if (positions != null) {
      declarations.child("positions", positions);
    }
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
    Tensor vectors = vectors(x, 0, pass);
    Tensor last = pass.run(blocks, () -> blocks.forward(vectors, AttentionMask.causal(), pass));
    return logits(last, pass);
  }

  /**
   * What comes next, behind a part of a text.
   *
   * @param logits of what comes behind each symbol of the part, [N, T, symbols]
   * @param seen what attention has seen up to its end
   */
  public record Continued(Tensor logits, ImmutableList<KeyValues> seen) {}

  /**
   * Returns the logits of what comes behind each symbol of the next part of a text: those that
   * {@link #forward(Tensor, Pass)} gives for the whole text, to rounding, without computing again
   * what was seen.
   *
   * @param x the next symbols, INT32 [N, T]
   * @param past what was seen before; empty at the beginning
   * @throws IllegalArgumentException if x does not fit, or all together are too long
   * @throws IndexOutOfBoundsException if there is no such symbol
   */
  public Continued forward(Tensor x, ImmutableList<KeyValues> past, Pass pass) {
    Tensor vectors = vectors(x, past.isEmpty() ? 0 : past.get(0).length(), pass);
    List<KeyValues> seen = new ArrayList<>();
    Tensor last =
        pass.run(
            blocks,
            () -> {
              TransformerEncoder.Continued continued = blocks.forward(vectors, past, pass);
              seen.addAll(continued.seen());
              return continued.result();
            });
    return new Continued(logits(last, pass), ImmutableList.copyOf(seen));
  }

  /** Returns what writes on behind texts, {@linkplain dev.wengert.nn.text.Generation by it}. */
  public Continuation<ImmutableList<KeyValues>> continuation(Pass pass) {
    return new Continuation<>() {
      @Override
      public Scored<ImmutableList<KeyValues>> read(
          Tensor symbols, @Nullable ImmutableList<KeyValues> seen) {
        Continued next = Gpt.this.forward(symbols, seen == null ? ImmutableList.of() : seen, pass);
        return new Scored<>(next.logits().get(Index.all(), Index.at(-1)), next.seen());
      }

      @Override
      public ImmutableList<KeyValues> chosen(ImmutableList<KeyValues> seen, Tensor examples) {
        return seen.stream()
            .map(block -> block.of(examples))
            .collect(ImmutableList.toImmutableList());
      }
    };
  }

  private Tensor vectors(Tensor x, int from, Pass pass) {
    pass.check(
        this,
        "gpt",
        x.rank() == 2 && (long) from + x.shape().side(1) <= settings.positions(),
        "the input is no batch of sequences, or too long: x is %s behind %s symbols; give INT32 [N,"
            + " T], up to %s symbols",
        x.spec(),
        from,
        settings.positions());
    Tensor looked = pass.run(symbols, x);
    PositionalEncoding added = positions;
    Tensor placed =
        added == null ? looked : pass.run(added, () -> added.forward(looked, from, pass));
    return pass.run(dropout, placed);
  }

  private Tensor logits(Tensor last, Pass pass) {
    return output == null ? symbols.scores(last, pass) : pass.run(output, last);
  }
}
