package dev.wengert.nn.layer.normalization;

import static dev.wengert.gradcheck.assertj.GradientAssertions.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Flatten;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.layer.convolution.Convolution;
import dev.wengert.ops.Conv;
import org.junit.jupiter.api.Test;

class BatchNormFoldingTest {

  /** Values off their first ones; variances stay positive. */
  private static Values off(Model<Sequential> model) {
    return model
        .initialize(Key.of(1))
        .map(
            (path, value) -> {
              Tensor noise = Key.of(2).fold(path).uniform(value.spec());
              return path.endsWith("runningVariance") ? noise.plus(0.1) : value.plus(noise);
            });
  }

  private static Model<Sequential> checked(DType dtype, double tolerance, Tensor x, Layer... net) {
    Model<Sequential> model = Model.of(Sequential.of(net), dtype);
    Values values = off(model);
    Tensor in = x.to(dtype);
    BatchNormFolding.Folded folded = BatchNormFolding.of(model, values, in.spec());
    assertThatTensor(folded.model().predictor(folded.values()).of(in))
        .isRelativelyCloseTo(model.predictor(values).of(in), tolerance);
    return folded.model();
  }

  @Test
  void outputsStayAndNormalizationsGo() {
    Tensor images = Key.of(3).normal(DType.FLOAT64, 2, 4, 5, 5).plus(3);
    Model<Sequential> after =
        checked(
            DType.FLOAT64,
            1e-12,
            images,
            Convolution.of2d(4, 6, Conv.same(), 3),
            BatchNorm.of(6),
            Activation.relu(),
            Sequential.of(
                Convolution.transposed2d(6, 4, Conv.stride(2), 2).withoutBias(),
                BatchNorm.of(4).withoutScale().epsilon(0.01)),
            Convolution.of2d(4, 4, Conv.DEFAULT.groups(2), 1),
            BatchNorm.of(4).withoutShift(),
            Flatten.of(),
            Dense.of(400, 3).withoutBias(),
            BatchNorm.of(3));
    assertThat(after.statistics()).isEmpty();
    assertThat(after.root().byName().keySet()).containsExactly("0", "2", "3", "4", "6", "7");
    assertThat(after.parameters().keySet())
        .containsExactly(
            "0.weight",
            "0.bias",
            "3.0.weight",
            "3.0.bias",
            "4.weight",
            "4.bias",
            "7.weight",
            "7.bias");
    checked(DType.FLOAT32, 1e-4, images, Convolution.of2d(4, 6, 3), BatchNorm.of(6));
  }

  /** By hand: s = 3 / sqrt(3.75 + 0.25) = 1.5; 2 x + 1 becomes 3 x + (1 - 5) 1.5 + 7. */
  @Test
  void theNumbersAreThoseOfTheFormula() {
    Model<Sequential> model =
        Model.of(Sequential.of(Dense.of(1, 1), BatchNorm.of(1).epsilon(0.25)), DType.FLOAT64);
    Values values =
        model
            .initialize(Key.of(1))
            .with("0.weight", Tensor.of(new double[][] {{2}}))
            .with("0.bias", Tensor.of(1.0))
            .with("1.weight", Tensor.of(3.0))
            .with("1.bias", Tensor.of(7.0))
            .with("1.runningMean", Tensor.of(5.0))
            .with("1.runningVariance", Tensor.of(3.75));
    Values folded =
        BatchNormFolding.of(model, values, new Spec(DType.FLOAT64, Shape.of(4, 1))).values();
    assertThat(folded.get("0.weight").item()).isCloseTo(3, within(1e-15));
    assertThat(folded.get("0.bias").item()).isCloseTo(1, within(1e-15));
  }

  /** Channels of the second axis are not those of a dense layer, though they are as many. */
  @Test
  void whatCannotBeTakenInStays() {
    Tensor x = Key.of(3).normal(DType.FLOAT64, 4, 3, 3);
    Model<Sequential> after =
        checked(DType.FLOAT64, 1e-12, x, Dense.of(3, 3), BatchNorm.of(3), Activation.tanh());
    assertThat(after.statistics()).hasSize(2);
    assertThat(
            checked(DType.FLOAT64, 1e-12, x, Dense.of(3, 3), BatchNorm.of(3).axis(-1)).statistics())
        .isEmpty();
    Layer grouped = Convolution.transposed1d(4, 4, Conv.stride(2).groups(2), 2);
    Model<Sequential> kept =
        checked(
            DType.FLOAT64,
            1e-12,
            Key.of(4).normal(DType.FLOAT64, 2, 4, 3),
            grouped,
            BatchNorm.of(4),
            Activation.relu(),
            BatchNorm.of(4));
    assertThat(kept.root().layers()).hasSize(4);
  }

  /** The first place gets weights of its own; the others keep those that they share. */
  @Test
  void aLayerInSeveralPlacesIsTakenInOnce() {
    Layer shared = Dense.of(3, 3);
    Tensor x = Key.of(3).normal(DType.FLOAT64, 4, 3);
    Model<Sequential> after =
        checked(DType.FLOAT64, 1e-12, x, shared, BatchNorm.of(3), shared, BatchNorm.of(3), shared);
    assertThat(after.parameters().keySet())
        .containsExactly("0.weight", "0.bias", "2.weight", "2.bias", "3.weight", "3.bias");
  }

  @Test
  void aModelForUse() {
    Tensor image = Key.of(3).normal(DType.FLOAT32, 1, 3, 8, 8);
    Model<Sequential> model =
        Model.of(
            Sequential.of(
                Convolution.of2d(3, 8, 3).withoutBias(), BatchNorm.of(8), Activation.relu()));
    Values values = off(model);
    // @start region="folding"
    BatchNormFolding.Folded folded = BatchNormFolding.of(model, values, image.spec());
    Tensor y = folded.model().predictor(folded.values()).of(image);
    // @end region="folding"
    assertThatTensor(y).isCloseTo(model.predictor(values).of(image), 1e-4);
    assertThat(folded.model().root().layers()).hasSize(2);
  }
}
