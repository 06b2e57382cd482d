package dev.wengert.nn.optim;

/**
 * The rule that takes the sign of a mean of gradients: {@code w - rate * sign(beta1 * m + (1 -
 * beta1) * g)}, {@code m' = beta2 * m + (1 - beta2) * g}. All parameters move by the rate; it wants
 * to be three to ten times smaller than Adam's.
 *
 * <p>Source: Chen et al., "Symbolic discovery of optimization algorithms", 2023, algorithm 2.
 *
 * @param rate the learning rate
 * @param beta1 the share of the mean in the direction, 0.9 in the source
 * @param beta2 the share of the old mean, 0.99 in the source
 * @param decay the decay of weights, as in {@link AdamW}
 */
public record Lion(Schedule rate, double beta1, double beta2, double decay) implements UpdateRule {

  /**
   * Makes a rule.
   *
   * @throws IllegalArgumentException if a beta is not in [0, 1) or the decay is negative
   */
  public Lion {
    Hyperparameters.share("lion", "beta1", beta1);
    Hyperparameters.share("lion", "beta2", beta2);
    Hyperparameters.notNegative("lion", "decay", decay);
  }

  /**
   * Returns the rule with the betas of the source.
   *
   * @throws IllegalArgumentException if the rate is not positive and finite, or the decay negative
   */
  public static Lion of(double rate, double decay) {
    return new Lion(Hyperparameters.rate("lion", rate), 0.9, 0.99, decay);
  }

  @Override
  public String name() {
    return "lion";
  }

  @Override
  public Chain chain() {
    return Chain.of(
        new ScaleByLion(beta1, beta2), new AddDecayedWeights(decay), new ScaleByLearningRate(rate));
  }
}
