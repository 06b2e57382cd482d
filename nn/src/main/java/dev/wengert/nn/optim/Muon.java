package dev.wengert.nn.optim;

import com.google.common.base.Preconditions;

/**
 * The rule for matrices that takes the nearest step with equal singular values: with {@code v' =
 * momentum * v + g} and {@code G = g + momentum * v'} it is {@code w - rate * (decay * w +
 * sqrt(max(1, rows / columns)) * O)}, O being {@code U V^T} of G's singular vectors, or nearly:
 * from {@code X = G / |G|}, five times {@code X = 3.4445 X + (-4.7750 A + 2.0315 A^2) X} with
 * {@code A = X X^T}, in the parameters' dtype.
 *
 * <p>Tensors of higher rank are matrices of their first axis and all others. Biases and other
 * vectors, and by custom the first and the last layer, take an optimiser of their own:
 *
 * {@snippet class="dev.wengert.nn.SnippetsTest" region="muon"}
 *
 * <p>Source: Jordan et al., "Muon: an optimizer for hidden layers in neural networks", 2024.
 *
 * @param rate the learning rate
 * @param momentum the share of the velocity that stays, 0.95 in the source
 * @param iterations how often X is computed anew, 5 in the source
 * @param decay the decay of weights
 */
public record Muon(Schedule rate, double momentum, int iterations, double decay)
    implements UpdateRule {

  /**
   * Makes a rule.
   *
   * @throws IllegalArgumentException if the momentum is not in [0, 1), the iterations are not
   *     positive, or the decay is negative
   */
  public Muon {
    Hyperparameters.share("muon", "the momentum", momentum);
    Preconditions.checkArgument(iterations > 0, "muon: %s iterations; give 1 or more", iterations);
    Hyperparameters.notNegative("muon", "decay", decay);
  }

  /**
   * Returns the rule with the numbers of the source.
   *
   * @throws IllegalArgumentException if the rate is not positive and finite, or the decay negative
   */
  public static Muon of(double rate, double decay) {
    return of(Hyperparameters.rate("muon", rate), decay);
  }

  /**
   * Returns the rule with the numbers of the source.
   *
   * @throws IllegalArgumentException if the decay is negative
   */
  public static Muon of(Schedule rate, double decay) {
    return new Muon(rate, 0.95, 5, decay);
  }

  @Override
  public String name() {
    return "muon";
  }

  @Override
  public Chain chain() {
    return Chain.of(
        new Trace(momentum, true),
        new Orthogonalize(iterations),
        new AddDecayedWeights(decay),
        new ScaleByLearningRate(rate));
  }
}
