package dev.wengert.nn.optim;

/**
 * The rule whose steps have the unit of the parameter: with {@code s' = rho * s + (1 - rho) * g^2}
 * and {@code d = sqrt(u + epsilon) / sqrt(s' + epsilon) * g} it is {@code w - rate * d}, and {@code
 * u' = rho * u + (1 - rho) * d^2}.
 *
 * <p>Source: Zeiler, "ADADELTA: an adaptive learning rate method", 2012, algorithm 1, where the
 * rate is 1.
 *
 * @param rate the learning rate
 * @param rho the share of the old mean squares, 0.95 in the source
 * @param epsilon begins the motion, and keeps from dividing by 0; 1e-6 in the source
 */
public record Adadelta(Schedule rate, double rho, double epsilon) implements UpdateRule {

  /**
   * Makes a rule.
   *
   * @throws IllegalArgumentException if rho is not in [0, 1) or epsilon is not positive
   */
  public Adadelta {
    Hyperparameters.share("adadelta", "rho", rho);
    Hyperparameters.positive("adadelta", "epsilon", epsilon);
  }

  /**
   * Returns the rule with rho 0.95 and epsilon 1e-6; a rate of 1 is that of the source.
   *
   * @throws IllegalArgumentException if the rate is not positive and finite
   */
  public static Adadelta of(double rate) {
    return new Adadelta(Hyperparameters.rate("adadelta", rate), 0.95, 1e-6);
  }

  @Override
  public String name() {
    return "adadelta";
  }

  @Override
  public Chain chain() {
    return Chain.of(
        new ScaleByAdadelta(rho, epsilon), new AddDecayedWeights(0), new ScaleByLearningRate(rate));
  }
}
