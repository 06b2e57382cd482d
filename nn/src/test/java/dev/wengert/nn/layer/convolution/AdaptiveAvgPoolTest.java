package dev.wengert.nn.layer.convolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Tensor;
import dev.wengert.nn.TorchCase;
import dev.wengert.nn.Values;
import dev.wengert.nn.check.LayerCheck;
import dev.wengert.nn.layer.Draws;
import dev.wengert.nn.layer.Sequential;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdaptiveAvgPoolTest {

  @Test
  void agreesWithPyTorch() {
    for (TorchCase c : TorchCase.of("adaptive_avg_pool2d")) {
      c.check(
          AdaptiveAvgPool.of(c.integer("output")),
          List.of(""),
          (l, in, pass) -> l.forward(in.getFirst(), pass));
    }
  }

  @Test
  void windowsCoverEveryElement() {
    // Of five elements in two: 0 to 2 and 2 to 4.
    Tensor x = Tensor.of(1.0, 2.0, 6.0, 4.0, 8.0).reshape(1, 1, 5);
    double[] y = Draws.run(Draws.model(AdaptiveAvgPool.of(2)), Values.empty(), x).toDoubleArray();
    assertThat(y).containsExactly(new double[] {3, 6}, within(1e-14));
  }

  @Test
  void gradients() {
    LayerCheck.check(AdaptiveAvgPool.of(2, 3), Draws.normal(1, 1, 2, 3, 4));
  }

  @Test
  void whatDoesNotFitIsRefusedByPath() {
    assertThatThrownBy(
            () ->
                Draws.run(
                    Draws.model(Sequential.of(AdaptiveAvgPool.of(0))),
                    Values.empty(),
                    Draws.normal(1, 2, 3, 3)))
        .hasMessage(
            "adaptiveAvgPool (0): sides must be positive: [0] from [3]; give 1 or more, and"
                + " elements to take them from");
  }
}
