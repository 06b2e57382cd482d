package dev.wengert.nn.layer.recurrent;

import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Pass;
import dev.wengert.ops.Cells;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The gated recurrent layer: x [N, T, inputs], y [N, T, hidden], or [N, T, 2 hidden] where it reads
 * both ways.
 *
 * <p>With {@code p = x[t] W^T + b} and {@code q = h[t - 1] U^T + c}, each of three gates r, z, n:
 * {@code n = tanh(p_n + sigmoid(p_r + q_r) q_n)}, {@code h[t] = (1 - s) n + s h[t - 1]} with {@code
 * s = sigmoid(p_z + q_z)}, from {@code h = 0} unless given; {@code y[t] = h[t]}. {@link Recurrence}
 * says how many layers and what is in them.
 *
 * <p>Parameters of layer k, where PyTorch's {@code GRU} has the same numbers in the same layout:
 * {@code k.inputWeight} W [3 hidden, inputs] ({@code weight_ih_lk}), {@code k.stateWeight} U [3
 * hidden, hidden] ({@code weight_hh_lk}), {@code k.inputBias} b ({@code bias_ih_lk}) and {@code
 * k.stateBias} c ({@code bias_hh_lk}) [3 hidden], the gates one below the other in the order r, z,
 * n; those of the direction backwards are {@code k.reverse.inputWeight} ({@code
 * weight_ih_lk_reverse}) and so on. A normalizing layer adds {@code inputScale} and {@code
 * stateScale} [3 hidden]. Biases begin with 0; for the weights see {@link Recurrence#layers}.
 *
 * <p>Source: Cho et al., "Learning phrase representations using RNN encoder-decoder", 2014, with
 * the reset gate behind the product as in cuDNN.
 */
public final class Gru implements Layer {

  private final RecurrentStack stack;

  /** A step: {@link Cells#gruGates}. */
  private record Gated() implements Cell {
    @Override
    public String name() {
      return "gru";
    }

    @Override
    public int gates() {
      return 3;
    }

    @Override
    public int states() {
      return 1;
    }

    @Override
    public boolean isSum() {
      return false;
    }

    @Override
    public ImmutableList<Tensor> step(
        Tensor fromX, Tensor fromH, List<Tensor> state, UnaryOperator<Tensor> inner) {
      return ImmutableList.of(Cells.gruGates(fromX, fromH, state.get(0)));
    }
  }

  private Gru(int inputs, int hidden, Recurrence how) {
    this.stack = new RecurrentStack(this, new Gated(), inputs, hidden, how);
  }

  /** Returns one layer that reads forwards. */
  public static Gru of(int inputs, int hidden) {
    return of(inputs, hidden, Recurrence.layers(1));
  }

  /** Returns layers. */
  public static Gru of(int inputs, int hidden, Recurrence how) {
    return new Gru(inputs, hidden, how);
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
