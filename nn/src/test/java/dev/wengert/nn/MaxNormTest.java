package dev.wengert.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.layer.convolution.Convolution;
import dev.wengert.nn.layer.normalization.BatchNorm;
import dev.wengert.ops.Conv;
import org.junit.jupiter.api.Test;

class MaxNormTest {

  @Test
  void onlyUnitsThatAreTooLongAreCut() {
    Model<Sequential> model =
        Model.of(Sequential.of(Dense.of(2, 4), BatchNorm.of(4)), DType.FLOAT64);
    double[][] weights = {{3, 4}, {0.3, -0.4}, {0, 0}, {-1, 0}};
    Values values =
        model
            .initialize(Key.of(1))
            .with("0.weight", Tensor.of(weights))
            .with("0.bias", Tensor.of(9.0, 9.0, 9.0, 9.0))
            .with("1.weight", Tensor.of(8.0, 8.0, 8.0, 8.0));
    Values cut = MaxNorm.of(1).apply(model, values);
    double[] now = cut.get("0.weight").toDoubleArray();
    assertThat(now[0]).isCloseTo(0.6, within(1e-15));
    assertThat(now[1]).isCloseTo(0.8, within(1e-15));
    assertThat(java.util.Arrays.copyOfRange(now, 2, 8)).containsExactly(0.3, -0.4, 0, 0, -1, 0);
    for (String path : new String[] {"0.bias", "1.weight", "1.bias", "1.runningVariance"}) {
      assertThat(cut.get(path)).isSameAs(values.get(path));
    }
  }

  @Test
  void aLimitIsPositive() {
    assertThatThrownBy(() -> MaxNorm.of(0))
        .hasMessage("maxNorm: not a limit: 0.0; give a positive number, 3 or 4 is usual");
    assertThatThrownBy(() -> MaxNorm.of(Double.NaN)).hasMessageContaining("NaN");
  }

  /** By hand: axis 1 of [2, 2, 2] counts units; the first is (3, 0, 4, 0), the second short. */
  @Test
  void aTransposedConvolutionsUnitsAreItsOutputs() {
    Model<Convolution> model =
        Model.of(Convolution.transposed1d(2, 2, Conv.DEFAULT, 2), DType.FLOAT64);
    Values values =
        model
            .initialize(Key.of(1))
            .with("weight", Tensor.of(3.0, 0.0, 0.5, 0.5, 4.0, 0.0, 0.5, 0.5).reshape(2, 2, 2));
    assertThat(MaxNorm.of(1).apply(model, values).get("weight").toDoubleArray())
        .containsExactly(new double[] {0.6, 0, 0.5, 0.5, 0.8, 0, 0.5, 0.5}, within(1e-15));
  }
}
