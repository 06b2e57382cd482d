package dev.wengert.ops;

import static dev.wengert.expression.Expression.input;
import static dev.wengert.expression.Expression.sigmoid;
import static dev.wengert.expression.Expression.tanh;

import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.expression.Expression;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * One step of a recurrent network.
 *
 * <p>x is [N, in], a state [N, hidden]; with g gates (1, 4 or 3) the weights are {@code wx} [g
 * hidden, in] and {@code wh} [g hidden, hidden], the biases {@code bx} and {@code bh} [g hidden],
 * the gates one below the other, as in PyTorch. Shapes that do not fit are an {@link
 * IllegalArgumentException}.
 *
 * <p>Pullback: with a for a gate before its activation and e for its cotangent there ({@code d (1 -
 * y^2)} for a tanh with value y, {@code d y (1 - y)} for a sigmoid), {@code e^T x} and {@code e^T
 * h} to the weights, the sum of e over the examples to the biases, {@code e wx} and {@code e wh} to
 * x and h; what a state passes on past the gates is added.
 */
public final class Cells {

  private static final Elementwise LSTM_MEMORY =
      Elementwise.of(
          "lstmMemory",
          4,
          sigmoid(input(1)).times(input(3)).plus(sigmoid(input(0)).times(tanh(input(2)))));

  private static final Elementwise GATED_TANH =
      Elementwise.of("gatedTanh", (gate, x) -> sigmoid(gate).times(tanh(x)));

  private static final Elementwise GRU_CANDIDATE =
      Elementwise.of(
          "gruCandidate", 4, tanh(input(2).plus(sigmoid(input(0).plus(input(1))).times(input(3)))));

  private static final Elementwise GRU_STATE =
      Elementwise.of("gruState", 4, mixed(input(0).plus(input(1)), input(2), input(3)));

  private Cells() {}

  /** {@code 1 - sigmoid(z)} is sigmoid(-z), which keeps its digits where the gate is open. */
  private static Expression mixed(Expression gate, Expression candidate, Expression state) {
    return sigmoid(gate.unaryMinus()).times(candidate).plus(sigmoid(gate).times(state));
  }

  /** Returns {@code tanh(x wx^T + bx + h wh^T + bh)}: the new state. PyTorch: {@code RNNCell}. */
  public static Tensor rnnCell(Tensor x, Tensor h, Tensor wx, Tensor wh, Tensor bx, Tensor bh) {
    return rnnCell(x, h, wx, wh, bx, bh, Activations::tanh);
  }

  /** Returns the new state, with an activation of one's choice. */
  public static Tensor rnnCell(
      Tensor x,
      Tensor h,
      Tensor wx,
      Tensor wh,
      Tensor bx,
      Tensor bh,
      UnaryOperator<Tensor> activation) {
    check("rnnCell", 1, x, h, wx, wh, bx, bh);
    return activation.apply(affine(x, wx, bx).plus(affine(h, wh, bh)));
  }

  /**
   * The state of an LSTM.
   *
   * @param h the hidden state, which is also the output
   * @param c the cell state
   */
  public record LstmState(Tensor h, Tensor c) {}

  /**
   * Returns one step of an LSTM, gates in the order input i, forget f, candidate g, output o:
   * {@code c' = sigmoid(f) c + sigmoid(i) tanh(g)}, {@code h' = sigmoid(o) tanh(c')}. PyTorch:
   * {@code LSTMCell}.
   *
   * <p>Source: Hochreiter and Schmidhuber, "Long short-term memory", 1997; with the forget gate of
   * Gers, Schmidhuber and Cummins, 2000.
   */
  public static LstmState lstmCell(
      Tensor x, LstmState state, Tensor wx, Tensor wh, Tensor bx, Tensor bh) {
    check("lstmCell", 4, x, state.h(), wx, wh, bx, bh);
    if (!state.c().shape().equals(state.h().shape())) {
      throw new IllegalArgumentException(
          "lstmCell: the states differ in shape: h is "
              + state.h().shape()
              + ", c is "
              + state.c().shape()
              + "; give both [N, hidden]");
    }
    return lstmGates(affine(x, wx, bx).plus(affine(state.h(), wh, bh)), state.c());
  }

