package dev.wengert.nn.train;

import dev.wengert.nn.Values;

/**
 * How training ended.
 *
 * @param reason why
 * @param values the values to use: with early stopping the best, else the last; what the optimiser
 *     {@linkplain dev.wengert.nn.optim.Optimizer#evaluated evaluates} of them, an average say
 * @param state where it stands, to go on from
 */
public record Outcome(Reason reason, Values values, TrainingState state) {

  /** Why training ended. */
  public enum Reason {
    /** The limit of epochs or steps was reached. */
    LIMIT,
    /** The watched figure did not improve any more. */
    EARLY_STOPPING,
    /** The training thread was interrupted; the step was finished before. */
    INTERRUPTED
  }
}
