package dev.wengert.nn.train;

/**
 * Training came upon a loss, a gradient or a value that is NaN or infinite.
 *
 * <p>The message names the step and the first operation that made such a number, or the values.
 */
public final class DivergenceException extends ArithmeticException {

  private static final long serialVersionUID = 1;

  private final transient TrainingState state;

  DivergenceException(String message, TrainingState state) {
    super(message);
    this.state = state;
  }

  /** Returns where training stood: before the step, or after the one that made bad values. */
  public TrainingState state() {
    return state;
  }
}
