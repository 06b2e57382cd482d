package dev.wengert.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Autodiff;
import dev.wengert.Key;
import dev.wengert.Primitive;
import dev.wengert.Tape;
import dev.wengert.Tensor;
import dev.wengert.Trace;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class NormalizationTest {

  private static final double EPSILON = 1e-5;

  private final Tensor x = Key.of(11).normal(new Spec(DType.FLOAT64, Shape.of(6, 4)));
  private final Tensor gamma = Tensor.of(0.5, -1.5, 2.0, 1.0);
  private final Tensor beta = Tensor.of(0.1, 0.2, -0.3, 0.0);
  private final Tensor cotangent = Key.of(12).normal(new Spec(DType.FLOAT64, Shape.of(6, 4)));

  /**
   * The backward pass of batch normalization as Ioffe and Szegedy (2015, section 3) write it, for
   * one column.
   *
   * @return dx for each row, then d-gamma, then d-beta
   */
  private static double[] publishedBackward(double[] x, double[] dy, double gamma) {
    int m = x.length;
    double mean = 0;
    for (double v : x) {
      mean += v / m;
    }
    double variance = 0;
    for (double v : x) {
      variance += (v - mean) * (v - mean) / m;
    }
    double root = Math.sqrt(variance + EPSILON);
    double dVariance = 0;
    double dMean = 0;
    double dGamma = 0;
    double dBeta = 0;
    for (int i = 0; i < m; i++) {
      double dHat = dy[i] * gamma;
      dVariance += dHat * (x[i] - mean) * -0.5 / (root * root * root);
      dMean += -dHat / root;
      dGamma += dy[i] * (x[i] - mean) / root;
      dBeta += dy[i];
    }
    double[] result = new double[m + 2];
    for (int i = 0; i < m; i++) {
      result[i] = dy[i] * gamma / root + dVariance * 2 * (x[i] - mean) / m + dMean / m;
    }
    result[m] = dGamma;
    result[m + 1] = dBeta;
    return result;
  }

  @Test
  void batchNormHasThePublishedGradientAlthoughNobodyWroteIt() {
    List<Tensor> gradients =
        Autodiff.vjp(
                in -> Normalization.batchNorm(in.get(0), in.get(1), in.get(2), EPSILON),
                List.of(x, gamma, beta))
            .pullback()
            .apply(cotangent);
    for (int c = 0; c < 4; c++) {
      double[] expected =
          publishedBackward(column(x, c), column(cotangent, c), gamma.toDoubleArray()[c]);
      double[] dx = column(gradients.get(0), c);
      for (int i = 0; i < 6; i++) {
        assertThat(dx[i]).isCloseTo(expected[i], within(1e-13));
      }
      assertThat(gradients.get(1).toDoubleArray()[c]).isCloseTo(expected[6], within(1e-13));
      assertThat(gradients.get(2).toDoubleArray()[c]).isCloseTo(expected[7], within(1e-13));
    }
  }

  /** Notes the operations that take something as large as a batch, and the shape of the result. */
  private static final class Passes extends Trace {
    private final List<String> large = new ArrayList<>();
    private final int size;

    Passes(int size) {
      this.size = size;
    }

    Tensor see(Tensor tensor) {
      return lift(tensor, null);
    }

    @Override
    protected Tensor[] process(Primitive primitive, Tensor[] inputs) {
      Tensor[] lowered = inputs.clone();
      Arrays.setAll(lowered, i -> lower(inputs[i]));
      Tensor[] outputs = primitive.applyAll(lowered);
      if (Arrays.stream(lowered).anyMatch(input -> input.size() == size)) {
        large.add(primitive.name() + outputs[0].shape());
      }
      Arrays.setAll(outputs, i -> lift(outputs[i], null));
      return outputs;
    }
  }

  @Test
  void theWalkOfBatchNormSumsOverTheBatchTwice() {
    Passes passes = new Passes(24);
    Tape tape = new Tape();
    Tensor watched = tape.watch(passes.see(x));
    Tensor y =
        Normalization.batchNorm(
            watched, tape.watch(passes.see(gamma)), tape.watch(passes.see(beta)), EPSILON);
    passes.large.clear();
    tape.gradients(y, passes.see(cotangent));
    assertThat(passes.large)
        .containsExactly(
            "scale.pullback0[6, 4]",
            "sum.scale.pullback4[1, 4]",
            "sum[1, 4]",
            "moments.pullback[6, 4]",
            "add[6, 4]");
  }

  @Test
  void layerNormIsBatchNormOfTheTransposed() {
    Tensor ones = Tensor.ones(DType.FLOAT64, 6);
    Tensor zeros = Tensor.zeros(DType.FLOAT64, 6);
    double[] byBatch =
        Normalization.batchNorm(x.transpose(), ones, zeros, EPSILON)
            .transpose()
            .times(gamma)
            .plus(beta)
            .toDoubleArray();
    double[] byLayer = Normalization.layerNorm(x, gamma, beta, EPSILON).toDoubleArray();
    for (int i = 0; i < byLayer.length; i++) {
      assertThat(byLayer[i]).isCloseTo(byBatch[i], within(1e-14));
    }
  }

  @Test
  void channelsAreAxisOneWhateverTheRank() {
    Tensor image = Key.of(13).normal(new Spec(DType.FLOAT64, Shape.of(3, 4, 2, 5)));
    Tensor y =
        Normalization.batchNorm(
            image, Tensor.ones(DType.FLOAT64, 4), Tensor.zeros(DType.FLOAT64, 4), 1e-12);
    for (double mean : Reductions.mean(y, 0, 2, 3).toDoubleArray()) {
      assertThat(mean).isCloseTo(0, within(1e-14));
    }
    for (double variance : Reductions.variance(y, 0, 2, 3).toDoubleArray()) {
      assertThat(variance).isCloseTo(1, within(1e-10));
    }
  }

  @Test
  void anOffsetOfAMillionLeavesFourDigitsInFloat32() {
    float[] values = new float[1000];
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] = 1e6f + (i % 7);
      sum += values[i] - 1e6;
      squares += (values[i] - 1e6) * (values[i] - 1e6);
    }
    double exact = squares / 1000 - sum / 1000 * (sum / 1000);
    assertThat(Reductions.variance(Tensor.of(values)).item() / exact).isCloseTo(1, within(1e-4));
  }

  @Test
  void errorsNameTheShapes() {
    assertThatThrownBy(() -> Normalization.batchNorm(beta, gamma, beta, EPSILON))
        .hasMessage("batchNorm: x has no channel axis: its shape is [4]; give [N, C, ...]");
    assertThatThrownBy(
            () -> Normalization.layerNorm(x, Tensor.ones(DType.FLOAT64, 3), beta, EPSILON))
        .hasMessage(
            "layerNorm: x does not end in gamma's shape: x is [6, 4], gamma is [3]; give gamma the"
                + " sides of the axes to normalize over");
    assertThatThrownBy(
            () -> Normalization.layerNorm(x, gamma, Tensor.ones(DType.FLOAT64, 2, 1), EPSILON))
        .hasMessage(
            "layerNorm: shapes differ: gamma is [4], beta is [2, 1]; give both the sides of the"
                + " axes to normalize over");
    assertThatThrownBy(() -> Normalization.standardize(x, 0, 0))
        .hasMessage("standardize: epsilon must be positive: 0.0; 1e-5 is usual");
    assertThatThrownBy(() -> Shapes.channels(Tensor.of(1.0, 2.0), x))
        .hasMessage("channels: [2] does not have one value a channel of [6, 4]; give [4]");
    assertThatThrownBy(() -> Reductions.mean(Tensor.zeros(DType.FLOAT64, 0, 3), 0))
        .hasMessage(
            "mean: nothing to average: the shape is [0, 3]; reduce along axes that are not empty");
  }

  private static double[] column(Tensor matrix, int column) {
    return matrix.transpose().get(column).toDoubleArray();
  }
}
