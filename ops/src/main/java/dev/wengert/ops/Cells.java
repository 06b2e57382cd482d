package dev.wengert.ops;

import dev.wengert.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * One step of a recurrent network.
 *
 * <p>x is [N, in], a state [N, hidden]; with g gates (1, 4 or 3) the weights are {@code wx} [g
 * hidden, in] and {@code wh} [g hidden, hidden], the biases {@code bx} and {@code bh} [g hidden],
 * the gates one below the other, as in PyTorch. Shapes that do not fit are an {@link
 * IllegalArgumentException}.
 */
public final class Cells {

  private Cells() {}

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
    List<Tensor> gates = Shapes.chunk(affine(x, wx, bx).plus(affine(state.h(), wh, bh)), 1, 4);
    Tensor kept = Activations.sigmoid(gates.get(1)).times(state.c());
    Tensor added = Activations.sigmoid(gates.get(0)).times(Activations.tanh(gates.get(2)));
    Tensor c = kept.plus(added);
    return new LstmState(Activations.sigmoid(gates.get(3)).times(Activations.tanh(c)), c);
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
    List<Tensor> fromX = Shapes.chunk(affine(x, wx, bx), 1, 3);
    List<Tensor> fromH = Shapes.chunk(affine(h, wh, bh), 1, 3);
    Tensor r = Activations.sigmoid(fromX.get(0).plus(fromH.get(0)));
    Tensor z = Activations.sigmoid(fromX.get(1).plus(fromH.get(1)));
    Tensor n = Activations.tanh(fromX.get(2).plus(r.times(fromH.get(2))));
    return n.plus(z.times(h.minus(n)));
  }

  private static Tensor affine(Tensor x, Tensor weight, Tensor bias) {
    return LinearAlgebra.matmul(x, weight, false, true).plus(bias);
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
