package dev.wengert.onnx.operator;

import com.google.common.base.Ascii;
import dev.wengert.Tensor;
import dev.wengert.ops.Activations;
import dev.wengert.ops.Shapes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Cells that go along a sequence. */
final class RecurrentOperators {

  private RecurrentOperators() {}

  static void register(Map<String, Operator> all) {
    all.put("GRU", c -> run(c, 3, RecurrentOperators::gru));
    all.put("LSTM", c -> run(c, 4, RecurrentOperators::lstm));
    all.put("RNN", c -> run(c, 1, RecurrentOperators::rnn));
  }

  /**
   * The weights of one direction.
   *
   * @param wx [gates, inputs]
   * @param wh [gates, units]
   * @param bx [gates], or null
   * @param bh [gates], or null
   * @param peephole [3 units], or null
   */
  private record Weights(
      Tensor wx,
      Tensor wh,
      @Nullable Tensor bx,
      @Nullable Tensor bh,
      @Nullable Tensor peephole,
      String activation) {

    Tensor fromX(Tensor x) {
      Tensor product = x.matmul(wx.transpose());
      return bx == null ? product : product.plus(bx);
    }

    Tensor fromH(Tensor h) {
      Tensor product = h.matmul(wh.transpose());
      return bh == null ? product : product.plus(bh);
    }
  }

  /** One step: [batch, gates] of x, and the state, to the next state. */
  @FunctionalInterface
  private interface Cell {
    Tensor[] step(Call c, Weights weights, Tensor fromX, Tensor[] state);
  }

  private static Tensor[] run(Call c, int gates, Cell cell) {
    c.require(!c.hasAttribute("clip"), "a clip of cells");
    c.require(!c.flag("input_forget", false), "coupled gates");
    boolean batchFirst = c.flag("layout", false);
    Tensor x = batchFirst ? Shapes.swapAxes(c.in(0), 0, 1) : c.in(0);
    int steps = x.shape().side(0);
    if (c.has(4)) {
      c.require(
          Arrays.stream(c.integers(4)).allMatch(length -> length == steps),
          "sequences of different lengths");
    }
    String direction = c.text("direction", "forward");
    int directions = direction.equals("bidirectional") ? 2 : 1;
    List<String> activations = activations(c, gates, directions);
    List<Tensor> outputs = new ArrayList<>();
    List<Tensor> lastH = new ArrayList<>();
    List<Tensor> lastC = new ArrayList<>();
    for (int d = 0; d < directions; d++) {
      boolean backward = d == 1 || direction.equals("reverse");
      Weights weights = weights(c, d, activations.get(d));
      Tensor[] state = state(c, x, d, weights.wh().shape().side(1), gates == 4, batchFirst);
      Tensor all = weights.fromX(x);
      List<Tensor> hidden = new ArrayList<>();
      for (int t = 0; t < steps; t++) {
        state = cell.step(c, weights, all.get(backward ? steps - 1 - t : t), state);
        hidden.add(state[0]);
      }
      if (backward) {
        Collections.reverse(hidden);
      }
      outputs.add(Shapes.stack(0, hidden));
      lastH.add(state[0]);
      lastC.add(state[state.length - 1]);
    }
    int axis = batchFirst ? 1 : 0;
    Tensor y = Shapes.stack(1, outputs);
    return new Tensor[] {
      batchFirst ? y.transpose(2, 0, 1, 3) : y, Shapes.stack(axis, lastH), Shapes.stack(axis, lastC)
    };
  }

  /** The usual functions, of which that of a plain cell may be another. */
  private static List<String> activations(Call c, int gates, int directions) {
    List<String> given = c.texts("activations");
    List<String> usual =
        switch (gates) {
          case 4 -> List.of("sigmoid", "tanh", "tanh");
          case 3 -> List.of("sigmoid", "tanh");
          default -> List.of("tanh");
        };
    List<String> inner = new ArrayList<>();
    for (int d = 0; d < directions; d++) {
      List<String> own =
          given.isEmpty() ? usual : given.subList(d * usual.size(), (d + 1) * usual.size());
      List<String> lower = own.stream().map(Ascii::toLowerCase).toList();
      boolean known = lower.equals(usual) || (gates == 1 && lower.equals(List.of("relu")));
      c.require(known, "a cell with the activations " + own);
      inner.add(lower.getLast());
    }
    return inner;
  }

