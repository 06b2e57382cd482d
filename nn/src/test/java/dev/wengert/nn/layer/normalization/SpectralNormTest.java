package dev.wengert.nn.layer.normalization;

import static dev.wengert.gradcheck.assertj.GradientAssertions.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Autodiff;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Values;
import dev.wengert.nn.check.LayerCheck;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Draws;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.layer.convolution.Convolution;
import dev.wengert.ops.Conv;
import dev.wengert.ops.Creation;
import dev.wengert.ops.Reductions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class SpectralNormTest {

  private static final Key KEY = Key.of(3);
  private static final Tensor X = Key.of(5).normal(new Spec(DType.FLOAT64, Shape.of(3, 3)));

  /** NumPy's largest singular value of it: {@code linalg.svd(W)[1][0]}. */
  private static final double SIGMA = 3.4211048400040074;

  private static final Tensor W =
      Tensor.of(new double[][] {{2, -1, 0.5}, {0.25, 3, 1}, {1, 0, -2}, {0.5, 0.5, 0.5}});

  private final Layer layer = SpectralNorm.of(Dense.of(3, 4));
  private final Model<Layer> model = Model.of(layer, DType.FLOAT64);
  private final Values values = model.initialize(KEY).with("layer.weight", W);

  @Test
  void theLargestSingularValueBecomesOne() {
    Values now = values;
    for (int i = 0; i < 60; i++) {
      Pass pass = model.training(now, KEY);
      layer.forward(X, pass);
      assertThat(pass.updates().byPath().keySet())
          .containsExactly("layer.weight.left", "layer.weight.right");
      now = now.with(pass.updates());
    }
    Tensor eye = Creation.eye(DType.FLOAT64, 3);
    assertThatTensor(layer.forward(eye, model.inference(now)))
        .isCloseTo(W.transpose().div(SIGMA), 1e-12);
    Pass pass = model.inference(now);
    layer.forward(eye, pass);
    assertThat(pass.updates().byPath()).isEmpty();
  }

  @Test
  void severalStepsAPassGetThereSooner() {
    Layer quick = SpectralNorm.of(Dense.of(3, 4), 60);
    Model<Layer> other = Model.of(quick, DType.FLOAT64);
    Values first = other.initialize(KEY).with("layer.weight", W);
    Tensor y = quick.forward(Creation.eye(DType.FLOAT64, 3), other.training(first, KEY));
    assertThatTensor(y).isCloseTo(W.transpose().div(SIGMA), 1e-12);
  }

  @Test
  void theVectorsBeginFittingTheFirstWeight() {
    Values first = model.initialize(KEY);
    Tensor weight = first.get("layer.weight");
    Tensor u = first.get("layer.weight.left");
    Tensor v = first.get("layer.weight.right");
    assertThat(Reductions.norm(u).item()).isCloseTo(1, within(1e-15));
    assertThat(Reductions.norm(v).item()).isCloseTo(1, within(1e-15));
    double sigma = u.transpose().matmul(weight).matmul(v).item();
    // No vector is stretched by more than the largest singular value; fifteen steps come near it.
    double frobenius = Reductions.norm(weight).item();
    assertThat(sigma).isLessThanOrEqualTo(frobenius).isGreaterThan(frobenius / Math.sqrt(3));
  }

  @Test
  void derivativesAreRightToSecondOrderForGivenVectors() {
    LayerCheck.inference(SpectralNorm.of(Dense.of(3, 2)), X).run().assertCorrect();
    LayerCheck.inference(
            SpectralNorm.of(Sequential.of(Dense.of(3, 2), Activation.tanh(), Dense.of(2, 2))), X)
        .run()
        .assertCorrect();
  }

  /**
   * A training pass holds the vectors of its iteration constant, which differences cannot: they
   * move the weight, and so the vectors. So its derivatives are compared with those of inference
   * with the same vectors, to second order and in all arguments; {@link LayerCheck#inference} has
   * compared those with differences, at the vectors that a training pass leaves.
   */
  @Test
  void trainingHasTheFirstAndSecondDerivativesOfInferenceWithItsVectors() {
    for (Layer wrapped :
        List.of(
            SpectralNorm.of(Dense.of(3, 2)),
            SpectralNorm.of(Sequential.of(Dense.of(3, 2), Activation.tanh(), Dense.of(2, 2)), 2))) {
      LayerCheck.inference(wrapped, X).run().assertCorrect();
      Model<Layer> own = Draws.model(wrapped);
      Values before = Draws.values(own, 7);
      Pass first = own.training(before, KEY);
      wrapped.forward(X, first);
      Values after = before.with(first.updates());
      assertThat(after.get(first.updates().byPath().keySet().asList().get(0)).toDoubleArray())
          .isNotEqualTo(
              before.get(first.updates().byPath().keySet().asList().get(0)).toDoubleArray());

      List<String> paths = own.parameters().keySet().asList();
      List<Tensor> at = new ArrayList<>(List.of(X));
      paths.forEach(path -> at.add(before.get(path)));
      Function<List<Tensor>, Tensor> training =
          in -> cubes(wrapped, in, own.training(with(before, paths, in), KEY));
      Function<List<Tensor>, Tensor> inference =
          in -> cubes(wrapped, in, own.inference(with(after, paths, in)));
      List<Tensor> gradient = Autodiff.valueAndGrad(training, at).gradients();
      List<Tensor> expected = Autodiff.valueAndGrad(inference, at).gradients();
      List<Tensor> direction = new ArrayList<>();
      for (int i = 0; i < at.size(); i++) {
        assertThatTensor(gradient.get(i)).isCloseTo(expected.get(i), 1e-12);
        direction.add(Key.of(31 + i).normal(at.get(i).spec()));
      }
      List<Tensor> second = Autodiff.hvp(training, at, direction);
      List<Tensor> expectedSecond = Autodiff.hvp(inference, at, direction);
      for (int i = 0; i < at.size(); i++) {
        assertThatTensor(second.get(i)).isCloseTo(expectedSecond.get(i), 1e-12);
        assertThat(Reductions.norm(second.get(i)).item()).isGreaterThan(0.01);
      }
    }
  }

  private static Values with(Values values, List<String> paths, List<Tensor> in) {
    Values result = values;
    for (int i = 0; i < paths.size(); i++) {
      result = result.with(paths.get(i), in.get(i + 1));
    }
    return result;
  }

  private static Tensor cubes(Layer layer, List<Tensor> in, Pass pass) {
    Tensor y = layer.forward(in.get(0), pass);
    return Reductions.sum(y.times(y).times(y));
  }

  @Test
  void badOptionsAreRefused() {
    assertThatThrownBy(() -> SpectralNorm.of(Dense.of(1, 1), 0))
        .hasMessage("spectralNorm: not a number of steps: 0; give 1 or more");
    assertThatThrownBy(() -> SpectralNorm.of(Activation.tanh()))
        .hasMessage(
            "spectralNorm: the layer has no weight to normalize: its parameters are {}; wrap one"
                + " with a weight of two axes or more");
  }

  /**
   * NumPy: {@code linalg.svd(w.transpose(1, 0, 2).reshape(3, 4))[1][0]}; the matrix of one row an
   * input would have 4.09.
   */
  @Test
  void aTransposedConvolutionsUnitsAreItsOutputs() {
    Layer transposed = SpectralNorm.of(Convolution.transposed1d(2, 3, Conv.DEFAULT, 2), 60);
    Model<Layer> other = Model.of(transposed, DType.FLOAT64);
    Tensor w = Tensor.of(2, -1, 0.25, 3, 1, 0, 0.5, 0.5, -2, 1, 0.75, -1.5).reshape(2, 3, 2);
    Values first = other.initialize(KEY).with("layer.weight", w);
    Tensor eye = Creation.eye(DType.FLOAT64, 2).reshape(2, 2, 1);
    assertThatTensor(transposed.forward(eye, other.training(first, KEY)))
        .isCloseTo(w.div(3.9772451237664437), 1e-12);
  }
}
