package dev.wengert.nn.layer.convolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.nn.Values;
import dev.wengert.nn.check.LayerCheck;
import dev.wengert.nn.layer.Draws;
import dev.wengert.nn.layer.Sequential;
import org.junit.jupiter.api.Test;

class GlobalPoolTest {

  @Test
  void makesOneNumberOfEachChannel() {
    Tensor x = Tensor.of(1.0, 2.0, 3.0, 6.0, -1.0, -2.0, -3.0, -6.0).reshape(1, 2, 2, 2);
    Tensor mean = Draws.run(Draws.model(GlobalPool.average()), Values.empty(), x);
    assertThat(mean.shape()).isEqualTo(Shape.of(1, 2));
    assertThat(mean.toDoubleArray()).containsExactly(3, -3);
    assertThat(Draws.run(Draws.model(GlobalPool.max()), Values.empty(), x).toDoubleArray())
        .containsExactly(6, -1);
  }

  @Test
  void gradients() {
    LayerCheck.check(GlobalPool.average(), Draws.normal(1, 2, 2, 3));
    LayerCheck.check(GlobalPool.max(), Draws.normal(2, 2, 2, 3, 2));
  }

  @Test
  void whatHasNoPlacesIsRefusedByPath() {
    assertThatThrownBy(
            () ->
                Draws.run(
                    Draws.model(Sequential.of(GlobalPool.max())),
                    Values.empty(),
                    Draws.normal(1, 2, 3)))
        .hasMessage(
            "globalPool (0): the input has no places to pool: x is FLOAT64[2, 3]; give a floating"
                + " tensor [N, C, spatial...]");
  }
}
