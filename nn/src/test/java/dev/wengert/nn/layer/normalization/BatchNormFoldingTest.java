package dev.wengert.nn.layer.normalization;

import static dev.wengert.gradcheck.assertj.GradientAssertions.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Values;
import dev.wengert.nn.architecture.Mlp;
import dev.wengert.nn.architecture.ResNet;
import dev.wengert.nn.architecture.UNet;
import dev.wengert.nn.architecture.Vgg;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Flatten;
import dev.wengert.nn.layer.Residual;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.layer.convolution.Convolution;
import dev.wengert.ops.Conv;
import org.jspecify.annotations.Nullable;
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

  private static Model<Layer> checked(DType dtype, double tolerance, Tensor x, Layer... net) {
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
    Model<Layer> after =
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
    assertThat(((Sequential) after.root()).byName().keySet())
        .containsExactly("0", "2", "3", "4", "6", "7");
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

  @Test
  void layersThatWaitedForTheirShapesAreFoldedToo() {
    Tensor x = Key.of(3).normal(DType.FLOAT64, 2, 3, 5, 5);
    Layer[] net = {
      Convolution.to2d(4, Conv.same(), 3), BatchNorm.toInput(), Flatten.of(), Dense.to(2)
    };
    Model.shaped(Sequential.of(net), x.spec());
    Model<Layer> after = checked(DType.FLOAT64, 1e-12, x, net);
    assertThat(after.statistics()).isEmpty();
    assertThat(after.parameters().keySet())
        .containsExactly("0.weight", "0.bias", "3.weight", "3.bias");
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
    Model<Layer> after =
        checked(DType.FLOAT64, 1e-12, x, Dense.of(3, 3), BatchNorm.of(3), Activation.tanh());
    assertThat(after.statistics()).hasSize(2);
    assertThat(
            checked(DType.FLOAT64, 1e-12, x, Dense.of(3, 3), BatchNorm.of(3).axis(-1)).statistics())
        .isEmpty();
    Layer grouped = Convolution.transposed1d(4, 4, Conv.stride(2).groups(2), 2);
    Model<Layer> kept =
        checked(
            DType.FLOAT64,
            1e-12,
            Key.of(4).normal(DType.FLOAT64, 2, 4, 3),
            grouped,
            BatchNorm.of(4),
            Activation.relu(),
            BatchNorm.of(4));
    assertThat(((Sequential) kept.root()).layers()).hasSize(4);
  }

  /** Each place that takes one in gets weights of its own; the last keeps those of all. */
  @Test
  void aLayerInSeveralPlacesGetsWeightsInEach() {
    Layer shared = Dense.of(3, 3);
    Tensor x = Key.of(3).normal(DType.FLOAT64, 4, 3);
    Model<Layer> after =
        checked(DType.FLOAT64, 1e-12, x, shared, BatchNorm.of(3), shared, BatchNorm.of(3), shared);
    assertThat(after.parameters().keySet())
        .containsExactly("0.weight", "0.bias", "2.weight", "2.bias", "4.weight", "4.bias");
  }

  /** Two ways through a layer, the second normalized. */
  record Forked(Layer first, Layer second, @Nullable BatchNorm norm)
      implements Layer, BatchNormFolding.Foldable {
    // @start region="foldable"
    /** Returns the same without a normalization of its own. */
    @Override
    public Layer folded(BatchNormFolding folding) {
      Layer joined = norm == null ? second : folding.joined(second, norm);
      return new Forked(folding.fold(first), joined, null);
    }

    // @end region="foldable"

    @Override
    public void declare(Declarations declarations) {
      declarations.child("first", first);
      declarations.child("second", second);
      if (norm != null) {
        declarations.child("norm", norm);
      }
    }

    @Override
    public Tensor forward(Tensor x, Pass pass) {
      Tensor y = pass.run(second, x);
      return pass.run(first, x).plus(norm == null ? y : pass.run(norm, y));
    }
  }

  @Test
  void layersOfOnesOwnSayHowTheyAreMadeWithout() {
    Tensor x = Key.of(3).normal(DType.FLOAT64, 4, 3);
    Layer forked =
        new Forked(Sequential.of(Dense.of(3, 3), BatchNorm.of(3)), Dense.of(3, 3), BatchNorm.of(3));
    Layer residual = Residual.of(Sequential.of(Dense.of(3, 3), BatchNorm.of(3)));
    Model<Layer> after = checked(DType.FLOAT64, 1e-12, x, forked, residual);
    assertThat(after.statistics()).isEmpty();
    assertThat(after.parameters().keySet())
        .containsExactly(
            "0.first.0.weight",
            "0.first.0.bias",
            "0.second.weight",
            "0.second.bias",
            "1.body.0.weight",
            "1.body.0.bias");
    // What cannot be one layer stays two.
    Tensor rows = Key.of(3).normal(DType.FLOAT64, 4, 3, 3);
    Model<Layer> kept =
        checked(
            DType.FLOAT64,
            1e-12,
            rows,
            new Forked(Dense.of(3, 3), Dense.of(3, 3), BatchNorm.of(3)));
    assertThat(kept.statistics().keySet())
        .containsExactly("0.second.1.runningMean", "0.second.1.runningVariance");
  }

  /** All 20 normalizations of ResNet-18 go. */
  @Test
  void aResidualNetworkLosesItsNormalizations() {
    Model<ResNet> model = Model.of(ResNet.of(18, 5).withWidth(4).withSmallImages(), DType.FLOAT64);
    assertThat(model.statistics()).hasSize(2 * 20);
    Values values =
        model
            .initialize(Key.of(1))
            .map(
                (path, value) -> {
                  Tensor noise = Key.of(2).fold(path).uniform(value.spec());
                  return path.endsWith("runningVariance")
                      ? noise.plus(0.5)
                      : value.plus(noise.times(0.2));
                });
    Tensor x = Key.of(3).normal(DType.FLOAT64, 2, 3, 16, 16);
    BatchNormFolding.Folded folded = BatchNormFolding.of(model, values, x.spec());
    assertThat(folded.model().statistics()).isEmpty();
    assertThat(folded.model().root()).isInstanceOf(ResNet.class);
    assertThat(folded.model().parameters().keySet())
        .contains(
            "conv1.weight", "conv1.bias", "layer2.0.downsample.0.bias", "layer4.1.conv2.bias");
    assertThatTensor(folded.model().predictor(folded.values()).of(x))
        .isRelativelyCloseTo(model.predictor(values).of(x), 1e-11);
    assertThat(folded.model().table(x.spec()).flops()).isLessThan(model.table(x.spec()).flops());
    // Once more changes nothing.
    BatchNormFolding.Folded again = BatchNormFolding.of(folded.model(), folded.values(), x.spec());
    assertThat(again.model().specs()).isEqualTo(folded.model().specs());
  }

  private static void loses(Layer network, Tensor x) {
    Model<Layer> model = Model.of(network, DType.FLOAT64);
    assertThat(model.statistics()).isNotEmpty();
    Values values =
        model
            .initialize(Key.of(1))
            .map((path, value) -> path.endsWith("runningMean") ? value.plus(0.5) : value);
    BatchNormFolding.Folded folded = BatchNormFolding.of(model, values, x.spec());
    assertThat(folded.model().statistics()).isEmpty();
    assertThat(folded.model().root()).hasSameClassAs(network);
    assertThatTensor(folded.model().predictor(folded.values()).of(x))
        .isRelativelyCloseTo(model.predictor(values).of(x), 1e-11);
  }

  @Test
  void otherNetworksLoseThemToo() {
    Tensor x = Key.of(3).normal(DType.FLOAT64, 2, 3, 8, 8);
    loses(Vgg.of(11, 5).withStages(4, 1, 1).withClassifier(2, 8, 1).withBatchNorm(), x);
    loses(UNet.of(3, 2).withWidth(2).withLevels(2).withBatchNorm(), x);
    loses(Mlp.of(3, 4, 5, 2).withBatchNorm(), Key.of(3).normal(DType.FLOAT64, 6, 3));
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
    assertThat(((Sequential) folded.model().root()).layers()).hasSize(2);
  }
}
