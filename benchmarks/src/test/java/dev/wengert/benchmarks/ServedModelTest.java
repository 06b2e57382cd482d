package dev.wengert.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The models answer what ONNX Runtime 1.29 answers with the same parameters. */
class ServedModelTest {

  @ParameterizedTest
  @CsvSource({
    "CLASSIFIER, 10, 0.5554869137704372, -0.023098502, -0.016785584",
    "CONVOLUTIONAL, 10, 0.9547311435453594, -0.15292814, -0.03956734",
    "ENCODER, 24576, 19908.950376451947, -0.26437074, -0.41971174"
  })
  void answersAsAnotherRuntime(ServedModel model, int size, double sum, double first, double last) {
    Tensor x = Tensor.wrap(model.input(1), model.shape(1).sides());
    float[] y = model.predictor().of(x).toFloatArray();
    double absolute = 0;
    for (float each : y) {
      absolute += Math.abs(each);
    }
    assertThat(y).hasSize(size);
    assertThat(absolute).isCloseTo(sum, within(1e-5 * sum));
    assertThat((double) y[0]).isCloseTo(first, within(1e-5));
    assertThat((double) y[size - 1]).isCloseTo(last, within(1e-5));
  }
}
