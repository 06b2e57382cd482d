package dev.wengert.examples.regularization.training;

import com.google.common.base.Ascii;
import dev.wengert.examples.regularization.data.NumpyRandom;

/** Where the dropout masks come from. */
public enum Mask {
  /** A key for each iteration, derived from the seed. */
  KEYED,
  /**
   * {@link NumpyRandom}, seeded with 1 before each forward pass: {@code rand(units, m)} for each
   * hidden layer in turn, such as {@code rand(20, m)} and then {@code rand(3, m)}, and a unit is
   * kept where the number is below the keep probability. So the masks are the same in each
   * iteration, as in the published experiment.
   */
  NUMPY;

  /** Returns the name on the command line. */
  @Override
  public String toString() {
    return Ascii.toLowerCase(name());
  }
}
