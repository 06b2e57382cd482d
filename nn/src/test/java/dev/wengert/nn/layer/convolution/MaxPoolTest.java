package dev.wengert.nn.layer.convolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Tensor;
import dev.wengert.nn.Model;
import dev.wengert.nn.TorchCase;
import dev.wengert.nn.Values;
import dev.wengert.nn.check.LayerCheck;
import dev.wengert.nn.layer.Draws;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.ops.Pooling.Pool;
import java.util.List;
import org.junit.jupiter.api.Test;

class MaxPoolTest {

  @Test
  void agreesWithPyTorch() {
    for (TorchCase c : TorchCase.of("max_pool2d")) {
      Pool pool =
          Pool.of(c.integer("kernel")).stride(c.integer("stride")).padding(c.integer("padding"));
      c.check(new MaxPool(pool), List.of(""), (l, in, pass) -> l.forward(in.getFirst(), pass));
    }
  }

  @Test
  void takesTheLargestOfEachWindow() {
    Tensor x = Tensor.of(new double[][][] {{{1, 5, 2, 3, 9}}}).reshape(1, 1, 5);
    Model<MaxPool> model = Draws.model(MaxPool.of(2));
    assertThat(Draws.run(model, Values.empty(), x).toDoubleArray()).containsExactly(5, 3);
    assertThat(Draws.parameters(MaxPool.of(2))).isEmpty();
  }

  @Test
  void aLastStepThatIsNotWholeIsTakenIfAsked() {
    Tensor x = Tensor.of(new double[][][] {{{1, 5, 2, 3, 9}}}).reshape(1, 1, 5);
    Model<MaxPool> model = Draws.model(new MaxPool(Pool.of(2).ceilMode(true)));
    assertThat(Draws.run(model, Values.empty(), x).toDoubleArray()).containsExactly(5, 3, 9);
    LayerCheck.check(model.root(), Draws.normal(4, 2, 2, 5));
  }

  @Test
  void gradients() {
    LayerCheck.check(MaxPool.of(2), Draws.normal(1, 2, 2, 5));
    LayerCheck.check(new MaxPool(Pool.of(2, 3).stride(1)), Draws.normal(2, 1, 2, 3, 4));
    LayerCheck.check(MaxPool.of(2), Draws.normal(3, 1, 1, 2, 4, 2));
  }

  @Test
  void whatDoesNotFitIsRefusedByPath() {
    Model<Sequential> model = Draws.model(Sequential.of(MaxPool.of(4)));
    assertThatThrownBy(() -> Draws.run(model, Values.empty(), Draws.normal(1, 2, 3, 3, 5)))
        .hasMessage(
            "maxPool (0): the window does not fit: its extent along spatial axis 0 is 4, the padded"
                + " side 3 of [3, 5]; use a smaller window or more padding");
    assertThatThrownBy(() -> Draws.run(model, Values.empty(), Draws.normal(1, 2, 3)))
        .hasMessage("maxPool (0): x is FLOAT64[2, 3]; give a floating tensor [N, C, spatial...]");
  }
}
