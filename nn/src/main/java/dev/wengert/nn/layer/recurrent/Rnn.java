package dev.wengert.nn.layer.recurrent;

import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Pass;
import dev.wengert.ops.Activations;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The plain recurrent layer: x [N, T, inputs], y [N, T, hidden], or [N, T, 2 hidden] where it reads
 * both ways.
 *
 * <p>{@code h[t] = tanh(x[t] W^T + b + h[t - 1] U^T + c)}, from {@code h = 0} unless given; {@code
 * y[t] = h[t]}. {@link Recurrence} says how many layers and what is in them.
 *
 * <p>Parameters of layer k, where PyTorch's {@code RNN} has the same numbers in the same layout:
 * {@code k.inputWeight} W [hidden, inputs] ({@code weight_ih_lk}), {@code k.stateWeight} U [hidden,
 * hidden] ({@code weight_hh_lk}), {@code k.inputBias} b ({@code bias_ih_lk}) and {@code
 * k.stateBias} c ({@code bias_hh_lk}) [hidden]; those of the direction backwards are {@code
 * k.reverse.inputWeight} ({@code weight_ih_lk_reverse}) and so on. A normalizing layer adds {@code
 * inputScale} and {@code stateScale} [hidden]. Biases begin with 0; for the weights see {@link
 * Recurrence#layers}.
 *
 * <p>Source: Elman, "Finding structure in time", 1990.
 */
public final class Rnn implements Layer {

  private final RecurrentStack stack;

  /** A step: the activation of the sum. */
  private record Plain(UnaryOperator<Tensor> activation) implements Cell {
    @Override
    public String name() {
      return "rnn";
    }

    @Override
    public int gates() {
      return 1;
    }

    @Override
    public int states() {
      return 1;
    }

    @Override
    public boolean isSum() {
      return true;
    }

    @Override
    public ImmutableList<Tensor> step(
        Tensor fromX, Tensor fromH, List<Tensor> state, UnaryOperator<Tensor> inner) {
      return ImmutableList.of(activation.apply(fromX.plus(fromH)));
    }
  }

  private Rnn(int inputs, int hidden, Recurrence how, UnaryOperator<Tensor> activation) {
    this.stack = new RecurrentStack(this, new Plain(activation), inputs, hidden, how);
  }

  /** Returns one layer that reads forwards. */
  public static Rnn of(int inputs, int hidden) {
    return of(inputs, hidden, Recurrence.layers(1));
  }

  /** Returns layers. */
  public static Rnn of(int inputs, int hidden, Recurrence how) {
    return of(inputs, hidden, how, Activations::tanh);
  }

  /** Returns layers with another activation than tanh: {@code Activations::relu}, for one. */
  public static Rnn of(int inputs, int hidden, Recurrence how, UnaryOperator<Tensor> activation) {
    return new Rnn(inputs, hidden, how, activation);
  }

  @Override
  public void declare(Declarations declarations) {
    stack.declare(declarations);
  }

  /**
   * Returns the outputs of all steps: every example has all of them, and the state begins with 0.
   */
  @Override
  public Tensor forward(Tensor x, Pass pass) {
    return stack.run(x, null, null, pass).outputs();
  }

  /**
   * Returns the outputs of all steps and the last state.
   *
   * @param x [N, T, inputs]
   * @param mask which steps are there, BOOL [N, T], or how many from the first on, INT32 [N]; null
   *     for all. Where there is no step the state stays and the output is 0, so what stands in x
   *     there changes nothing; a state read backwards begins at an example's last step.
   * @param initial the state before the first step, [layers directions, N, hidden]; null for 0
   * @throws IllegalArgumentException if one of them does not fit
   */
  public SequenceOutput<Tensor> forward(
      Tensor x, @Nullable Tensor mask, @Nullable Tensor initial, Pass pass) {
    List<Tensor> first = initial == null ? null : List.of(initial);
    RecurrentStack.Run run = stack.run(x, mask, first, pass);
    return new SequenceOutput<>(run.outputs(), run.state().get(0));
  }
}
