package dev.wengert.nn.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Autodiff;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.gradcheck.GradientError;
import dev.wengert.gradcheck.Report;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Initializer;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Parameter;
import dev.wengert.nn.Pass;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Dropout;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.layer.normalization.BatchNorm;
import dev.wengert.nn.layer.normalization.LayerNorm;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayerCheckTest {

  private static final Tensor X = Key.of(3).normal(new Spec(DType.FLOAT64, Shape.of(4, 3)));

  @Test
  void aNetworkOfEveryKindOfStatePasses() {
    LayerCheck.check(
        Sequential.of(
            Dense.of(3, 4), Activation.tanh(), new Dropout(0.7), LayerNorm.of(4), Dense.of(4, 2)),
        X);
    LayerCheck.check(Sequential.of(BatchNorm.of(3), Activation.sigmoid(), Dense.of(3, 2)), X);
  }

  @Test
  void everyInputAndParameterIsChecked() {
    Report report = LayerCheck.training(Sequential.of(Dense.of(3, 2)), X).run();
    assertThat(report.findings().stream().map(finding -> finding.input()).distinct())
        .contains("x", "0.weight", "0.bias");
  }

  @Test
  void aDetachedPartIsFound() {
    Layer half =
        new Layer() {
          private final Parameter scale =
              Parameter.of(Parameter.Role.WEIGHT, Initializer.ones(), 3);

          @Override
          public void declare(Declarations declarations) {
            declarations.parameter("scale", scale);
          }

          @Override
          public Tensor forward(Tensor x, Pass pass) {
            Tensor y = pass.isTraining() ? x : Autodiff.stopGradient(x);
            return y.times(x).times(pass.value(scale));
          }
        };
    LayerCheck.training(half, X).run().assertCorrect();
    assertThatThrownBy(() -> LayerCheck.check(half, X))
        .isInstanceOf(GradientError.class)
        .hasMessageContaining("d out / d x");
    assertThatThrownBy(
            () ->
                LayerCheck.check(
                    half,
                    List.of(X, X),
                    (layer, in, pass) ->
                        layer.forward(in.get(0), pass).times(Autodiff.stopGradient(in.get(1)))))
        .isInstanceOf(GradientError.class)
        .hasMessageContaining("x1");
  }

  @Test
  void singlePrecisionIsRefused() {
    assertThatThrownBy(() -> LayerCheck.check(Dense.of(3, 2), X.to(DType.FLOAT32)))
        .hasMessage(
            "layer check: input 0 is FLOAT32: FLOAT32[4, 3]; a check runs in FLOAT64, convert it"
                + " with to(FLOAT64)");
  }
}
