package dev.wengert.nn.optim;

/**
 * Gradient descent with Nesterov's accelerated momentum: {@code v' = momentum * v + g}, {@code w -
 * rate * (g + momentum * v')}.
 *
 * <p>Source: Sutskever et al., "On the importance of initialization and momentum in deep learning",
 * 2013, equations 3 and 4. As in Bengio, Boulanger-Lewandowski and Pascanu, "Advances in optimizing
 * recurrent networks", 2013, equation 7, the parameters here are those ahead of the ball, where the
 * gradient is taken.
 *
 * @param rate the learning rate
 * @param momentum the share of the velocity that stays, 0.9 as a rule
 */
public record Nesterov(Schedule rate, double momentum) implements UpdateRule {

  /**
   * Makes a rule.
   *
   * @throws IllegalArgumentException if the momentum is not in [0, 1)
   */
  public Nesterov {
    Hyperparameters.share("nesterov", "the momentum", momentum);
  }

  /**
   * Returns the rule with momentum 0.9.
   *
   * @throws IllegalArgumentException if the rate is not positive and finite
   */
  public static Nesterov of(double rate) {
    return new Nesterov(Hyperparameters.rate("nesterov", rate), 0.9);
  }

  @Override
  public String name() {
    return "nesterov";
  }

  @Override
  public Chain chain() {
    return Chain.of(
        new Trace(momentum, true), new AddDecayedWeights(0), new ScaleByLearningRate(rate));
  }
}
