package dev.wengert.examples.gradientcheck;

import static dev.wengert.ops.Activations.tanh;
import static dev.wengert.ops.Regularization.dropout;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.gradcheck.GradCheck;
import dev.wengert.gradcheck.Report;

/**
 * Textbooks say that dropout cannot be checked: with a fresh mask at each evaluation the cost is no
 * function of the parameters. With the mask drawn from a key it is one.
 */
final class DropoutCheck {

  private static final double KEEP = 0.86;
  private static final Tensor X = Tensor.of(0.3, -1.2, 0.8, 2.1, -0.4, 1.7);

  private DropoutCheck() {}

  /** Checks dropout that draws another mask each time. */
  static Report fresh() {
    long[] evaluations = new long[1];
    return GradCheck.of(in -> dropout(tanh(in.get(0)), Key.of(evaluations[0]++), KEEP))
        .input("x", X)
        .run();
  }

  /** Checks dropout whose mask comes from one key. */
  static Report keyed() {
    return GradCheck.keyed(Key.of(1), (in, key) -> dropout(tanh(in.get(0)), key, KEEP))
        .input("x", X)
        .run();
  }
}
