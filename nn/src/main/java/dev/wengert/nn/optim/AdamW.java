package dev.wengert.nn.optim;

/**
 * {@link Adam} with weight decay that is decoupled from the gradient: the weights shrink by {@code
 * 1 - rate * decay} a step, whatever their gradients were. Biases and normalization parameters do
 * not, unless their group says so.
 *
 * <p>Source: Loshchilov and Hutter, "Decoupled weight decay regularization", 2019, algorithm 2,
 * whose decay is {@code rate * decay} here, as in PyTorch.
 *
 * @param adam the rule without decay
 * @param decay the decay of weights
 */
public record AdamW(Adam adam, double decay) implements UpdateRule {

  /**
   * Makes a rule.
   *
   * @throws IllegalArgumentException if the decay is negative
   */
  public AdamW {
    Hyperparameters.notNegative("adamW", "decay", decay);
  }

  /**
   * Returns the rule with Adam's usual numbers.
   *
   * @throws IllegalArgumentException if the rate is not positive and finite, or the decay negative
   */
  public static AdamW of(double rate, double decay) {
    return of(Hyperparameters.rate("adamW", rate), decay);
  }

  /**
   * Returns the rule with Adam's usual numbers.
   *
   * @throws IllegalArgumentException if the decay is negative
   */
  public static AdamW of(Schedule rate, double decay) {
    return new AdamW(Adam.of(rate), decay);
  }

  @Override
  public String name() {
    return "adamW";
  }

  @Override
  public Schedule rate() {
    return adam.rate();
  }

  @Override
  public Chain chain() {
    return Chain.of(
        new ScaleByAdam(adam.beta1(), adam.beta2(), adam.epsilon()),
        new AddDecayedWeights(decay),
        new ScaleByLearningRate(rate()));
  }
}