  /**
   * Returns what is left of {@link #lstmCell} once both products are taken: the elementwise part,
   * three operations.
   *
   * @param gates {@code x wx^T + bx + h wh^T + bh}, [N, 4 hidden], in the order i, f, g, o
   * @param c the cell state, [N, hidden]
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public static LstmState lstmGates(Tensor gates, Tensor c) {
    return lstmGates(gates, c, cell -> cell);
  }

  /**
   * Returns the same with a function of the cell state before its tanh, {@code h' = sigmoid(o)
   * tanh(inner(c'))}: layer normalization, for one.
   */
  public static LstmState lstmGates(Tensor gates, Tensor c, UnaryOperator<Tensor> inner) {
    checkGates("lstmGates", 4, gates, c);
    List<Tensor> parts = Shapes.chunk(gates, 1, 4);
    Tensor memory = LSTM_MEMORY.apply(parts.get(0), parts.get(1), parts.get(2), c);
    return new LstmState(GATED_TANH.apply(parts.get(3), inner.apply(memory)), memory);
  }

  /**
   * Returns one step of a GRU, gates in the order reset r, update z, candidate n: {@code n = tanh(x
   * wn^T + bn + sigmoid(r) (h un^T + cn))}, {@code h' = (1 - sigmoid(z)) n + sigmoid(z) h}.
   * PyTorch: {@code GRUCell}.
   *
   * <p>Source: Cho et al., "Learning phrase representations using RNN encoder-decoder", 2014, with
   * the reset gate behind the product as in cuDNN.
   */
  public static Tensor gruCell(Tensor x, Tensor h, Tensor wx, Tensor wh, Tensor bx, Tensor bh) {
    check("gruCell", 3, x, h, wx, wh, bx, bh);
    return gruGates(affine(x, wx, bx), affine(h, wh, bh), h);
  }

  /**
   * Returns what is left of {@link #gruCell} once both products are taken: the elementwise part,
   * four operations.
   *
   * @param fromX {@code x wx^T + bx}, [N, 3 hidden], in the order r, z, n
   * @param fromH {@code h wh^T + bh}, [N, 3 hidden]
   * @param h the state, [N, hidden]
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public static Tensor gruGates(Tensor fromX, Tensor fromH, Tensor h) {
    checkGates("gruGates", 3, fromX, h);
    checkGates("gruGates", 3, fromH, h);
    List<Tensor> x = Shapes.chunk(fromX, 1, 3);
    List<Tensor> u = Shapes.chunk(fromH, 1, 3);
    Tensor candidate = GRU_CANDIDATE.apply(x.get(0), u.get(0), x.get(2), u.get(2));
    return GRU_STATE.apply(x.get(1), u.get(1), candidate, h);
  }

  private static Tensor affine(Tensor x, Tensor weight, Tensor bias) {
    return LinearAlgebra.matmul(x, weight, false, true).plus(bias);
  }

  private static void checkGates(String operation, int count, Tensor gates, Tensor state) {
    if (gates.rank() != 2
        || state.rank() != 2
        || gates.shape().side(0) != state.shape().side(0)
        || gates.shape().side(1) != count * state.shape().side(1)) {
      throw new IllegalArgumentException(
          operation
              + ": the gates do not fit the state: they are "
              + gates.shape()
              + ", the state is "
              + state.shape()
              + "; give [N, "
              + count
              + " hidden] and [N, hidden]");
    }
  }

  private static void check(
      String operation, int gates, Tensor x, Tensor h, Tensor wx, Tensor wh, Tensor bx, Tensor bh) {
    boolean fits =
        x.rank() == 2 && h.rank() == 2 && wx.rank() == 2 && wh.rank() == 2 && bx.rank() == 1;
    if (fits) {
      int rows = gates * h.shape().side(1);
      fits =
          x.shape().side(0) == h.shape().side(0)
              && wx.shape().side(0) == rows
              && wx.shape().side(1) == x.shape().side(1)
              && wh.shape().side(0) == rows
              && wh.shape().side(1) == h.shape().side(1)
              && bx.size() == rows
              && bh.shape().equals(bx.shape());
    }
    if (!fits) {
      throw new IllegalArgumentException(
          operation
              + ": the operands do not fit: x is "
              + x.shape()
              + ", h "
              + h.shape()
              + ", wx "
              + wx.shape()
              + ", wh "
              + wh.shape()
              + ", bx "
              + bx.shape()
              + ", bh "
              + bh.shape()
              + "; give [N, in], [N, hidden], ["
              + gates
              + " hidden, in], ["
              + gates
              + " hidden, hidden] and twice ["
              + gates
              + " hidden]");
    }
  }
}
