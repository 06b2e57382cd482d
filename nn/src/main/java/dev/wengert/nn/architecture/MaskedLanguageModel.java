package dev.wengert.nn.architecture;

import dev.wengert.Tensor;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Initializer;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Parameter;
import dev.wengert.nn.Pass;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.attention.AttentionMask;
import dev.wengert.nn.layer.normalization.LayerNorm;

/**
 * The network that foretells the symbols of a text that were masked, by a {@link Bert}: symbols
 * INT32 [N, T] to the logits [N, T, symbols] of what stands at each place. Its output is tied to
 * the vectors of the symbols.
 *
 * <p>Each vector goes through an affine layer, the activation of the blocks and a normalization;
 * its products with the vectors of all symbols, and a bias for each, are the logits. Whoever trains
 * it says which places were masked, and takes the loss of those.
 *
 * <p>Parameters: {@code bert.*}; {@code dense.weight} [E, E], {@code dense.bias} [E], {@code
 * norm.weight} and {@code norm.bias} [E], {@code bias} [symbols].
 *
 * <p>Source: as of {@link Bert}, section 3.1, task 1.
 */
public final class MaskedLanguageModel implements Layer {

  private final Bert bert;
  private final Dense dense;
  private final LayerNorm norm;
  private final Parameter bias;

  private MaskedLanguageModel(Bert bert) {
    BertSettings settings = bert.settings();
    int width = settings.transformer().width();
    this.bert = bert;
    this.dense = Dense.of(width, width, settings.transformer().weights());
    this.norm = LayerNorm.of(width).epsilon(settings.transformer().epsilon());
    this.bias = Parameter.of(Parameter.Role.BIAS, Initializer.zeros(), settings.symbols());
  }

  /** Returns a network of its own, without a pooler. */
  public static MaskedLanguageModel of(BertSettings settings) {
    return of(Bert.of(settings.withoutPooler()));
  }

  /** Returns the network that foretells by another's vectors. */
  public static MaskedLanguageModel of(Bert bert) {
    return new MaskedLanguageModel(bert);
  }

  @Override
  public void declare(Declarations declarations) {
    declarations.child("bert", bert);
    declarations.child("dense", dense);
    declarations.child("norm", norm);
    declarations.parameter("bias", bias);
  }

  /** Returns the logits for texts of one segment and without padding: [N, T] to [N, T, symbols]. */
  @Override
  public Tensor forward(Tensor x, Pass pass) {
    return logits(pass.run(bert, x), pass);
  }

  /**
   * Returns the logits for texts, as {@link Bert#forward(Tensor, Tensor, AttentionMask, Pass)}
   * takes them.
   *
   * @return [N, T, symbols]
   * @throws IllegalArgumentException if the inputs do not fit
   * @throws IndexOutOfBoundsException if there is no such symbol or segment
   */
  public Tensor forward(Tensor x, Tensor segment, AttentionMask mask, Pass pass) {
    return logits(pass.run(bert, () -> bert.forward(x, segment, mask, pass)), pass);
  }

  private Tensor logits(Tensor y, Pass pass) {
    Tensor inner = bert.settings().transformer().activation().apply(pass.run(dense, y));
    return bert.scores(pass.run(norm, inner), pass).plus(pass.value(bias));
  }
}