  private static Weights weights(Call c, int direction, String activation) {
    Tensor bx = null;
    Tensor bh = null;
    if (c.has(3)) {
      List<Tensor> halves = Shapes.chunk(c.in(3).get(direction), 0, 2);
      bx = halves.get(0);
      bh = halves.get(1);
    }
    Tensor peephole = c.has(7) ? c.in(7).get(direction) : null;
    return new Weights(
        c.in(1).get(direction), c.in(2).get(direction), bx, bh, peephole, activation);
  }

  private static Tensor[] state(
      Call c, Tensor x, int direction, int units, boolean hasCell, boolean batchFirst) {
    Tensor zero = Tensor.zeros(x.dtype(), x.shape().side(1), units);
    Tensor[] state = new Tensor[hasCell ? 2 : 1];
    for (int i = 0; i < state.length; i++) {
      Tensor given = c.optional(5 + i);
      state[i] =
          given == null ? zero : (batchFirst ? Shapes.swapAxes(given, 0, 1) : given).get(direction);
    }
    return state;
  }

  /** The gates are i, o, f, c. */
  private static Tensor[] lstm(Call call, Weights w, Tensor fromX, Tensor[] state) {
    List<Tensor> gates = Shapes.chunk(fromX.plus(w.fromH(state[0])), 1, 4);
    Tensor c = state[1];
    Tensor toIn = gates.get(0);
    Tensor toOut = gates.get(1);
    Tensor toForget = gates.get(2);
    List<Tensor> seen = w.peephole() == null ? List.of() : Shapes.chunk(w.peephole(), 0, 3);
    if (!seen.isEmpty()) {
      toIn = toIn.plus(seen.get(0).times(c));
      toForget = toForget.plus(seen.get(2).times(c));
    }
    Tensor kept = Activations.sigmoid(toForget).times(c);
    Tensor next = kept.plus(Activations.sigmoid(toIn).times(Activations.tanh(gates.get(3))));
    if (!seen.isEmpty()) {
      toOut = toOut.plus(seen.get(1).times(next));
    }
    return new Tensor[] {Activations.sigmoid(toOut).times(Activations.tanh(next)), next};
  }

  /** The gates are z, r, h. */
  private static Tensor[] gru(Call call, Weights w, Tensor fromX, Tensor[] state) {
    Tensor h = state[0];
    List<Tensor> x = Shapes.chunk(fromX, 1, 3);
    List<Tensor> own = Shapes.chunk(w.fromH(h), 1, 3);
    Tensor z = Activations.sigmoid(x.get(0).plus(own.get(0)));
    Tensor r = Activations.sigmoid(x.get(1).plus(own.get(1)));
    Tensor inner;
    if (call.integer("linear_before_reset", 0) != 0) {
      inner = r.times(own.get(2));
    } else {
      Tensor product = r.times(h).matmul(Shapes.chunk(w.wh(), 0, 3).get(2).transpose());
      inner = w.bh() == null ? product : product.plus(Shapes.chunk(w.bh(), 0, 3).get(2));
    }
    Tensor candidate = Activations.tanh(x.get(2).plus(inner));
    return new Tensor[] {candidate.plus(z.times(h.minus(candidate)))};
  }

  private static Tensor[] rnn(Call call, Weights w, Tensor fromX, Tensor[] state) {
    UnaryOperator<Tensor> function =
        w.activation().equals("relu") ? Activations::relu : Activations::tanh;
    return new Tensor[] {function.apply(fromX.plus(w.fromH(state[0])))};
  }
}
