package dev.wengert.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.check.LayerCheck;
import dev.wengert.nn.layer.convolution.Convolution;
import dev.wengert.ops.Conv;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResidualTest {

  @Test
  void addsTheBodyToTheInputOrToItsProjection() {
    Activation tenfold = new Activation(x -> x.times(10));
    Activation twofold = new Activation(x -> x.times(2));
    Tensor x = Tensor.of(1.0, -3.0);
    assertThat(Draws.run(Draws.model(Residual.of(tenfold)), Values.empty(), x).toDoubleArray())
        .containsExactly(11, -33);
    assertThat(
            Draws.run(Draws.model(Residual.of(tenfold, twofold)), Values.empty(), x)
                .toDoubleArray())
        .containsExactly(12, -36);
  }

  @Test
  void parametersHaveTheirPathsAndShapes() {
    assertThat(
            Draws.parameters(
                Residual.of(Sequential.of(Convolution.of2d(2, 4, 3)), Convolution.of2d(2, 4, 1))))
        .containsExactly(
            Map.entry("body.0.weight", "[4, 2, 3, 3]"),
            Map.entry("body.0.bias", "[4]"),
            Map.entry("projection.weight", "[4, 2, 1, 1]"),
            Map.entry("projection.bias", "[4]"));
  }

  @Test
  void gradients() {
    LayerCheck.check(
        Residual.of(Sequential.of(Dense.of(3, 3), Activation.tanh())), Draws.normal(1, 2, 3));
    LayerCheck.check(
        Residual.of(
            Convolution.of2d(1, 2, Conv.stride(2).padding(1), 3),
            Convolution.of2d(1, 2, Conv.stride(2), 1)),
        Draws.normal(2, 1, 1, 4, 4));
  }

  @Test
  void aBodyThatChangesTheShapeIsRefusedByPath() {
    Model<Sequential> model = Draws.model(Sequential.of(Residual.of(Dense.of(3, 1))));
    Values values = model.initialize(Key.of(1));
    assertThatThrownBy(() -> Draws.run(model, values, Draws.normal(1, 2, 3)))
        .hasMessage(
            "residual (0): the body's output does not fit what it is added to: [2, 1] and [2, 3], x"
                + " is [2, 3]; give a projection to the body's shape");
  }
}
