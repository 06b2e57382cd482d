package dev.wengert.nn.layer.convolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Tensor;
import dev.wengert.nn.TorchCase;
import dev.wengert.nn.Values;
import dev.wengert.nn.check.LayerCheck;
import dev.wengert.nn.layer.Draws;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.ops.Pooling.Pool;
import java.util.List;
import org.junit.jupiter.api.Test;

class AvgPoolTest {

  @Test
  void agreesWithPyTorch() {
    for (TorchCase c : TorchCase.of("avg_pool2d")) {
      Pool pool =
          Pool.of(c.integer("kernel")).stride(c.integer("stride")).padding(c.integer("padding"));
      c.check(
          new AvgPool(pool, c.flag("count_include_pad")),
          List.of(""),
          (l, in, pass) -> l.forward(in.getFirst(), pass));
    }
  }

  @Test
  void paddingCountsOnlyIfAsked() {
    Tensor x = Tensor.of(2.0, 4.0, 9.0).reshape(1, 1, 3);
    Pool pool = Pool.of(2).padding(1);
    assertThat(Draws.run(Draws.model(AvgPool.of(pool)), Values.empty(), x).toDoubleArray())
        .containsExactly(1, 6.5);
    assertThat(Draws.run(Draws.model(new AvgPool(pool, false)), Values.empty(), x).toDoubleArray())
        .containsExactly(2, 6.5);
    assertThat(Draws.run(Draws.model(AvgPool.of(3)), Values.empty(), x).item()).isEqualTo(5);
  }

  @Test
  void aLastStepThatIsNotWholeIsTakenIfAsked() {
    Tensor x = Tensor.of(new double[][][] {{{1, 5, 2, 3, 9}}}).reshape(1, 1, 5);
    AvgPool layer = AvgPool.of(Pool.of(2).ceilMode(true));
    assertThat(Draws.run(Draws.model(layer), Values.empty(), x).toDoubleArray())
        .containsExactly(3, 2.5, 9);
    LayerCheck.check(layer, Draws.normal(4, 2, 2, 5));
  }

  @Test
  void gradients() {
    LayerCheck.check(AvgPool.of(2), Draws.normal(1, 2, 2, 5));
    LayerCheck.check(
        new AvgPool(Pool.of(2, 3).stride(1).padding(1), false), Draws.normal(2, 1, 2, 3, 4));
  }

  @Test
  void whatDoesNotFitIsRefusedByPath() {
    assertThatThrownBy(
            () ->
                Draws.run(
                    Draws.model(Sequential.of(AvgPool.of(2, 2))),
                    Values.empty(),
                    Draws.normal(1, 2, 3, 3)))
        .hasMessage(
            "avgPool (0): the window does not fit: [2, 2]; give one number, or one for each of 1"
                + " spatial axes");
  }
}
