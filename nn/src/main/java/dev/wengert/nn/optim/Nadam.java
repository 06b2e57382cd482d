package dev.wengert.nn.optim;

/**
 * {@link Adam} with Nesterov's momentum: where Adam takes {@code m' / (1 - beta1^t)} this takes
 * {@code beta1 * m' / (1 - beta1^(t+1)) + (1 - beta1) * g / (1 - beta1^t)}.
 *
 * <p>Source: Dozat, "Incorporating Nesterov momentum into Adam", 2016, algorithm 2, with one
 * momentum for all steps.
 *
 * @param rate the learning rate
 * @param beta1 the share of the old mean, 0.9 as a rule
 * @param beta2 the share of the old mean square, 0.999 as a rule
 * @param epsilon keeps from dividing by 0
 */
public record Nadam(Schedule rate, double beta1, double beta2, double epsilon)
    implements UpdateRule {

  /**
   * Makes a rule.
   *
   * @throws IllegalArgumentException if a beta is not in [0, 1) or epsilon is not positive
   */
  public Nadam {
    Hyperparameters.moments("nadam", beta1, beta2, epsilon);
  }

  /**
   * Returns the rule with betas 0.9 and 0.999 and epsilon 1e-8.
   *
   * @throws IllegalArgumentException if the rate is not positive and finite
   */
  public static Nadam of(double rate) {
    return new Nadam(Hyperparameters.rate("nadam", rate), 0.9, 0.999, 1e-8);
  }

  @Override
  public String name() {
    return "nadam";
  }

  @Override
  public Chain chain() {
    return Chain.of(
        new ScaleByNadam(beta1, beta2, epsilon),
        new AddDecayedWeights(0),
        new ScaleByLearningRate(rate));
  }
}
