package dev.wengert.nn.layer.recurrent;

import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;
import dev.wengert.nn.Initializer;
import java.util.List;
import java.util.function.UnaryOperator;

/** What makes a recurrent layer the one it is: its gates, and one step once products are taken. */
interface Cell {

  /** Returns the layer's name in messages. */
  String name();

  /** Returns how many rows the weights have for each element of the state. */
  int gates();

  /** Returns how many tensors a state is; the first is the output. */
  int states();

  /** Returns whether only the sum of what comes from input and state counts. */
  boolean isSum();

  /** Returns how the biases of inputs begin, [gates hidden]. */
  default Initializer biases() {
    return Initializer.zeros();
  }

  /**
   * Returns the state after a step.
   *
   * @param fromX what comes from the input, [N, gates hidden]
   * @param fromH what comes from the state, [N, gates hidden]
   * @param state the state before, each [N, hidden]
   * @param inner what is done to a state that is not the output before it makes the output
   */
  ImmutableList<Tensor> step(
      Tensor fromX, Tensor fromH, List<Tensor> state, UnaryOperator<Tensor> inner);
}
