package dev.wengert.nn.optim;

/**
 * Gradient descent with the momentum of a heavy ball: {@code v' = momentum * v + g}, {@code w -
 * rate * v'}.
 *
 * <p>Source: Polyak, "Some methods of speeding up the convergence of iteration methods", 1964,
 * equation 9; at a constant rate the same as Sutskever et al., "On the importance of initialization
 * and momentum in deep learning", 2013, equations 1 and 2. Here a change of rate acts at once, as
 * in PyTorch's {@code SGD}.
 *
 * @param rate the learning rate
 * @param momentum the share of the velocity that stays, 0.9 as a rule
 */
public record Momentum(Schedule rate, double momentum) implements UpdateRule {

  /**
   * Makes a rule.
   *
   * @throws IllegalArgumentException if the momentum is not in [0, 1)
   */
  public Momentum {
    Hyperparameters.share("momentum", "the momentum", momentum);
  }

  /**
   * Returns the rule with momentum 0.9.
   *
   * @throws IllegalArgumentException if the rate is not positive and finite
   */
  public static Momentum of(double rate) {
    return new Momentum(Hyperparameters.rate("momentum", rate), 0.9);
  }

  @Override
  public String name() {
    return "momentum";
  }

  @Override
  public Chain chain() {
    return Chain.of(
        new Trace(momentum, false), new AddDecayedWeights(0), new ScaleByLearningRate(rate));
  }
}
