package dev.wengert.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.nn.Values;
import dev.wengert.nn.check.LayerCheck;
import org.junit.jupiter.api.Test;

class FlattenTest {

  private final Tensor x = Draws.normal(1, 2, 3, 2, 2);

  @Test
  void makesOneAxisOfSeveral() {
    Tensor flat = Draws.run(Draws.model(Flatten.of()), Values.empty(), x);
    assertThat(flat.shape()).isEqualTo(Shape.of(2, 12));
    assertThat(flat.toDoubleArray()).isEqualTo(x.toDoubleArray());
    assertThat(Draws.run(Draws.model(new Flatten(0, 1)), Values.empty(), x).shape())
        .isEqualTo(Shape.of(6, 2, 2));
  }

  @Test
  void gradients() {
    LayerCheck.check(Flatten.of(), x);
  }

  @Test
  void anAxisThatIsNotThereIsRefusedByPath() {
    assertThatThrownBy(
            () ->
                Draws.run(Draws.model(Sequential.of(Flatten.of())), Values.empty(), Tensor.of(1.0)))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("flatten (0): no such axis: 1 of shape [1]; axes go from -1 to 0");
  }
}
