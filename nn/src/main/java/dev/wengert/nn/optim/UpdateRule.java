package dev.wengert.nn.optim;

import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;

/**
 * How one parameter follows its gradient: a function of tensors, from parameter, gradient and state
 * to the next parameter and state.
 *
 * <p>A rule has no state of its own and knows nothing of the model; {@link Optimizer} applies it to
 * all parameters. Each result is one elementwise loop.
 *
 * <p>All rules here shrink the parameter by {@link StepScalars#keep} before they add to it. This is
 * decay that is decoupled from the gradient: Loshchilov and Hutter, "Decoupled weight decay
 * regularization", 2019. Without decay the factor is 1.
 */
public interface UpdateRule {

  /** Returns the name for messages. */
  String name();

  /** Returns the learning rate by step, for parameters whose group has none of its own. */
  Schedule rate();

  /** Returns the decay of weights, for parameters whose group has none of its own. */
  default double decay() {
    return 0;
  }

  /**
   * Returns the names of the tensors that it keeps for each parameter; they have the parameter's
   * dtype and shape and begin with 0.
   */
  ImmutableList<String> slots();

  /** Returns the update of a step, for all parameters of a group. */
  Update at(StepScalars scalars);

  /** The update of one step. */
  @FunctionalInterface
  interface Update {
    /**
     * Returns the next parameter and, after it, the next slots.
     *
     * @param value the parameter
     * @param gradient its gradient
     * @param slots its state, in the order of {@link UpdateRule#slots}
     */
    Tensor[] apply(Tensor value, Tensor gradient, Tensor[] slots);
  }
}
