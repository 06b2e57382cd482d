package dev.wengert.nn.architecture;

import dev.wengert.Index;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
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
import dev.wengert.nn.layer.normalization.LayerNorm;
import dev.wengert.ops.Activations;
import org.jspecify.annotations.Nullable;

/**
 * The network that reads a text in both directions: symbols INT32 [N, T] to a vector for each, [N,
 * T, E], and {@linkplain #pooled one} for the whole.
 *
 * <p>A vector for each symbol, one for its position and one for its segment, their sum normalized,
 * and {@linkplain TransformerEncoder blocks} in which each place looks at all others. {@link
 * MaskedLanguageModel} foretells symbols by it.
 *
 * <p>Parameters: {@code symbols.weight} [symbols, E], {@code positions.weight} [positions, E],
 * {@code segments.weight} [segments, E], {@code norm.weight} and {@code norm.bias} [E]; {@code
 * blocks.0.*}, ... as of {@link TransformerEncoder}; {@code pooler.weight} [E, E] and {@code
 * pooler.bias} [E], unless left out. In BERT's own files they are {@code
 * embeddings.word_embeddings}, {@code position_embeddings}, {@code token_type_embeddings}, {@code
 * embeddings.LayerNorm}, {@code encoder.layer.0} and {@code pooler.dense}.
 *
 * <p>Source: Devlin, Chang, Lee and Toutanova, "BERT: pre-training of deep bidirectional
 * transformers for language understanding", 2019, section 3.
 */
public final class Bert implements Layer {

  private final BertSettings settings;
  private final Embedding symbols;
  private final PositionalEncoding positions;
  private final Embedding segments;
  private final LayerNorm norm;
  private final Dropout dropout;
  private final TransformerEncoder blocks;
  private final @Nullable Dense pooler;

  private Bert(BertSettings settings) {
    int width = settings.transformer().width();
    Initializer weights = settings.transformer().weights();
    this.settings = settings;
    this.symbols = Embedding.of(settings.symbols(), width, weights);
    this.positions = PositionalEncoding.learned(settings.positions(), width);
    this.segments = Embedding.of(settings.segments(), width, weights);
    this.norm = LayerNorm.of(width).epsilon(settings.transformer().epsilon());
    this.dropout = Dropout.keeping(settings.transformer().keepProbability());
    this.blocks = TransformerEncoder.of(settings.transformer(), settings.blocks());
    this.pooler = settings.pools() ? Dense.of(width, width, weights) : null;
  }

  /** Returns a network. */
  public static Bert of(BertSettings settings) {
    return new Bert(settings);
  }

  /**
   * Returns BERT base, for English in lower case: 12 blocks of width 768, 109 million parameters.
   */
  public static Bert base() {
    return of(BertSettings.base());
  }

  /** Returns BERT large, for English in lower case: 24 blocks of width 1024, 335 million. */
  public static Bert large() {
    return of(BertSettings.large());
  }

  /** Returns what it is made of. */
  public BertSettings settings() {
    return settings;
  }

  @Override
  public void declare(Declarations declarations) {
    declarations.child("symbols", symbols);
    declarations.child("positions", positions);
    declarations.child("segments", segments);
    declarations.child("norm", norm);
    declarations.child("dropout", dropout);
    declarations.child("blocks", blocks);
    if (pooler != null) {
      declarations.child("pooler", pooler);
    }
  }

  /** Returns the vectors of texts of one segment and without padding: [N, T] to [N, T, E]. */
  @Override
  public Tensor forward(Tensor x, Pass pass) {
    return forward(x, Tensor.zeros(DType.INT32, x.shape().sides()), AttentionMask.none(), pass);
  }

  /**
   * Returns the vectors of texts.
   *
   * @param x the symbols, INT32 [N, T], T up to the number of positions
   * @param segment which segment each belongs to, INT32 [N, T], from 0
   * @param mask which places each looks at: {@link AttentionMask#padding} where texts are filled up
   * @return [N, T, E]
   * @throws IllegalArgumentException if the inputs do not fit
   * @throws IndexOutOfBoundsException if there is no such symbol or segment
   */
  public Tensor forward(Tensor x, Tensor segment, AttentionMask mask, Pass pass) {
    pass.check(
        this,
        "bert",
        x.rank() == 2 && segment.shape().equals(x.shape()),
        "the inputs do not fit: x is %s, segments are %s; give INT32 [N, T] both",
        x.spec(),
        segment.spec());
    Tensor placed = pass.run(positions, pass.run(symbols, x));
    Tensor sum = placed.plus(pass.run(segments, segment));
    Tensor vectors = pass.run(dropout, pass.run(norm, sum));
    return pass.run(blocks, () -> blocks.forward(vectors, mask, pass));
  }

  /**
   * Returns one vector for each text, made of that of its first symbol: {@code tanh(y_0 W^T + b)}.
   * Classifiers put an affine layer behind it.
   *
   * @param y the vectors, [N, T, E]
   * @return [N, E]
   * @throws IllegalArgumentException if they do not fit, or the settings leave the pooler out
   */
  public Tensor pooled(Tensor y, Pass pass) {
    pass.check(
        this,
        "bert",
        y.rank() == 3 && y.shape().side(1) > 0,
        "there is no first vector: y is %s; give [N, T, E], what forward returns",
        y.shape());
    if (pooler == null) {
      throw new IllegalArgumentException(
          "bert: the settings leave the pooler out; make it without withoutPooler()");
    }
    return Activations.tanh(pass.run(pooler, y.get(Index.all(), Index.at(0))));
  }

  /** Returns how well vectors fit each symbol: [..., E] to [..., symbols]. */
  Tensor scores(Tensor y, Pass pass) {
    return symbols.scores(y, pass);
  }
}
