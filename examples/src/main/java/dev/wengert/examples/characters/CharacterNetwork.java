package dev.wengert.examples.characters;

import dev.wengert.Index;
import dev.wengert.Tensor;
import dev.wengert.nn.Component;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Initializer;
import dev.wengert.nn.Pass;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Embedding;
import dev.wengert.nn.layer.attention.AttentionMask;
import dev.wengert.nn.layer.attention.PositionalEncoding;
import dev.wengert.nn.layer.attention.TransformerEncoder;
import dev.wengert.nn.layer.attention.TransformerSettings;
import dev.wengert.ops.Activations;
import dev.wengert.ops.Losses;

/**
 * A transformer that says of each character what may come next: blocks of attention that look at
 * what came before and never ahead.
 *
 * <p>Source: Radford et al., "Improving language understanding by generative pre-training", 2018,
 * section 3.1, much smaller and with normalization first.
 */
final class CharacterNetwork implements Component {

  /** How far back it looks, in characters. */
  static final int CONTEXT = 64;

  private static final int WIDTH = 64;
  private static final int HEADS = 4;
  private static final int BLOCKS = 2;

  private final Embedding letters;
  private final PositionalEncoding places = PositionalEncoding.learned(CONTEXT, WIDTH);
  private final TransformerEncoder blocks =
      TransformerEncoder.of(
          TransformerSettings.of(WIDTH, HEADS)
              .withNormFirst()
              .withActivation(Activations::geluTanh),
          BLOCKS);
  private final Dense next;

  CharacterNetwork(int alphabet) {
    letters = Embedding.of(alphabet, WIDTH, Initializer.normal(0.02));
    next = Dense.of(WIDTH, alphabet, Initializer.normal(0.02));
  }

  @Override
  public void declare(Declarations declarations) {
    declarations.child("letters", letters);
    declarations.child("places", places);
    declarations.child("blocks", blocks);
    declarations.child("next", next);
  }

  /**
   * Returns the logits of what comes after each character.
   *
   * @param x INT32 [N, T], T up to {@link #CONTEXT}
   * @return [N, T, alphabet]
   */
  Tensor logits(Tensor x, Pass pass) {
    Tensor vectors = places.forward(letters.forward(x, pass), pass);
    return next.forward(blocks.forward(vectors, AttentionMask.causal(), pass), pass);
  }

  /**
   * Returns the mean cross-entropy of each character, given those before it, in nats.
   *
   * @param pieces INT32 [N, T + 1]: the first T characters are looked at, the last T foretold
   */
  Tensor loss(Tensor pieces, Pass pass) {
    Tensor x = pieces.get(Index.all(), Index.range(0, -1));
    Tensor y = pieces.get(Index.all(), Index.range(1, pieces.shape().side(1)));
    Tensor logits = logits(x, pass);
    return Losses.crossEntropy(logits.reshape(x.size(), -1), y.reshape(x.size()));
  }
}
