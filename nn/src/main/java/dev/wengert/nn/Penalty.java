package dev.wengert.nn;

import dev.wengert.Tensor;
import dev.wengert.ops.Regularization;
import java.util.function.UnaryOperator;

/** A term of the loss that grows with the parameters. */
@FunctionalInterface
public interface Penalty {

  /** Returns the penalty of a pass's parameters, a scalar. */
  Tensor of(Pass pass);

  /**
   * Returns the L1 penalty {@code lambda * sum |w|} over all weights; biases and normalization
   * parameters are left out.
   */
  static Penalty l1(double lambda) {
    return pass -> weights(pass, Regularization::l1).times(lambda);
  }

  /**
   * Returns the L2 penalty {@code lambda * sum w^2} over all weights; biases and normalization
   * parameters are left out.
   */
  static Penalty l2(double lambda) {
    return pass -> weights(pass, Regularization::l2).times(lambda);
  }

  /**
   * Returns the L2 penalty as textbooks write it for m examples: {@code lambda / (2 m) * sum w^2}.
   */
  static Penalty l2(double lambda, int examples) {
    return l2(lambda / (2.0 * examples));
  }

  private static Tensor weights(Pass pass, UnaryOperator<Tensor> term) {
    Tensor total = null;
    for (Parameter parameter : pass.model().parameters().values()) {
      if (parameter.role() == Parameter.Role.WEIGHT) {
        Tensor one = term.apply(pass.value(parameter));
        total = total == null ? one : total.plus(one);
      }
    }
    return total == null ? Tensor.zeros(pass.model().dtype()) : total;
  }
}
