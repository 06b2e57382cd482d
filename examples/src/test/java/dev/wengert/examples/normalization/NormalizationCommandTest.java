package dev.wengert.examples.normalization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Tensor;
import dev.wengert.examples.CommandRun;
import dev.wengert.examples.Drawing;
import dev.wengert.ops.Activations;
import dev.wengert.testing.Gates;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The claims of the example, each measured in a reduced size. */
class NormalizationCommandTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.3, 1})
  void withSigmoidBatchNormStaysWithinTwoDecadesWhereThePlainNetLeavesTwelve(double scale) {
    GradientFlow sigmoid = GradientFlow.measure(Activations::sigmoid, 30, scale, 5);
    assertThat(GradientFlow.decades(sigmoid.plain())).isGreaterThan(12);
    assertThat(GradientFlow.decades(sigmoid.normalized())).isLessThan(2);
  }

  /** Weights as large as 10 keep a plain sigmoid net's gradient by themselves. */
  @Test
  void withSigmoidBatchNormStaysWithinTwoDecadesForAnyScale() {
    for (double scale : new double[] {3, 10}) {
      GradientFlow sigmoid = GradientFlow.measure(Activations::sigmoid, 30, scale, 5);
      assertThat(GradientFlow.decades(sigmoid.normalized())).isLessThan(2);
    }
    assertThat(GradientFlow.decades(GradientFlow.measure(Activations::sigmoid, 30, 10, 5).plain()))
        .isLessThan(2);
  }

  /** With relu a factor of sqrt(pi / (pi - 1)) a layer remains: 2.4 decades in 29 layers. */
  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.3, 10})
  void withReluBatchNormLeavesAFactorALayerWhereThePlainNetLeavesTwelveDecades(double scale) {
    GradientFlow relu = GradientFlow.measure(Activations::relu, 30, scale, 5);
    assertThat(GradientFlow.decades(relu.plain())).isGreaterThan(12);
    double expected = 29 * Math.log10(Math.sqrt(Math.PI / (Math.PI - 1)));
    assertThat(GradientFlow.decades(relu.normalized())).isCloseTo(expected, within(0.3));
  }

  /** In 24 layers, then, it is two decades for relu, too. */
  @ParameterizedTest
  @ValueSource(doubles = {0.1, 10})
  void in24LayersOfReluBatchNormStaysWithinTwoDecadesWhereThePlainNetLeavesTwelve(double scale) {
    GradientFlow relu = GradientFlow.measure(Activations::relu, 24, scale, 5);
    assertThat(GradientFlow.decades(relu.plain())).isGreaterThan(12);
    assertThat(GradientFlow.decades(relu.normalized())).isLessThan(2);
  }

  @Test
  void batchNormDividesByTheScaleOfTheWeights() {
    double[] small = GradientFlow.measure(Activations::relu, 10, 0.1, 5).sigmas();
    double[] large = GradientFlow.measure(Activations::relu, 10, 1, 5).sigmas();
    for (int layer = 0; layer < small.length; layer++) {
      assertThat(large[layer] / small[layer]).isCloseTo(10, within(0.02));
    }
  }

  @Test
  @Tag(Gates.TAG)
  void batchNormSuffersFromTheSmallestBatchesAndLayerNormDoesNot() {
    double batch = 0;
    double layer = 0;
    for (long seed = 1; seed <= 2; seed++) {
      batch += BatchesPart.accuracy(StripesNetwork.Kind.BATCH, 2, 1000, seed) / 2;
      layer += BatchesPart.accuracy(StripesNetwork.Kind.LAYER, 2, 1000, seed) / 2;
    }
    assertThat(layer).isGreaterThan(0.9);
    assertThat(layer - batch).isGreaterThan(0.05);
  }

  /** Each image's own mean and deviation are what a change of contrast and brightness changes. */
  @Test
  void instanceNormTellsImagesOfOtherStylesAndBatchNormDoesNot() {
    StylesPart.Result instance = StylesPart.measure(StripesNetwork.Kind.INSTANCE, 600, 1);
    StylesPart.Result batch = StylesPart.measure(StripesNetwork.Kind.BATCH, 600, 1);
    assertThat(batch.plain()).isGreaterThan(0.95);
    assertThat(instance.plain()).isGreaterThan(0.9);
    assertThat(instance.shifted() - batch.shifted()).isGreaterThan(0.1);
  }

  /** With weights of any scale; the plain net fails at the largest, and is better at the others. */
  @Test
  @Tag(Gates.TAG)
  void theSpreadOverSeedsDoesNotHideWhatLayerNormDoes() {
    double[] plain = RecurrentPart.losses(false, 10, 100, 3);
    double[] normalized = RecurrentPart.losses(true, 10, 100, 3);
    assertThat(plain).isSorted();
    assertThat(normalized[normalized.length - 1]).isLessThan(plain[0]);
  }

  @Test
  void runningStatisticsLagBehindDriftingData() {
    ShiftingData data = ShiftingData.measure(150, 2);
    assertThat(Arrays.stream(data.training()).map(Math::abs).max().orElseThrow()).isLessThan(1e-9);
    // The lag is the drift of a step times (1 - momentum) / momentum = 9 and the half step before.
    double lag = Arrays.stream(data.inference(), 80, 100).average().orElseThrow();
    assertThat(lag).isCloseTo(0.05 * 10, within(0.1));
    assertThat(Arrays.stream(data.inference(), 135, 150).average().orElseThrow())
        .isCloseTo(0, within(0.1));
  }

  /** He's scale keeps the gradient's size through relu; one a factor sqrt 2 smaller does not. */
  @Test
  void theScaleOfHeKeepsTheGradientThroughThirtyLayersOfRelu() {
    for (long seed = 1; seed <= 3; seed++) {
      double he =
          GradientFlow.decades(
              GradientFlow.measure(Activations::relu, 30, GradientsPart.HE, seed).plain());
      double one =
          GradientFlow.decades(GradientFlow.measure(Activations::relu, 30, 1, seed).plain());
      assertThat(he).isLessThan(1);
      assertThat(one).isCloseTo(29 * Math.log10(GradientsPart.HE), within(1.0));
    }
  }

  @Test
  void withBatchNormLargerRatesLearn() {
    assertThat(LearningRates.loss(false, 0.01, 100, 1)).isFinite();
    assertThat(LearningRates.loss(false, 3, 100, 1))
        .satisfies(loss -> assertThat(loss < 10).isFalse());
    assertThat(LearningRates.loss(true, 3, 100, 1)).isLessThan(10);
  }

  @Test
  void scaleAndShiftGiveTheInputBack() {
    assertThat(IdentityPart.error()).isLessThan(1e-12);
  }

  @Test
  void layerNormLearnsWhereLargeRecurrentWeightsLetThePlainNetFail() {
    double plain = RecurrentNormalization.losses(false, 5, 150, 3)[149];
    double normalized = RecurrentNormalization.losses(true, 5, 150, 3)[149];
    assertThat(plain).isGreaterThan(0.62);
    assertThat(normalized).isLessThan(plain - 0.05);
  }

  @Test
  void standardizedInputsTakeTheTurnsOutOfThePath() {
    ZigZag raw = ZigZag.follow(false, 0.05, 30);
    ZigZag standardized = ZigZag.follow(true, 0.5, 30);
    assertThat(raw.turns()).isGreaterThan(5);
    assertThat(standardized.turns()).isZero();
    assertThat(standardized.loss(Tensor.of(standardized.path()[30])).item())
        .isLessThan(1e-9 * raw.loss(Tensor.of(raw.path()[30])).item());
  }

  @Test
  void thePicturesOfThePartsAreWritten() {
    Drawing.assumePossible();
    CommandRun run =
        CommandRun.of(
            NormalizationCommand::new,
            "--part=gradients,zigzag,drift",
            "--output=" + folder.resolve("new"));
    assertThat(run.exit()).isZero();
    assertThat(folder.resolve("new").toFile().list())
        .containsExactlyInAnyOrder(
            "gradients-relu.png",
            "gradients-sigmoid.png",
            "drift.png",
            "zigzag-raw.png",
            "zigzag-standardized.png");
    for (File picture : folder.resolve("new").toFile().listFiles()) {
      assertThat(picture.length()).as(picture.getName()).isGreaterThan(5_000);
    }
  }

  @Test
  void aNumberOfStepsOutOfRangeIsRefused() {
    CommandRun run = CommandRun.of(NormalizationCommand::new, "--updates=0");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err().lines())
        .containsExactly("--updates: out of range: 0; choose from 1 to 10000");
  }
}
