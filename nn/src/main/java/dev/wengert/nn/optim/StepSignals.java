package dev.wengert.nn.optim;

import dev.wengert.Key;
import dev.wengert.Tensor;

/**
 * What a step offers besides values and gradients, for the transformations that ask for it: the
 * loss, and a key to draw from.
 */
public interface StepSignals {

  /** Returns the loss at the values before the step, a FLOAT64 scalar. */
  Tensor loss();

  /** Returns the step's key. */
  Key key();

  /** Returns those of a step. */
  static StepSignals of(Tensor loss, Key key) {
    return new StepSignals() {
      @Override
      public Tensor loss() {
        return loss;
      }

      @Override
      public Key key() {
        return key;
      }
    };
  }

  /** Returns none; asked for, they are an error that says how they are given. */
  static StepSignals none() {
    return new StepSignals() {
      @Override
      public Tensor loss() {
        throw missing("loss");
      }

      @Override
      public Key key() {
        throw missing("key");
      }
    };
  }

  private static IllegalStateException missing(String what) {
    return new IllegalStateException(
        "optimizer: a transformation asks for the step's "
            + what
            + ", and there is none; give step(...) the signals StepSignals.of(loss, key)");
  }
}
