package dev.wengert.nn.optim;

/**
 * The rule that divides a running mean of the gradient by the running root of its mean square:
 * {@code m' = beta1 * m + (1 - beta1) * g}, {@code v' = beta2 * v + (1 - beta2) * g^2}, {@code w -
 * rate * (m' / (1 - beta1^t)) / (sqrt(v' / (1 - beta2^t)) + epsilon)}.
 *
 * <p>Source: Kingma and Ba, "Adam: a method for stochastic optimization", 2015, algorithm 1.
 *
 * @param rate the learning rate
 * @param beta1 the share of the old mean, 0.9 in the source
 * @param beta2 the share of the old mean square, 0.999 in the source
 * @param epsilon keeps from dividing by 0; 1e-8 in the source
 */
public record Adam(Schedule rate, double beta1, double beta2, double epsilon)
    implements UpdateRule {

  /**
   * Makes a rule.
   *
   * @throws IllegalArgumentException if a beta is not in [0, 1) or epsilon is not positive
   */
  public Adam {
    Hyperparameters.moments("adam", beta1, beta2, epsilon);
  }

  /**
   * Returns the rule with the numbers of the source.
   *
   * @throws IllegalArgumentException if the rate is not positive and finite
   */
  public static Adam of(double rate) {
    return of(Hyperparameters.rate("adam", rate));
  }

  /** Returns the rule with the numbers of the source. */
  public static Adam of(Schedule rate) {
    return new Adam(rate, 0.9, 0.999, 1e-8);
  }

  @Override
  public String name() {
    return "adam";
  }

  @Override
  public Chain chain() {
    return Chain.of(
        new ScaleByAdam(beta1, beta2, epsilon),
        new AddDecayedWeights(0),
        new ScaleByLearningRate(rate));
  }
}
