package dev.wengert.nn.optim;

import com.google.common.base.Preconditions;

/**
 * The rule that remembers of a large matrix's squared gradients only the means of rows and columns:
 * a tenth of a percent of what {@link Adam} keeps for a matrix of 1,000 by 1,000. With {@code b = 1
 * - t^-0.8} and {@code s = g^2 + 1e-30} it is {@code r' = b * r + (1 - b) * mean of s by row},
 * {@code c'} the same by column, {@code u = g / sqrt(r' c' / mean(r'))}, and {@code w - rate *
 * max(0.001, rms(w)) * u / max(1, rms(u) / clipping)}. Other tensors, and small matrices, have
 * whole mean squares.
 *
 * <p>Source: Shazeer and Stern, "Adafactor: adaptive learning rates with sublinear memory cost",
 * 2018, algorithms 4 and 5. As in optax, a tensor is factored along its two longest axes, where
 * both have so many positions.
 *
 * @param rate the learning rate, in units of the parameter's size
 * @param leastSide what both axes must have to be factored; 128 as a rule
 * @param clipping the largest root mean square of an update; 1 in the source
 * @param decay the decay of weights
 */
public record Adafactor(Schedule rate, int leastSide, double clipping, double decay)
    implements UpdateRule {

  /**
   * Makes a rule.
   *
   * @throws IllegalArgumentException if the least side or the clipping is not positive, or the
   *     decay is negative
   */
  public Adafactor {
    Preconditions.checkArgument(
        leastSide > 0, "adafactor: the least side is %s; give 1 or more", leastSide);
    Hyperparameters.positive("adafactor", "clipping", clipping);
    Hyperparameters.notNegative("adafactor", "decay", decay);
  }

  /** Returns the rule with the rates of the source, {@code min(0.01, 1 / sqrt(t))}. */
  public static Adafactor standard() {
    return of(step -> Math.min(0.01, 1 / Math.sqrt(step + 1.0)));
  }

  /**
   * Returns the rule with the other numbers of the source.
   *
   * @throws IllegalArgumentException if the rate is not positive and finite
   */
  public static Adafactor of(double rate) {
    return of(Hyperparameters.rate("adafactor", rate));
  }

  /** Returns the rule with the other numbers of the source. */
  public static Adafactor of(Schedule rate) {
    return new Adafactor(rate, 128, 1, 0);
  }

  @Override
  public String name() {
    return "adafactor";
  }

  @Override
  public Chain chain() {
    return Chain.of(
        new ScaleByFactoredRms(0.8, leastSide, 1e-30),
        Transformations.clipByBlockRms(clipping),
        Transformations.scaleByParameterRms(1e-3),
        new AddDecayedWeights(decay),
        new ScaleByLearningRate(rate));
  }
}
