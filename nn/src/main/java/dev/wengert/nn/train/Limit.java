package dev.wengert.nn.train;

import com.google.common.base.Preconditions;

/**
 * How long training goes on, counted from its very beginning and not from where it was resumed. A
 * limit of steps may end it within an epoch, which is then neither evaluated nor reported.
 *
 * @param epochs the most runs over the data
 * @param steps the most steps of the optimiser
 */
public record Limit(int epochs, long steps) {

  /**
   * Makes a limit.
   *
   * @throws IllegalArgumentException if either is not positive
   */
  public Limit {
    Preconditions.checkArgument(
        epochs > 0 && steps > 0,
        "limit: %s epochs, %s steps; give 1 or more of both",
        epochs,
        steps);
  }

  /** Returns a limit of runs over the data. */
  public static Limit epochs(int epochs) {
    return new Limit(epochs, Long.MAX_VALUE);
  }

  /** Returns a limit of steps. */
  public static Limit steps(long steps) {
    return new Limit(Integer.MAX_VALUE, steps);
  }
}
