package dev.wengert.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.check.LayerCheck;
import dev.wengert.ops.Activations;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GatedLinearUnitTest {

  @Test
  void theGateLetsThroughAShareOfEachUnit() {
    Model<GatedLinearUnit> model = Draws.model(GatedLinearUnit.of(1, 2));
    Values values =
        model
            .initialize(Key.of(1))
            .with("value.weight", Tensor.of(new double[][] {{2}, {-3}}))
            .with("gate.weight", Tensor.of(new double[][] {{1}, {-50}}))
            .with("gate.bias", Tensor.of(0, 0.5));
    double[] y = Draws.run(model, values, Tensor.of(new double[][] {{1.5}})).toDoubleArray();
    assertThat(y[0]).isCloseTo(3 / (1 + Math.exp(-1.5)), within(1e-14));
    assertThat(y[1]).isCloseTo(-4.5 * Math.exp(-74.5), within(1e-45));
  }

  @Test
  void theIdentityMakesItBilinear() {
    Model<GatedLinearUnit> model = Draws.model(GatedLinearUnit.of(3, 2, x -> x));
    Values values = model.initialize(Key.of(2));
    Tensor x = Draws.normal(1, 4, 3);
    double[] once = Draws.run(model, values, x).toDoubleArray();
    double[] doubled = Draws.run(model, values, x.times(2)).toDoubleArray();
    for (int i = 0; i < once.length; i++) {
      assertThat(doubled[i]).isCloseTo(4 * once[i], within(1e-14));
    }
  }

  @Test
  void parametersHaveTheirPathsAndShapes() {
    assertThat(Draws.parameters(GatedLinearUnit.of(3, 2)))
        .containsExactly(
            Map.entry("value.weight", "[2, 3]"),
            Map.entry("value.bias", "[2]"),
            Map.entry("gate.weight", "[2, 3]"),
            Map.entry("gate.bias", "[2]"));
  }

  @Test
  void gradients() {
    LayerCheck.check(GatedLinearUnit.of(3, 2), Draws.normal(1, 4, 3));
    LayerCheck.check(GatedLinearUnit.of(3, 2, Activations::silu), Draws.normal(2, 2, 2, 3));
  }

  @Test
  void anInputOfAnotherWidthIsRefusedByPath() {
    Model<Sequential> model = Draws.model(Sequential.of(GatedLinearUnit.of(3, 2)));
    Values values = model.initialize(Key.of(1));
    assertThatThrownBy(() -> Draws.run(model, values, Draws.normal(1, 4, 5)))
        .hasMessageStartingWith("dense (0.value): ");
  }
}
