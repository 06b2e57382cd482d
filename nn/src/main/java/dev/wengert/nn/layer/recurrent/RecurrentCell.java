package dev.wengert.nn.layer.recurrent;

import dev.wengert.Tensor;
import dev.wengert.nn.Component;
import dev.wengert.nn.Pass;

/**
 * One step of a recurrent network, with the parameters that all steps share: {@link Recurrent}
 * reads sequences with it, with masks, backwards too, in stacks. {@link Rnn}, {@link Gru} and
 * {@link Lstm} are made of such cells.
 *
 * <p>A convolutional LSTM, whose state is an image:
 *
 * {@snippet class="elsewhere.ConvLstmCell" region="cell"}
 *
 * <p>Features are the third axis of a sequence [N, T, features, ...]: what both directions give is
 * joined along it.
 *
 * @param <S> the state: a tensor, or a structure of tensors, of which {@link dev.wengert.Leaves}
 *     tells, each [N, ...]
 */
public interface RecurrentCell<S> extends Component {

  /**
   * Returns the state before the first step, where none is given.
   *
   * @param x the sequence that is to be read, [N, T, ...]
   */
  S initial(Tensor x);

  /**
   * Returns what the steps are given of the inputs, computed for all of them at once: what a step
   * takes of its input and not of the state belongs here, a product with weights, say. By default
   * the inputs themselves.
   *
   * @param x the sequence, [N, T, ...]; 0 where there is no step
   * @return [N, T, ...]
   */
  default Tensor prepared(Tensor x, Pass pass) {
    return x;
  }

  /**
   * Returns the state after a step.
   *
   * <p>It is called once for a sequence and run for each step, in a {@linkplain
   * dev.wengert.ControlFlow#scan scan}: it reads no value, and notes no statistic; what it draws
   * from {@link Pass#key} is the same for all steps.
   *
   * @param x what {@link #prepared} gave for the step, [N, ...]
   * @param state the state before, whose structure, dtypes and shapes stay
   */
  S step(Tensor x, S state, Pass pass);

  /** Returns what the cell gives out in a state, [N, features, ...]. */
  Tensor output(S state);
}
