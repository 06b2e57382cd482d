package dev.wengert.nn.optim;

/**
 * The rule for large batches that gives each parameter's gradient a length in proportion to the
 * parameter's, and then takes a momentum: with {@code u = g + decay * w} it is {@code v' = momentum
 * * v + rate * trust * |w| / |u| * u}, {@code w - v'}. Where one of the norms is 0, the factor of u
 * is the rate.
 *
 * <p>Source: You, Gitman and Ginsburg, "Large batch training of convolutional networks", 2017,
 * algorithm 1; the norm below is that of the sum, as in optax, not the sum of the norms.
 *
 * @param rate the learning rate
 * @param momentum the share of the velocity that stays, 0.9 as a rule
 * @param trust the length of a step in those of the parameter, 0.001 in the source
 * @param decay the decay of weights
 */
public record Lars(Schedule rate, double momentum, double trust, double decay)
    implements UpdateRule {

  /**
   * Makes a rule.
   *
   * @throws IllegalArgumentException if the momentum is not in [0, 1), the trust is not positive,
   *     or the decay is negative
   */
  public Lars {
    Hyperparameters.share("lars", "the momentum", momentum);
    Hyperparameters.positive("lars", "trust", trust);
    Hyperparameters.notNegative("lars", "decay", decay);
  }

  /**
   * Returns the rule with momentum 0.9 and trust 0.001.
   *
   * @throws IllegalArgumentException if the rate is not positive and finite, or the decay negative
   */
  public static Lars of(double rate, double decay) {
    return new Lars(Hyperparameters.rate("lars", rate), 0.9, 0.001, decay);
  }

  @Override
  public String name() {
    return "lars";
  }

  @Override
  public Chain chain() {
    return Chain.of(
        new AddDecayedWeights(decay),
        Transformations.scaleByTrustRatio(trust, 0),
        new ScaleByLearningRate(rate),
        new Trace(momentum, false));
  }
}
