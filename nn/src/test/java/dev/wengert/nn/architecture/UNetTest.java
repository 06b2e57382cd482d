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

class UNetTest {

  private static Spec images(int channels, int side) {
    return new Spec(DType.FLOAT32, Shape.of(1, channels, side, side));
  }

  /**
   * The Keras form that is most used has 31,031,685 parameters, of which a convolution of 3 x 3 to
   * two channels and one of 1 x 1 to one are 1157; the PyTorch form with batch normalization has
   * 31,037,633.
   */
  @Test
  void parametersAreAsManyAsPublished() {
    int toOne = 64 + 1;
    assertThat(Model.of(UNet.of(1, 1)).parameterCount()).isEqualTo(31_031_685 - 1157 + toOne);
    assertThat(Model.of(UNet.of(3, 1).withBatchNorm()).parameterCount()).isEqualTo(31_037_633);
  }

  /** The figure of the paper: 572 x 572 in, 28 x 28 at the bottom, two channels of 388 out. */
  @Test
  void sidesAreThoseOfThePaper() {
    Model<UNet> model = Model.of(UNet.of(1, 2).withoutPadding());
    assertThat(model.output(images(1, 572)).shape()).isEqualTo(Shape.of(1, 2, 388, 388));
    String summary = model.summary(images(1, 572));
    assertThat(summary.lines().filter(line -> line.contains(" bottom ")).findFirst())
        .get()
        .asString()
        .contains("[1, 1024, 28, 28]");
    assertThat(Model.of(UNet.of(3, 5)).output(images(3, 48)).shape())
        .isEqualTo(Shape.of(1, 5, 48, 48));
  }

  /** Both halves of what is joined arrive, and the middle is what is cut out. */
  @Test
  void theWayDownReachesTheWayUp() {
    Model<UNet> model =
        Model.of(UNet.of(1, 1).withWidth(1).withLevels(1).withoutPadding(), DType.FLOAT64);
    double[] middle = new double[9];
    middle[4] = 1;
    double[] first = new double[18];
    first[4] = 1;
    Values values =
        model
            .initialize(Key.of(1))
            .map((path, v) -> Tensor.zeros(v.spec()))
            .with("down.0.0.weight", Tensor.wrap(middle, 1, 1, 3, 3))
            .with("down.0.2.weight", Tensor.wrap(middle, 1, 1, 3, 3))
            .with("joined.0.0.weight", Tensor.wrap(first, 1, 2, 3, 3))
            .with("joined.0.2.weight", Tensor.wrap(middle, 1, 1, 3, 3))
            .with("output.weight", Tensor.wrap(new double[] {1}, 1, 1, 1, 1));
    Tensor x = Key.of(2).uniform(new Spec(DType.FLOAT64, Shape.of(1, 1, 20, 20)));
    Tensor y = model.root().forward(x, model.inference(values));
    assertThat(y.shape()).isEqualTo(Shape.of(1, 1, 4, 4));
    for (int i = 0; i < 4; i++) {
      for (int k = 0; k < 4; k++) {
        assertThat(y.toDoubleArray()[4 * i + k]).isEqualTo(x.toDoubleArray()[20 * (i + 8) + k + 8]);
      }
    }
  }

  @Test
  void derivativesAreRight() {
    UNet net = UNet.of(1, 2).withWidth(1).withLevels(1);
    for (boolean pads : new boolean[] {false, true}) {
      Model<UNet> model =
          Model.of(pads ? net.withBatchNorm() : net.withoutPadding(), DType.FLOAT64);
      int side = pads ? 4 : 18;
      Tensor x = Key.of(3).normal(new Spec(DType.FLOAT64, Shape.of(1, 1, side, side)));
      Tensor y = model.root().forward(x, model.inference(model.initialize(Key.of(1))));
      Tensor toward = Key.of(4).normal(y.spec());
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
    assertThatThrownBy(() -> UNet.of(1, 0))
        .hasMessage("uNet: the number of outputs is not positive: 0; give 1 or more");
    assertThatThrownBy(() -> Model.of(UNet.of(1, 1)).output(images(1, 40)))
        .hasMessage(
            "uNet: the sides cannot be halved 4 times: x is [1, 1, 40, 40], a level on the way down"
                + " is [1, 512, 5, 5]; give sides divisible by 16");
    assertThatThrownBy(() -> Model.of(UNet.of(1, 1).withoutPadding()).output(images(1, 573)))
        .hasMessageEndingWith(
            "is [1, 64, 569, 569]; give sides that are even in front of each pooling, 572 for four"
                + " levels");
    assertThatThrownBy(() -> Model.of(UNet.of(1, 1)).output(images(2, 32)))
        .hasMessage(
            "uNet: the input does not fit the weights: x is [1, 2, 32, 32]; give [N, 1, H, W]");
  }
}
