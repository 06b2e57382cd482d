package dev.wengert.nn.optim;

/**
 * The rule for large batches that gives each parameter's step of {@link AdamW} a length in
 * proportion to the parameter's: with {@code u = (m' / (1 - beta1^t)) / (sqrt(v' / (1 - beta2^t)) +
 * epsilon) + decay * w} it is {@code w - rate * |w| / |u| * u}. Where one of the norms is 0 it is
 * {@code w - rate * u}.
 *
 * <p>Source: You et al., "Large batch optimization for deep learning: training BERT in 76 minutes",
 * 2020, algorithm 2, with the norm itself for phi.
 *
 * @param rate the learning rate
 * @param beta1 the share of the old mean, 0.9 in the source
 * @param beta2 the share of the old mean square, 0.999 in the source
 * @param epsilon keeps from dividing by 0; 1e-6 in the source
 * @param decay the decay of weights
 */
public record Lamb(Schedule rate, double beta1, double beta2, double epsilon, double decay)
    implements UpdateRule {

  /**
   * Makes a rule.
   *
   * @throws IllegalArgumentException if a beta is not in [0, 1), epsilon is not positive, or the
   *     decay is negative
   */
  public Lamb {
    Hyperparameters.moments("lamb", beta1, beta2, epsilon);
    Hyperparameters.notNegative("lamb", "decay", decay);
  }

  /**
   * Returns the rule with the numbers of the source.
   *
   * @throws IllegalArgumentException if the rate is not positive and finite, or the decay negative
   */
  public static Lamb of(double rate, double decay) {
    return new Lamb(Hyperparameters.rate("lamb", rate), 0.9, 0.999, 1e-6, decay);
  }

  @Override
  public String name() {
    return "lamb";
  }

  @Override
  public Chain chain() {
    return Chain.of(
        new ScaleByAdam(beta1, beta2, epsilon),
        new AddDecayedWeights(decay),
        Transformations.scaleByTrustRatio(1, 0),
        new ScaleByLearningRate(rate));
  }
}
