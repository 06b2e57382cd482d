package dev.wengert.nn.train;

import java.util.OptionalLong;

/**
 * Is told how training goes, on the training thread. What it throws ends training. However training
 * ends, a listener is told: by {@link #ended} or by {@link #failed}.
 */
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

  /** Training has ended. Of this and {@link #failed} one is called, as the last of all. */
  default void ended(Outcome outcome) {}

  /**
   * Training was broken off: it diverged, or the data, a layer or a listener threw something. All
   * listeners are told, then the cause goes on to the caller; what a listener throws here is
   * {@linkplain Throwable#getSuppressed suppressed} in it.
   *
   * @param state where training stands after the last step that was finished
   * @param cause what was thrown: a {@link DivergenceException} if training diverged
   */
  default void failed(TrainingState state, Throwable cause) {}
}
