package dev.wengert.examples.regularization.training;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.examples.UserError;
import dev.wengert.examples.regularization.data.NumpyRandom;
import java.util.stream.Collectors;

/**
 * What the user can set about the training, checked: one component for each option of the command
 * line.
 *
 * @param init how the weights begin
 * @param seed what the weights and the keyed masks are drawn from, 0 to 2^32 - 1
 * @param mask where the dropout masks come from
 * @param iterations the number of gradient descent steps, at least 1
 * @param learningRate the step size, positive
 * @param lambda the factor of the penalty, not negative
 * @param keepProbabilities the probability with which dropout keeps a unit, in (0, 1]: one for all
 *     hidden layers, or one for each
 * @param patience how many steps early stopping waits for a lower cost of the held-out examples
 * @param strengths how many values of lambda are tried, besides 0, before the best are refined
 * @param units the units of each layer: 2 inputs, the hidden layers', and 1 output
 */
public record Settings(
    Init init,
    long seed,
    Mask mask,
    int iterations,
    double learningRate,
    double lambda,
    ImmutableDoubleArray keepProbabilities,
    int patience,
    int strengths,
    ImmutableIntArray units) {

  /** The settings of the published experiment, but for its way to draw random numbers. */
  public static final Settings DEFAULT =
      new Settings(Init.HE, 3, Mask.KEYED, 30_000, 0.3, 0.7, 0.86, 3_000, 7);

  /** The settings of the published experiment, with the very numbers that NumPy drew for it. */
  public static final Settings PUBLISHED =
      new Settings(Init.NUMPY, 3, Mask.NUMPY, 30_000, 0.3, 0.7, 0.86, 3_000, 7);

  private static final int RECORDED_COSTS = 30;
  private static final int MOST_STRENGTHS = 100;
  private static final int MOST_UNITS = 1_000;
  private static final int MOST_LAYERS = 50;

  /**
   * Checks the settings.
   *
   * @throws UserError if one is out of its range; it names the option
   */
  public Settings {
    check(
        seed >= 0 && seed <= NumpyRandom.MAX_SEED,
        "--seed: outside the range: " + seed + "; choose a seed from 0 to " + NumpyRandom.MAX_SEED);
    check(
        iterations >= 1,
        "--iterations: too few: " + iterations + "; choose a whole number of at least 1");
    check(
        learningRate > 0 && Double.isFinite(learningRate),
        "--learning-rate: not positive and finite: " + learningRate + "; choose one like 0.3");
    check(
        lambda >= 0 && Double.isFinite(lambda),
        "--lambda: negative or not finite: " + lambda + "; choose 0 or more");
    checkUnits(units);
    for (int i = 0; i < keepProbabilities.length(); i++) {
      double keep = keepProbabilities.get(i);
      check(
          keep > 0 && keep <= 1, "--keep-prob: not in (0, 1]: " + keep + "; choose one like 0.86");
    }
    int hidden = units.length() - 2;
    check(
        keepProbabilities.length() == 1 || keepProbabilities.length() == hidden,
        "--keep-prob: "
            + keepProbabilities.length()
            + " probabilities for "
            + hidden
            + " hidden layers; give one for all, or one for each");
    check(patience >= 0, "--patience: negative: " + patience + "; choose 0 or more");
    check(
        strengths >= 2 && strengths <= MOST_STRENGTHS,
        "--lambda-search: out of range: " + strengths + "; choose from 2 to " + MOST_STRENGTHS);
  }

  /** Returns settings of the published 2-20-3-1 network, whose dropout has one probability. */
  public Settings(
      Init init,
      long seed,
      Mask mask,
      int iterations,
      double learningRate,
      double lambda,
      double keepProbability,
      int patience,
      int strengths) {
    this(
        init,
        seed,
        mask,
        iterations,
        learningRate,
        lambda,
        ImmutableDoubleArray.of(keepProbability),
        patience,
        strengths,
        ImmutableIntArray.of(2, 20, 3, 1));
  }

  private static void checkUnits(ImmutableIntArray units) {
    int layers = units.length();
    check(
        layers >= 2
            && layers <= MOST_LAYERS
            && units.get(0) == 2
            && units.get(layers - 1) == 1
            && units.stream().allMatch(n -> n >= 1 && n <= MOST_UNITS),
        "--layers: not a network from 2 inputs to 1 output: "
            + text(units)
            + "; choose one like 2,20,3,1, with up to "
            + MOST_LAYERS
            + " layers of up to "
            + MOST_UNITS
            + " units");
  }

  private static String text(ImmutableIntArray units) {
    return units.stream().mapToObj(Integer::toString).collect(Collectors.joining(","));
  }

  /** Returns these settings with another factor of the penalty. */
  public Settings withLambda(double other) {
    return new Settings(
        init,
        seed,
        mask,
        iterations,
        learningRate,
        other,
        keepProbabilities,
        patience,
        strengths,
        units);
  }

  /** Returns these settings with another network, and dropout's probabilities for it. */
  public Settings withNetwork(ImmutableIntArray others, ImmutableDoubleArray keep) {
    return new Settings(
        init, seed, mask, iterations, learningRate, lambda, keep, patience, strengths, others);
  }

  /** Returns the number of hidden layers. */
  public int hiddenLayers() {
    return units.length() - 2;
  }

  /** Returns the probability with which dropout keeps a unit of a hidden layer; the first is 0. */
  public double keepProbability(int hidden) {
    return keepProbabilities.get(keepProbabilities.length() == 1 ? 0 : hidden);
  }

  private static void check(boolean valid, String message) {
    if (!valid) {
      throw new UserError(message);
    }
  }

  /**
   * Tells if the cost before the step of this iteration (counted from 0) is recorded: about thirty
   * of them, evenly spaced (every 1,000th of 30,000), and the last.
   */
  public boolean records(int iteration) {
    int every = Math.ceilDiv(iterations, RECORDED_COSTS);
    return iteration % every == 0 || iteration == iterations - 1;
  }
}
