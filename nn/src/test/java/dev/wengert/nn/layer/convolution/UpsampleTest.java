package dev.wengert.nn.layer.convolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Tensor;
import dev.wengert.nn.Values;
import dev.wengert.nn.check.LayerCheck;
import dev.wengert.nn.layer.Draws;
import dev.wengert.nn.layer.Sequential;
import org.junit.jupiter.api.Test;

class UpsampleTest {

  private final Tensor x = Tensor.of(1.0, 5.0).reshape(1, 1, 2);

  @Test
  void repeatsOrInterpolates() {
    assertThat(Draws.run(Draws.model(Upsample.nearest(2)), Values.empty(), x).toDoubleArray())
        .containsExactly(1, 1, 5, 5);
    // Places -1/4, 1/4, 3/4 and 5/4, cut to the side.
    assertThat(Draws.run(Draws.model(Upsample.linear(4)), Values.empty(), x).toDoubleArray())
        .containsExactly(1, 2, 4, 5);
  }

  @Test
  void gradients() {
    LayerCheck.check(Upsample.nearest(2, 3), Draws.normal(1, 1, 2, 2, 2));
    LayerCheck.check(Upsample.linear(3, 5), Draws.normal(2, 1, 2, 2, 3));
  }

  @Test
  void whatDoesNotFitIsRefusedByPath() {
    assertThatThrownBy(
            () ->
                Draws.run(
                    Draws.model(Sequential.of(Upsample.nearest(2))),
                    Values.empty(),
                    Tensor.of(1.0)))
        .hasMessage(
            "upsampleNearest (0): x is FLOAT64[1]; give a floating tensor [N, C, spatial...]");
  }
}
