package dev.wengert.nn;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import dev.wengert.Tensor;
import dev.wengert.ops.Regularization;
import java.util.function.UnaryOperator;

/**
 * A term of the loss that grows with the parameters.
 *
 * <p>Penalties leave biases and normalization parameters alone unless they are named: {@code
 * l2(1e-4, Role.WEIGHT, Role.BIAS)} applies to weights and biases.
 */
@FunctionalInterface
public interface Penalty {

  /** Returns the penalty of a pass's parameters, a scalar. */
  Tensor of(Pass pass);

  /**
   * Returns the L1 penalty {@code lambda * sum |w|}.
   *
   * @param roles the parameters it applies to; none means weights
   */
  static Penalty l1(double lambda, Parameter.Role... roles) {
    return of(Regularization::l1, lambda, roles);
  }

  /**
   * Returns the L1 penalty as textbooks write it for m examples: {@code lambda / (2 m) * sum |w|}.
   *
   * <p>Descent along its gradient lets weights jump to and fro about 0; {@link
   * dev.wengert.nn.optim.ParameterGroup#withL1} makes them exactly 0 instead.
   *
   * @param roles the parameters it applies to; none means weights
   */
  static Penalty l1(double lambda, int examples, Parameter.Role... roles) {
    return l1(lambda / (2.0 * examples), roles);
  }

  /**
   * Returns the L2 penalty {@code lambda * sum w^2}.
   *
   * @param roles the parameters it applies to; none means weights
   */
  static Penalty l2(double lambda, Parameter.Role... roles) {
    return of(Regularization::l2, lambda, roles);
  }

  /**
   * Returns the L2 penalty as textbooks write it for m examples: {@code lambda / (2 m) * sum w^2}.
   *
   * @param roles the parameters it applies to; none means weights
   */
  static Penalty l2(double lambda, int examples, Parameter.Role... roles) {
    return l2(lambda / (2.0 * examples), roles);
  }

  /**
   * Returns the elastic net {@code lambda1 * sum |w| + lambda2 * sum w^2}.
   *
   * <p>Source: Zou and Hastie, "Regularization and variable selection via the elastic net", 2005,
   * equation 3.
   *
   * @param roles the parameters it applies to; none means weights
   */
  static Penalty elasticNet(double lambda1, double lambda2, Parameter.Role... roles) {
    return l1(lambda1, roles).plus(l2(lambda2, roles));
  }

  /** Returns the sum of this penalty and another. */
  default Penalty plus(Penalty other) {
    return pass -> of(pass).plus(other.of(pass));
  }

  private static Penalty of(UnaryOperator<Tensor> term, double lambda, Parameter.Role... roles) {
    ImmutableSet<Parameter.Role> touched =
        roles.length == 0
            ? Sets.immutableEnumSet(Parameter.Role.WEIGHT)
            : ImmutableSet.copyOf(roles);
    return pass -> {
      Tensor total = null;
      for (Parameter parameter : pass.model().parameters().values()) {
        if (touched.contains(parameter.role())) {
          Tensor one = term.apply(pass.value(parameter));
          total = total == null ? one : total.plus(one);
        }
      }
      return total == null ? Tensor.zeros(pass.model().dtype()) : total.times(lambda);
    };
  }
}
