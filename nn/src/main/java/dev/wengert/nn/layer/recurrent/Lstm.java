package dev.wengert.nn.layer.recurrent;

import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Initializer;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Pass;
import dev.wengert.ops.Cells;
import dev.wengert.ops.Cells.LstmState;
import dev.wengert.ops.Shapes;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The layer of long short-term memory: x [N, T, inputs], y [N, T, hidden], or [N, T, 2 hidden]
 * where it reads both ways.
 *
 * <p>With gates {@code x[t] W^T + b + h[t - 1] U^T + d} in the order input i, forget f, candidate
 * g, output o: {@code c[t] = sigmoid(f) c[t - 1] + sigmoid(i) tanh(g)}, {@code h[t] = sigmoid(o)
 * tanh(c[t])}, from {@code h = c = 0} unless given; {@code y[t] = h[t]}. {@link Recurrence} says
 * how many layers and what is in them.
 *
 * <p>Parameters of layer k, where PyTorch's {@code LSTM} has the same numbers in the same layout:
 * {@code k.inputWeight} W [4 hidden, inputs] ({@code weight_ih_lk}), {@code k.stateWeight} U [4
 * hidden, hidden] ({@code weight_hh_lk}), {@code k.inputBias} b ({@code bias_ih_lk}) and {@code
 * k.stateBias} d ({@code bias_hh_lk}) [4 hidden], the gates one below the other; those of the
 * direction backwards are {@code k.reverse.inputWeight} ({@code weight_ih_lk_reverse}) and so on. A
 * normalizing layer adds {@code inputScale} and {@code stateScale} [4 hidden], {@code cellScale}
 * and {@code cellShift} [hidden]. Biases begin with 0, but those of inputs at the forget gate with
 * 1, so that a fresh layer remembers (Jozefowicz, Zaremba and Sutskever, "An empirical exploration
 * of recurrent network architectures", 2015); for the weights see {@link Recurrence#layers}.
 *
 * <p>Source: Hochreiter and Schmidhuber, "Long short-term memory", 1997; with the forget gate of
 * Gers, Schmidhuber and Cummins, 2000.
 */
public final class Lstm implements Layer {

  private final RecurrentStack stack;

  /** A step: {@link Cells#lstmGates(Tensor, Tensor)}. */
  private record LongShort() implements Cell {
    @Override
    public String name() {
      return "lstm";
    }

    @Override
    public int gates() {
      return 4;
    }

    @Override
    public int states() {
      return 2;
    }

    @Override
    public boolean isSum() {
      return true;
    }

    @Override
    public Initializer biases() {
      return (key, spec) -> {
        Spec gate = spec.withShape(Shape.of(spec.shape().size() / gates()));
        Tensor zeros = Tensor.zeros(gate);
        return Shapes.concat(0, zeros, Tensor.full(gate, 1), zeros, zeros);
      };
    }

    @Override
    public ImmutableList<Tensor> step(
        Tensor fromX, Tensor fromH, List<Tensor> state, UnaryOperator<Tensor> inner) {
      LstmState next = Cells.lstmGates(fromX.plus(fromH), state.get(1), inner);
      return ImmutableList.of(next.h(), next.c());
    }
  }

  private Lstm(int inputs, int hidden, Recurrence how) {
    this.stack = new RecurrentStack(this, new LongShort(), inputs, hidden, how);
  }

  /** Returns one layer that reads forwards. */
  public static Lstm of(int inputs, int hidden) {
    return of(inputs, hidden, Recurrence.layers(1));
  }

  /** Returns layers. */
  public static Lstm of(int inputs, int hidden, Recurrence how) {
    return new Lstm(inputs, hidden, how);
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
   * @param initial the state before the first step, both parts [layers directions, N, hidden]; null
   *     for 0
   * @throws IllegalArgumentException if one of them does not fit
   */
  public SequenceOutput<LstmState> forward(
      Tensor x, @Nullable Tensor mask, @Nullable LstmState initial, Pass pass) {
    List<Tensor> first = initial == null ? null : List.of(initial.h(), initial.c());
    RecurrentStack.Run run = stack.run(x, mask, first, pass);
    return new SequenceOutput<>(
        run.outputs(), new LstmState(run.state().get(0), run.state().get(1)));
  }
}
