package dev.wengert.nn.optim;

/**
 * The rule that divides the gradient by a running root mean square of it: {@code s' = beta * s + (1
 * - beta) * g^2}, {@code w - rate * g / (sqrt(s') + epsilon)}.
 *
 * <p>Source: Tieleman and Hinton, "Neural networks for machine learning", lecture 6.5, 2012.
 *
 * @param rate the learning rate
 * @param beta the share of the old mean square, 0.9 in the source
 * @param epsilon keeps from dividing by 0
 */
public record RmsProp(Schedule rate, double beta, double epsilon) implements UpdateRule {

  /**
   * Makes a rule.
   *
   * @throws IllegalArgumentException if beta is not in [0, 1) or epsilon is not positive
   */
  public RmsProp {
    Hyperparameters.share("rmsProp", "beta", beta);
    Hyperparameters.positive("rmsProp", "epsilon", epsilon);
  }

  /**
   * Returns the rule with beta 0.9 and epsilon 1e-8.
   *
   * @throws IllegalArgumentException if the rate is not positive and finite
   */
  public static RmsProp of(double rate) {
    return new RmsProp(Hyperparameters.rate("rmsProp", rate), 0.9, 1e-8);
  }

  @Override
  public String name() {
    return "rmsProp";
  }

  @Override
  public Chain chain() {
    return Chain.of(
        new ScaleByRms(beta, epsilon), new AddDecayedWeights(0), new ScaleByLearningRate(rate));
  }
}
