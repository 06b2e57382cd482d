package dev.wengert.nn.layer.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Tensor;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Pass;
import dev.wengert.nn.TorchCase;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.Draws;
import dev.wengert.ops.Activations;
import dev.wengert.ops.Cells;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RnnTest extends RecurrentContract {

  @Override
  String name() {
    return "rnn";
  }

  @Override
  int gates() {
    return 1;
  }

  @Override
  int states() {
    return 1;
  }

  @Override
  Layer layer(int inputs, int hidden, Recurrence how) {
    return Rnn.of(inputs, hidden, how);
  }

  @Override
  Run run(Layer layer, Tensor x, @Nullable Tensor mask, @Nullable List<Tensor> initial, Pass pass) {
    Tensor first = initial == null ? null : initial.get(0);
    SequenceOutput<Tensor> output = ((Rnn) layer).forward(x, mask, first, pass);
    return new Run(output.outputs(), List.of(output.state()));
  }

  @Override
  List<Tensor> cell(Tensor x, List<Tensor> state, Tensor wx, Tensor wh, Tensor bx, Tensor bh) {
    return List.of(Cells.rnnCell(x, state.get(0), wx, wh, bx, bh));
  }

  @Test
  void oneStepAgreesWithPyTorch() {
    for (TorchCase c : TorchCase.of("rnn_cell")) {
      int n = c.inputs().get(0).shape().side(0);
      int inputs = c.inputs().get(0).shape().side(1);
      int hidden = c.inputs().get(1).shape().side(1);
      c.check(
          Rnn.of(inputs, hidden),
          List.of("", "", "0.inputWeight", "0.stateWeight", "0.inputBias", "0.stateBias"),
          (layer, in, pass) ->
              layer
                  .forward(
                      in.get(0).reshape(n, 1, inputs), null, in.get(1).reshape(1, n, hidden), pass)
                  .outputs()
                  .reshape(n, hidden));
    }
  }

  @Test
  void anotherActivationMayBend() {
    Model<Rnn> model = Draws.model(Rnn.of(2, 3, Recurrence.layers(1), Activations::relu));
    Values values = Draws.values(model, 1);
    Tensor x = Draws.normal(2, 2, 1, 2);
    Tensor sum =
        x.reshape(2, 2)
            .matmul(values.get("0.inputWeight").transpose())
            .plus(values.get("0.inputBias"))
            .plus(values.get("0.stateBias"));
    assertThat(Draws.run(model, values, x).toDoubleArray())
        .containsExactly(Activations.relu(sum).toDoubleArray(), within(1e-14));
  }
}
