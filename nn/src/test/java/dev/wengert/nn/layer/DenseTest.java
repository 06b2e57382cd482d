package dev.wengert.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.check.LayerCheck;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DenseTest {

  private final Model<Dense> model = Draws.model(Dense.of(3, 2));

  private final Values values =
      new Values(
          ImmutableMap.of(
              "weight", Tensor.of(new double[][] {{1, 2, 3}, {4, 5, 6}}),
              "bias", Tensor.of(10.0, 20.0)));

  @Test
  void parametersHaveTheirPathsAndShapes() {
    assertThat(Draws.parameters(Dense.of(3, 2)))
        .containsExactly(Map.entry("weight", "[2, 3]"), Map.entry("bias", "[2]"));
    assertThat(Draws.parameters(Dense.of(3, 2).withoutBias()))
        .containsExactly(Map.entry("weight", "[2, 3]"));
    assertThat(model.initialize(Key.of(1)).get("bias").toDoubleArray()).containsOnly(0);
  }

  @Test
  void inputsMayHaveAnyRank() {
    // By hand: 1 - 3 + 10 and 4 - 6 + 20; 2 + 10 and 5 + 20.
    assertThat(Draws.run(model, values, Tensor.of(1.0, 0.0, -1.0)).toList())
        .containsExactly(8.0, 18.0);
    Tensor rows = Tensor.of(new double[][] {{1, 0, -1}, {0, 1, 0}});
    assertThat(Draws.run(model, values, rows).toDoubleArray()).containsExactly(8, 18, 12, 25);
    Tensor stack = Draws.run(model, values, rows.reshape(1, 2, 1, 3));
    assertThat(stack.shape()).isEqualTo(Shape.of(1, 2, 1, 2));
    assertThat(stack.toDoubleArray()).containsExactly(8, 18, 12, 25);
    assertThat(Draws.run(model, values, Tensor.zeros(DType.FLOAT64, 0, 4, 3)).shape())
        .isEqualTo(Shape.of(0, 4, 2));
  }

  @Test
  void withoutBiasNothingIsAdded() {
    Dense dense = Dense.of(3, 2);
    Model<Dense> bare = Draws.model(dense.withoutBias());
    Values weight = new Values(ImmutableMap.of("weight", values.get("weight")));
    assertThat(Draws.run(bare, weight, Tensor.of(1.0, 0.0, -1.0)).toDoubleArray())
        .containsExactly(-2, -2);
  }

  @Test
  void gradients() {
    LayerCheck.check(Dense.of(3, 2), Draws.normal(1, 4, 3));
    LayerCheck.check(Dense.of(3, 2), Draws.normal(2, 2, 2, 3));
    LayerCheck.check(Dense.of(3, 2).withoutBias(), Draws.normal(3, 3));
  }

  @Test
  void anInputThatDoesNotFitIsRefusedByPath() {
    Model<Sequential> net = Draws.model(Sequential.of(Sequential.of(Dense.of(3, 2))));
    Values start = net.initialize(Key.of(1));
    assertThatThrownBy(() -> Draws.run(net, start, Draws.normal(1, 4, 2)))
        .hasMessage("dense (0.0): the input does not fit the weights: x is [4, 2]; give [..., 3]");
    assertThatThrownBy(() -> Draws.run(net, start, Tensor.scalar(1.0)))
        .hasMessage("dense (0.0): the input does not fit the weights: x is []; give [..., 3]");
  }
}
