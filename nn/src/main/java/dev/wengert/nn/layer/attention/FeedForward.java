package dev.wengert.nn.layer.attention;

import dev.wengert.Tensor;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Pass;
import dev.wengert.nn.layer.Dense;
import org.jspecify.annotations.Nullable;

/**
 * The part of a transformer block that works on each position by itself: {@code drop(f(x W1^T +
 * b1)) W2^T + b2}, or with a gate {@code drop(f(x Wg^T + bg) * (x W1^T + b1)) W2^T + b2}; [N, T, E]
 * to [N, T, E].
 *
 * <p>Source: Vaswani et al., "Attention is all you need", 2017, equation 2.
 */
final class FeedForward implements Layer {

  private final TransformerSettings settings;
  private final @Nullable Dense gate;
  private final Dense expand;
  private final Dense contract;

  FeedForward(TransformerSettings settings) {
    this.settings = settings;
    this.gate =
        settings.gated()
            ? settings.affine(settings.width(), settings.hidden(), settings.weights())
            : null;
    this.expand = settings.affine(settings.width(), settings.hidden(), settings.weights());
    this.contract = settings.affine(settings.hidden(), settings.width(), settings.outputWeights());
  }

  @Override
  public void declare(Declarations declarations) {
    if (gate != null) {
      declarations.child("gate", gate);
    }
    declarations.child("expand", expand);
    declarations.child("contract", contract);
  }

  @Override
  public Tensor forward(Tensor x, Pass pass) {
    Tensor opened = settings.activation().apply(pass.run(gate == null ? expand : gate, x));
    Tensor inside = gate == null ? opened : opened.times(pass.run(expand, x));
    return pass.run(contract, settings.drop(inside, this, pass));
  }
}
