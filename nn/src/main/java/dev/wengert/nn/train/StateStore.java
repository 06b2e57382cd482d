package dev.wengert.nn.train;

import dev.wengert.nn.Model;
import dev.wengert.nn.optim.Optimizer;
import java.util.Optional;

/**
 * Where the states of a run are kept, so that it can go on after it was broken off: {@link
 * dev.wengert.nn.checkpoint.Checkpoints} in a folder.
 */
public interface StateStore {

  /** Returns how many steps lie between two states that are kept. */
  long every();

  /**
   * Makes ready for writing, so that a place that cannot be written is found before training.
   *
   * @throws java.io.UncheckedIOException if it cannot be written
   */
  void prepare();

  /**
   * Keeps a state.
   *
   * @throws java.io.UncheckedIOException if that fails
   */
  void write(TrainingState state);

  /**
   * Returns the state of the highest step that was kept, if there is any.
   *
   * @throws IllegalArgumentException if it does not fit model and optimiser
   * @throws java.io.UncheckedIOException if it cannot be read
   */
  Optional<TrainingState> latest(Model<?> model, Optimizer optimizer);
}
