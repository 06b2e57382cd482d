package dev.wengert.nn.optim;

/**
 * The rule whose steps shrink with all gradients seen: {@code s' = s + g^2}, {@code w - rate * g /
 * (sqrt(s') + epsilon)}.
 *
 * <p>Source: Duchi, Hazan and Singer, "Adaptive subgradient methods", 2011, figure 1, with diagonal
 * matrices.
 *
 * @param rate the learning rate
 * @param epsilon keeps from dividing by 0
 */
public record Adagrad(Schedule rate, double epsilon) implements UpdateRule {

  /**
   * Makes a rule.
   *
   * @throws IllegalArgumentException if epsilon is not positive
   */
  public Adagrad {
    Hyperparameters.positive("adagrad", "epsilon", epsilon);
  }

  /**
   * Returns the rule with epsilon 1e-10.
   *
   * @throws IllegalArgumentException if the rate is not positive and finite
   */
  public static Adagrad of(double rate) {
    return new Adagrad(Hyperparameters.rate("adagrad", rate), 1e-10);
  }

  @Override
  public String name() {
    return "adagrad";
  }

  @Override
  public Chain chain() {
    return Chain.of(
        new ScaleByRss(epsilon), new AddDecayedWeights(0), new ScaleByLearningRate(rate));
  }
}
