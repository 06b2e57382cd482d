package dev.wengert.nn.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.gradcheck.Mode;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.check.ModelCheck;
import dev.wengert.ops.Reductions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResNetTest {

  private static Spec images(int n, int channels, int side) {
    return new Spec(DType.FLOAT32, Shape.of(n, channels, side, side));
  }

  /** The numbers that torchvision's documentation gives for its networks. */
  @ParameterizedTest
  @CsvSource({"18, 11689512", "34, 21797672", "50, 25557032", "101, 44549160", "152, 60192808"})
  void parametersAreAsManyAsPublished(int layers, long count) {
    Model<ResNet> model = Model.of(ResNet.of(layers));
    assertThat(model.parameterCount()).isEqualTo(count);
    assertThat(model.output(images(2, 3, 224)).shape()).isEqualTo(Shape.of(2, 1000));
  }

  /** ResNet-20 for CIFAR-10, 0.27M in the paper: 269,722, and 2752 in two projections. */
  @Test
  void theOneForSmallImagesIsThePapers() {
    Model<ResNet> model =
        Model.of(ResNet.of(18, 10).withSmallImages().withWidth(16).withBlocks(3, 3, 3));
    assertThat(model.parameterCount()).isEqualTo(269_722 + 2752);
    assertThat(model.output(images(5, 3, 32)).shape()).isEqualTo(Shape.of(5, 10));
  }

  @Test
  void pathsAndShapesAreThoseOfTorchvision() {
    assertThat(Model.of(ResNet.of(18)).specs())
        .containsEntry("conv1.weight", spec(64, 3, 7, 7))
        .containsEntry("bn1.bias", spec(64))
        .containsEntry("layer1.0.conv1.weight", spec(64, 64, 3, 3))
        .containsEntry("layer2.0.downsample.0.weight", spec(128, 64, 1, 1))
        .containsEntry("layer4.1.bn2.weight", spec(512))
        .containsEntry("fc.weight", spec(1000, 512))
        .doesNotContainKeys("layer1.0.downsample.0.weight", "conv1.bias");
    assertThat(Model.of(ResNet.of(50)).specs())
        .containsEntry("layer1.0.conv1.weight", spec(64, 64, 1, 1))
        .containsEntry("layer1.0.downsample.0.weight", spec(256, 64, 1, 1))
        .containsEntry("layer3.0.conv2.weight", spec(256, 256, 3, 3))
        .containsEntry("layer3.5.conv3.weight", spec(1024, 256, 1, 1))
        .doesNotContainKey("layer3.1.downsample.0.weight");
  }

  private static Spec spec(int... sides) {
    return new Spec(DType.FLOAT32, Shape.of(sides));
  }

  /** The sides of the paper's table 1: 112, 56, 28, 14 and 7. */
  @Test
  void stagesHalveTheSides() {
    String summary = Model.of(ResNet.of(50)).summary(images(1, 3, 224));
    assertThat(row(summary, "conv1")).contains("[1, 64, 112, 112]");
    assertThat(row(summary, "layer1")).contains("[1, 256, 56, 56]");
    assertThat(row(summary, "layer2")).contains("[1, 512, 28, 28]");
    assertThat(row(summary, "layer3")).contains("[1, 1024, 14, 14]");
    assertThat(row(summary, "layer4")).contains("[1, 2048, 7, 7]");
    // Version 1.5 strides in the middle of a block.
    assertThat(row(summary, "layer2.0.conv1")).contains("[1, 128, 56, 56]");
    assertThat(row(summary, "layer2.0.conv2")).contains("[1, 128, 28, 28]");
  }

  private static String row(String summary, String path) {
    return summary
        .lines()
        .filter(line -> line.contains(" " + path + " "))
        .findFirst()
        .orElseThrow();
  }

  private static Model<ResNet> tiny(ResNet like) {
    return Model.of(like.withChannels(1).withWidth(2).withBlocks(1, 1), DType.FLOAT64);
  }

  /** Where a block's last normalization scales by 0, relu of what goes around is left. */
  @Test
  void blocksAddToWhatGoesAround() {
    Model<ResNet> model =
        Model.of(
            ResNet.of(18, 1).withSmallImages().withChannels(1).withWidth(1).withBlocks(3),
            DType.FLOAT64);
    double[] window = new double[9];
    window[4] = 1;
    Values values =
        model
            .initialize(Key.of(1))
            .with("conv1.weight", Tensor.wrap(window, 1, 1, 3, 3))
            .with("fc.weight", Tensor.of(new double[][] {{1}}))
            .map((path, v) -> path.endsWith("bn2.weight") ? Tensor.zeros(v.spec()) : v)
            .map(
                (path, v) ->
                    path.endsWith("runningVariance") ? Tensor.full(v.spec(), 1 - 1e-5) : v);
    Tensor x = Tensor.wrap(new double[] {1, -2, 3, 6}, 1, 1, 2, 2);
    assertThat(model.root().forward(x, model.inference(values)).item()).isEqualTo(10 / 4.0);
    // Each block doubles it where its branch is the identity.
    Values twice =
        values.map(
            (path, v) ->
                path.matches("layer.*conv.\\.weight")
                    ? Tensor.wrap(window, 1, 1, 3, 3)
                    : path.endsWith("bn2.weight") ? Tensor.full(v.spec(), 1) : v);
    assertThat(model.root().forward(x, model.inference(twice)).item()).isEqualTo(8 * 10 / 4.0);
  }

  @Test
  void derivativesAreRight() {
    for (ResNet net : new ResNet[] {ResNet.of(18, 2), ResNet.of(50, 2).withSmallImages()}) {
      Model<ResNet> model = tiny(net);
      Tensor x = Key.of(3).normal(new Spec(DType.FLOAT64, Shape.of(2, 1, 6, 6)));
      Tensor toward = Key.of(4).normal(new Spec(DType.FLOAT64, Shape.of(2, 2)));
      ModelCheck.of(
              model,
              model.initialize(Key.of(1)),
              Key.of(2),
              (root, pass) -> Reductions.sum(root.forward(x, pass).times(toward)))
          .mode(Mode.PROJECTED)
          .run()
          .assertCorrect();
    }
  }

  @Test
  void nonsenseIsRefused() {
    assertThatThrownBy(() -> ResNet.of(20))
        .hasMessage(
            "resNet: there is none of 20 layers; give one of [18, 34, 50, 101, 152], or blocks by"
                + " withBlocks(...)");
    assertThatThrownBy(() -> ResNet.of(18, 0))
        .hasMessage("resNet: the number of classes is not positive: 0; give 1 or more");
    assertThatThrownBy(() -> ResNet.of(18).withBlocks(1, 0))
        .hasMessage(
            "resNet: not a number of blocks for each stage: [1, 0]; give 2, 2, 2, 2 for example");
    assertThatThrownBy(() -> Model.of(ResNet.of(18)).output(images(1, 4, 64)))
        .hasMessageStartingWith("conv2d (conv1): the input does not fit the weights");
  }
}
