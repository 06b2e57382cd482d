package dev.wengert.nn.layer.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.check.LayerCheck;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.ops.Reductions;
import org.junit.jupiter.api.Test;

class PositionalEncodingTest {

  @Test
  void wavesAreThoseOfThePaper() {
    Model<PositionalEncoding> model = Model.of(PositionalEncoding.sinusoidal(4, 5), DType.FLOAT64);
    Tensor x = Tensor.zeros(DType.FLOAT64, 2, 3, 5);
    double[] y = model.root().forward(x, model.inference(Values.empty())).toDoubleArray();
    assertThat(y).hasSize(30);
    // Wave numbers for a width of 5: 1, 10000^-0.4 = 0.025118864315, 10000^-0.8 = 0.00063095734448.
    for (int n = 0; n < 2; n++) {
      for (int t = 0; t < 3; t++) {
        int at = (n * 3 + t) * 5;
        assertThat(y[at]).isCloseTo(Math.sin(t), within(1e-15));
        assertThat(y[at + 1]).isCloseTo(Math.cos(t), within(1e-15));
        assertThat(y[at + 2]).isCloseTo(Math.sin(t * 0.025118864315095794), within(1e-15));
        assertThat(y[at + 3]).isCloseTo(Math.cos(t * 0.025118864315095794), within(1e-15));
        assertThat(y[at + 4]).isCloseTo(Math.sin(t * 0.000630957344480193), within(1e-15));
      }
    }
  }

  @Test
  void aSinglePrecisionInputStaysSo() {
    Model<PositionalEncoding> model = Model.of(PositionalEncoding.sinusoidal(4, 2));
    Tensor y =
        model.root().forward(Tensor.ones(DType.FLOAT32, 1, 4, 2), model.inference(Values.empty()));
    assertThat(y.spec()).isEqualTo(new Spec(DType.FLOAT32, Shape.of(1, 4, 2)));
    assertThat(y.toFloatArray()[2]).isEqualTo(1 + (float) Math.sin(1));
  }

  @Test
  void learnedVectorsAreAParameter() {
    PositionalEncoding learned = PositionalEncoding.learned(200, 100);
    Model<PositionalEncoding> model = Model.of(learned, DType.FLOAT64);
    Values values = model.initialize(Key.of(1));
    // 20,000 draws: the variance's relative deviation is 0.01.
    assertThat(Reductions.variance(values.get("weight")).item())
        .isCloseTo(4e-4, within(5 * 0.01 * 4e-4));
    double[] y =
        learned
            .forward(Tensor.zeros(DType.FLOAT64, 1, 2, 100), model.inference(values))
            .toDoubleArray();
    assertThat(y).isEqualTo(java.util.Arrays.copyOf(values.get("weight").toDoubleArray(), 200));
  }

  @Test
  void derivativesAreRight() {
    Tensor x = Key.of(2).normal(new Spec(DType.FLOAT64, Shape.of(2, 3, 4)));
    LayerCheck.check(PositionalEncoding.sinusoidal(5, 4), x);
    LayerCheck.check(PositionalEncoding.learned(5, 4), x);
  }

  @Test
  void longerSequencesAreRefused() {
    PositionalEncoding encoding = PositionalEncoding.sinusoidal(4, 2);
    Model<Sequential> model = Model.of(Sequential.of(encoding));
    Tensor x = Tensor.zeros(DType.FLOAT32, 1, 5, 2);
    assertThatThrownBy(() -> model.root().forward(x, model.inference(Values.empty())))
        .hasMessage(
            "positionalEncoding (0): the input does not fit the table: x is [1, 5, 2], from"
                + " position 0 on; give [N, up to 4, 2]");
    assertThatThrownBy(() -> PositionalEncoding.learned(0, 2))
        .hasMessage("positionalEncoding: no such table: [0, 2]; give positive sides");
  }
}
