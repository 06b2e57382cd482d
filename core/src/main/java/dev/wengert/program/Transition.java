package dev.wengert.program;

import dev.wengert.Tensor;
import java.util.List;

/**
 * A function from state and inputs to the next state and outputs: a training step, an update of a
 * running mean, a step of a simulation.
 *
 * <p>Whatever differs from step to step is a tensor: a batch, the bits of a random key, a learning
 * rate, the number of the step. What is no tensor is recorded once and stays, as in any {@link
 * Program}.
 *
 * @param <S> the state: a tensor, a record, list or map of tensors, or another structure of which
 *     {@link dev.wengert.Leaves} tells
 */
@FunctionalInterface
public interface Transition<S> {

  /** Returns the next state and the outputs. */
  Next<S> of(S state, List<Tensor> inputs);

  /**
   * What a transition comes to.
   *
   * @param state the next state, made as the old one is, each tensor of the same dtype and shape
   * @param outputs what leaves
   */
  record Next<S>(S state, List<Tensor> outputs) {}
}
