package dev.wengert.nn.layer.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Pass;
import dev.wengert.nn.TorchCase;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.Draws;
import dev.wengert.ops.Activations;
import dev.wengert.ops.Cells;
import dev.wengert.ops.Cells.LstmState;
import dev.wengert.ops.Normalization;
import dev.wengert.ops.Shapes;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LstmTest extends RecurrentContract {

  @Override
  String name() {
    return "lstm";
  }

  @Override
  int gates() {
    return 4;
  }

  @Override
  int states() {
    return 2;
  }

  @Override
  Layer layer(int inputs, int hidden, Recurrence how) {
    return Lstm.of(inputs, hidden, how);
  }

  @Override
  Run run(Layer layer, Tensor x, @Nullable Tensor mask, @Nullable List<Tensor> initial, Pass pass) {
    LstmState first =
        initial == null ? null : new LstmState(initial.get(0), initial.get(initial.size() - 1));
    SequenceOutput<LstmState> output = ((Lstm) layer).forward(x, mask, first, pass);
    return new Run(output.outputs(), List.of(output.state().h(), output.state().c()));
  }

  @Override
  List<Tensor> cell(Tensor x, List<Tensor> state, Tensor wx, Tensor wh, Tensor bx, Tensor bh) {
    LstmState next = Cells.lstmCell(x, new LstmState(state.get(0), state.get(1)), wx, wh, bx, bh);
    return List.of(next.h(), next.c());
  }

  @Test
  void oneStepAgreesWithPyTorch() {
    for (TorchCase c : TorchCase.of("lstm_cell")) {
      int n = c.inputs().get(0).shape().side(0);
      int inputs = c.inputs().get(0).shape().side(1);
      int hidden = c.inputs().get(1).shape().side(1);
      c.check(
          Lstm.of(inputs, hidden),
          List.of("", "", "", "0.inputWeight", "0.stateWeight", "0.inputBias", "0.stateBias"),
          (layer, in, pass) -> {
            LstmState first =
                new LstmState(in.get(1).reshape(1, n, hidden), in.get(2).reshape(1, n, hidden));
            LstmState last =
                layer.forward(in.get(0).reshape(n, 1, inputs), null, first, pass).state();
            return Shapes.concat(1, last.h().get(0), last.c().get(0));
          });
    }
  }

  @Test
  void theForgetGateBeginsOpen() {
    Values values = Draws.model(Lstm.of(3, 2)).initialize(Key.of(1));
    assertThat(values.get("0.inputBias").toDoubleArray()).containsExactly(0, 0, 1, 1, 0, 0, 0, 0);
    assertThat(values.get("0.stateBias").toDoubleArray()).containsOnly(0);
  }

  /** Ba, Kiros and Hinton, 2016, equations 20 to 22, two steps written out. */
  @Test
  void normalizesGatesAndCellState() {
    Model<Lstm> model = Draws.model(Lstm.of(2, 3, Recurrence.layers(1).normalized()));
    Values values = Draws.values(model, 5);
    Tensor x = Draws.normal(6, 2, 2, 2);
    Tensor h = Draws.normal(7, 2, 3);
    Tensor c = Draws.normal(8, 2, 3);
    LstmState first = new LstmState(h.reshape(1, 2, 3), c.reshape(1, 2, 3));
    LstmState last = model.root().forward(x, null, first, model.inference(values)).state();
    for (int t = 0; t < 2; t++) {
      Tensor in = Shapes.split(x, 1, 1, 1).get(t).reshape(2, 2);
      Tensor gates =
          normalized(in.matmul(values.get("0.inputWeight").transpose()), values, "input")
              .plus(normalized(h.matmul(values.get("0.stateWeight").transpose()), values, "state"));
      List<Tensor> g = Shapes.split(gates, 1, 3, 3, 3, 3);
      c =
          Activations.sigmoid(g.get(1))
              .times(c)
              .plus(Activations.sigmoid(g.get(0)).times(Activations.tanh(g.get(2))));
      Tensor inner =
          Normalization.layerNorm(c, values.get("0.cellScale"), values.get("0.cellShift"), 1e-5);
      h = Activations.sigmoid(g.get(3)).times(Activations.tanh(inner));
    }
    assertThat(last.h().toDoubleArray()).containsExactly(h.toDoubleArray(), within(1e-13));
    assertThat(last.c().toDoubleArray()).containsExactly(c.toDoubleArray(), within(1e-13));
  }

  private static Tensor normalized(Tensor product, Values values, String part) {
    return Normalization.layerNorm(
        product, values.get("0." + part + "Scale"), values.get("0." + part + "Bias"), 1e-5);
  }
}
