package dev.wengert.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Dropout;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.layer.normalization.BatchNorm;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class DerivedPassTest {

  private static final Tensor X = Tensor.of(new double[][] {{1, 2}, {3, 5}, {-1, 0}});

  private final Model<Sequential> model =
      Model.of(Sequential.of(Dense.of(2, 3), BatchNorm.of(3), new Dropout(0.5)), DType.FLOAT64);
  private final Values values = model.initialize(Key.of(1));

  private Parameter parameter(String path) {
    return Objects.requireNonNull(model.parameters().get(path));
  }

  @Test
  void aStandInTakesTheParametersPlaceInEveryLayer() {
    Parameter weight = parameter("0.weight");
    Tensor other = Tensor.of(new double[][] {{1, 0}, {0, 1}, {2, -1}});
    Pass pass = model.training(values, Key.of(2));
    Pass derived = pass.with(weight, other);
    assertThat(derived.value(weight)).isSameAs(other);
    assertThat(pass.value(weight)).isNotSameAs(other);
    double[] expected =
        model
            .root()
            .forward(X, model.training(values.with("0.weight", other), Key.of(2)))
            .toDoubleArray();
    assertThat(model.root().forward(X, derived).toDoubleArray()).isEqualTo(expected);
    Pass further = derived.with(parameter("0.bias"), Tensor.of(1.0, 2.0, 3.0));
    assertThat(further.value(weight)).isSameAs(other);
  }

  @Test
  void whatIsNotedAndDrawnInADerivedPassIsNotedAndDrawnInItsOrigin() {
    Pass pass = model.training(values, Key.of(2));
    Pass derived = pass.with(parameter("0.bias"), Tensor.of(0.0, 0.0, 0.0));
    assertThat(derived.isTraining()).isTrue();
    model.root().forward(X, derived);
    assertThat(pass.updates().byPath().keySet())
        .containsExactly("1.runningMean", "1.runningVariance");
    Layer dropout = model.root().layers().get(2);
    Pass alone = model.training(values, Key.of(2));
    Key first = alone.key(dropout);
    Key second = alone.key(dropout);
    assertThat(bits(pass.key(dropout))).isEqualTo(bits(second)).isNotEqualTo(bits(first));
  }

  @Test
  void aPartInInferenceModeStaysAsItIsWhileGradientsPass() {
    Values moved =
        values
            .with("1.runningMean", Tensor.of(1.0, 2.0, 3.0))
            .with("1.runningVariance", Tensor.of(4.0, 5.0, 6.0));
    Pass pass = model.training(moved, Key.of(2));
    Pass still = pass.inference();
    assertThat(still.isTraining()).isFalse();
    assertThat(still.inference()).isSameAs(still);
    assertThat(pass.isTraining()).isTrue();
    assertThat(model.root().forward(X, still).toDoubleArray())
        .isEqualTo(model.root().forward(X, model.inference(moved)).toDoubleArray());
    assertThat(pass.updates().byPath()).isEmpty();
    Model.Step step =
        model.differentiate(
            moved,
            Key.of(2),
            (root, p) -> dev.wengert.ops.Reductions.sum(root.forward(X, p.inference())));
    assertThat(step.statistics().byPath()).isEmpty();
    assertThat(step.gradients().get("0.weight").toDoubleArray()).doesNotContain(0);
    Tensor other = Tensor.of(9.0, 9.0, 9.0);
    assertThat(pass.with(parameter("0.bias"), other).inference().value(parameter("0.bias")))
        .isSameAs(other);
  }

  private static double[] bits(Key key) {
    return key.uniform(X.spec()).toDoubleArray();
  }

  @Test
  void aStandInKeepsDtypeAndShape() {
    Pass pass = model.inference(values);
    assertThatThrownBy(() -> pass.with(parameter("0.bias"), Tensor.of(1.0)))
        .hasMessage(
            "with: the parameter 0.bias is FLOAT64[3], its stand-in FLOAT64[1]; keep dtype and"
                + " shape");
    assertThatThrownBy(
            () ->
                pass.with(
                    Parameter.of(Parameter.Role.WEIGHT, Initializer.ones(), 1), Tensor.of(1.0)))
        .hasMessageContaining("is not declared in this model");
  }
}
