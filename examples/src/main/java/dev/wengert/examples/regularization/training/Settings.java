package dev.wengert.examples.regularization.training;

import dev.wengert.examples.UserError;
import dev.wengert.examples.regularization.data.NumpyRandom;

/**
 * What the user can set about the training, checked: one component for each option of the command
 * line.
 *
 * @param init how the weights begin
 * @param seed what the weights and the keyed masks are drawn from, 0 to 2^32 - 1
 * @param mask where the dropout masks come from
 * @param iterations the number of gradient descent steps, at least 1
 * @param learningRate the step size, positive
 * @param lambda the factor of the L2 penalty, not negative
 * @param keepProbability the probability with which dropout keeps a unit, in (0, 1]
 * @param patience how many steps early stopping waits for a lower cost of the held-out examples
 * @param strengths how many values of lambda are tried, besides 0, before the best are refined
 */
public record Settings(
    Init init,
    long seed,
    Mask mask,
    int iterations,
    double learningRate,
    double lambda,
    double keepProbability,
    int patience,
    int strengths) {

  /** The settings of the published experiment, but for its way to draw random numbers. */
  public static final Settings DEFAULT =
      new Settings(Init.HE, 3, Mask.KEYED, 30_000, 0.3, 0.7, 0.86, 3_000, 7);

  private static final int RECORDED_COSTS = 30;
  private static final int MOST_STRENGTHS = 100;

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
    check(
        keepProbability > 0 && keepProbability <= 1,
        "--keep-prob: not in (0, 1]: " + keepProbability + "; choose one like 0.86");
    check(patience >= 0, "--patience: negative: " + patience + "; choose 0 or more");
    check(
        strengths >= 2 && strengths <= MOST_STRENGTHS,
        "--lambda-search: out of range: " + strengths + "; choose from 2 to " + MOST_STRENGTHS);
  }

  /** Returns these settings with another factor of the penalty. */
  public Settings withLambda(double other) {
    return new Settings(
        init, seed, mask, iterations, learningRate, other, keepProbability, patience, strengths);
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
