package dev.wengert.nn.layer.recurrent;

import dev.wengert.Tensor;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Pass;
import dev.wengert.nn.TorchCase;
import dev.wengert.ops.Cells;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GruTest extends RecurrentContract {

  @Override
  String name() {
    return "gru";
  }

  @Override
  int gates() {
    return 3;
  }

  @Override
  int states() {
    return 1;
  }

  @Override
  Layer layer(int inputs, int hidden, Recurrence how) {
    return Gru.of(inputs, hidden, how);
  }

  @Override
  Run run(Layer layer, Tensor x, @Nullable Tensor mask, @Nullable List<Tensor> initial, Pass pass) {
    Tensor first = initial == null ? null : initial.get(0);
    SequenceOutput<Tensor> output = ((Gru) layer).forward(x, mask, first, pass);
    return new Run(output.outputs(), List.of(output.state()));
  }

  @Override
  List<Tensor> cell(Tensor x, List<Tensor> state, Tensor wx, Tensor wh, Tensor bx, Tensor bh) {
    return List.of(Cells.gruCell(x, state.get(0), wx, wh, bx, bh));
  }

  @Test
  void oneStepAgreesWithPyTorch() {
    for (TorchCase c : TorchCase.of("gru_cell")) {
      int n = c.inputs().get(0).shape().side(0);
      int inputs = c.inputs().get(0).shape().side(1);
      int hidden = c.inputs().get(1).shape().side(1);
      c.check(
          Gru.of(inputs, hidden),
          List.of("", "", "0.inputWeight", "0.stateWeight", "0.inputBias", "0.stateBias"),
          (layer, in, pass) ->
              layer
                  .forward(
                      in.get(0).reshape(n, 1, inputs), null, in.get(1).reshape(1, n, hidden), pass)
                  .outputs()
                  .reshape(n, hidden));
    }
  }
}
