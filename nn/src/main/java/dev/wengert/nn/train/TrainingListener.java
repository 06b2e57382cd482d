package dev.wengert.nn.train;

import java.util.OptionalLong;

/** Is told how training goes, on the training thread. What it throws ends training. */
public interface TrainingListener {

  /**
   * An epoch begins, or goes on in a resumed run.
   *
   * @param epoch its number, from 1
   * @param examples how many examples it has, if the data set knows
   * @param done how many of them an earlier run took
   */
  default void epochStarted(int epoch, OptionalLong examples, long done) {}

  /** A step was taken. */
  default void stepped(StepReport report) {}

  /** An epoch has ended and was evaluated. */
  default void epochEnded(EpochReport report) {}

  /** Something is likely to be a mistake. */
  default void warned(String message) {}

  /** Training has ended. It is not called after an exception. */
  default void ended(Outcome outcome) {}
}
