package dev.wengert.nn.layer.attention;

import dev.wengert.Tensor;
import dev.wengert.nn.Component;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Pass;
import java.util.function.UnaryOperator;

/**
 * What a transformer block puts around each of its parts f: {@code norm(x + drop(f(x)))}, or where
 * the norm comes first {@code x + drop(f(norm(x)))}.
 */
final class Sublayer implements Component {

  private final TransformerSettings settings;
  private final Layer norm;

  Sublayer(TransformerSettings settings) {
    this.settings = settings;
    this.norm = settings.normalization();
  }

  @Override
  public void declare(Declarations declarations) {
    declarations.inPlace(norm);
  }

  /**
   * Returns what comes out with a part put in.
   *
   * @param part the part, for the message that refuses x
   * @param f what the part computes of x
   */
  Tensor around(Component part, Tensor x, Pass pass, UnaryOperator<Tensor> f) {
    pass.check(
        part,
        "transformer",
        x.rank() == 3 && x.shape().side(2) == settings.width(),
        "the input does not fit the weights: x is %s; give [N, T, %s]",
        x.shape(),
        settings.width());
    return settings.normFirst()
        ? x.plus(settings.drop(f.apply(pass.run(norm, x)), this, pass))
        : pass.run(norm, x.plus(settings.drop(f.apply(x), this, pass)));
  }
}
