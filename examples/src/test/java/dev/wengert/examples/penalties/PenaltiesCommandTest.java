package dev.wengert.examples.penalties;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Tensor;
import dev.wengert.examples.CommandRun;
import dev.wengert.examples.Drawing;
import dev.wengert.examples.regularization.data.PlanarData;
import dev.wengert.examples.regularization.data.SyntheticData;
import java.io.File;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The claims of the example, each measured in a reduced size. */
class PenaltiesCommandTest {

  private static final PlanarData DATA = SyntheticData.create();
  private static final int STEPS = 500;

  @TempDir Path folder;

  @Test
  void onlyProximalStepsMakeWeightsExactlyZero() {
    SparsityPart.Fit proximal = SparsityPart.fit(SparsityPart.Kind.PROXIMAL, 0.1);
    SparsityPart.Fit loss = SparsityPart.fit(SparsityPart.Kind.L1, 0.1);
    SparsityPart.Fit l2 = SparsityPart.fit(SparsityPart.Kind.L2, 0.1);
    assertThat(proximal.zeros()).isGreaterThan(20);
    assertThat(loss.zeros()).isZero();
    assertThat(l2.zeros()).isZero();
    // The six weights that matter are not among them, and L2 errs more.
    for (int i = 0; i < 6; i++) {
      assertThat(proximal.weights()[i]).isNotZero();
    }
    assertThat(proximal.error()).isLessThan(l2.error() / 2);
  }

  @Test
  void theElasticNetMakesFewerZerosAndMaxNormNone() {
    assertThat(SparsityPart.fit(SparsityPart.Kind.ELASTIC, 0.3).zeros())
        .isBetween(10L, SparsityPart.fit(SparsityPart.Kind.PROXIMAL, 0.3).zeros() - 1);
    SparsityPart.Fit limited = SparsityPart.fit(SparsityPart.Kind.MAX_NORM, 0);
    assertThat(limited.zeros()).isZero();
    double squares = 0;
    for (double weight : limited.weights()) {
      squares += weight * weight;
    }
    assertThat(squares).isLessThanOrEqualTo(16 * (1 + 1e-12));
  }

  @Test
  void largeLambdaKeepsTanhLinearAndSmallLetsItSaturate() {
    SaturationPart.Result small = SaturationPart.measure(DATA.train(), 1e-4, STEPS);
    SaturationPart.Result large = SaturationPart.measure(DATA.train(), 10, STEPS);
    assertThat(large.slope()).isGreaterThan(0.95);
    assertThat(large.saturated()).isZero();
    assertThat(small.slope()).isLessThan(0.7);
    assertThat(small.saturated()).isGreaterThan(0.05);
  }

  @Test
  void tooLargeALambdaSmoothsTheBoundaryAway() {
    double good = accuracy(0.3);
    assertThat(good).isGreaterThan(0.88);
    assertThat(accuracy(10)).isLessThan(good - 0.05);
    assertThat(accuracy(100)).isLessThan(0.6);
  }

  private static double accuracy(double lambda) {
    PlanarData wave = SmoothingPart.wave();
    PlaneNetwork network =
        PlaneNetwork.train(wave.train(), PlaneNetwork.Recipe.of(lambda, STEPS, 1));
    return PlaneNetwork.accuracy(network.logits(wave.test()), wave.test());
  }

  /**
   * Ten networks on average are better than one; dropout is better still, at a tenth of the work.
   */
  @Test
  void dropoutIsBesideAnAverageOfNetworks() {
    PlaneNetwork one = PlaneNetwork.train(DATA.train(), PlaneNetwork.Recipe.of(0, STEPS, 1));
    PlaneNetwork dropout =
        PlaneNetwork.train(DATA.train(), new PlaneNetwork.Recipe(0, 0.8, 0.8, STEPS, 1));
    Tensor average = DropoutPart.average(DATA, STEPS, 4);
    double single = PlaneNetwork.loss(one.logits(DATA.test()), DATA.test());
    assertThat(PlaneNetwork.loss(average, DATA.test())).isLessThan(single);
    assertThat(PlaneNetwork.loss(dropout.logits(DATA.test()), DATA.test())).isLessThan(single);
  }

  /** Without dropout L2 shrinks the middle layer most; with it, little is left to shrink. */
  @Test
  void l2ShrinksTheWeightsThatGrewMost() {
    double[] plain = norms(0, 1);
    double[] l2 = norms(1, 1);
    double[] dropout = norms(0, 0.8);
    double[] both = norms(1, 0.8);
    for (int layer = 0; layer < 3; layer++) {
      assertThat(l2[layer]).isLessThan(plain[layer]);
      assertThat(both[layer] / dropout[layer]).isGreaterThan(l2[layer] / plain[layer]);
    }
    assertThat(l2[1] / plain[1]).isLessThan(l2[0] / plain[0]).isLessThan(l2[2] / plain[2]);
  }

  private static double[] norms(double lambda, double keep) {
    return DropoutPart.norms(
        PlaneNetwork.train(DATA.train(), new PlaneNetwork.Recipe(lambda, keep, keep, STEPS, 1)));
  }

  @Test
  void thePicturesOfThePartsAreWritten() {
    Drawing.assumePossible();
    CommandRun run =
        CommandRun.of(PenaltiesCommand::new, "--steps=30", "--output=" + folder.resolve("new"));
    assertThat(run.exit()).isZero();
    assertThat(run.out()).contains("L1 by proximal steps", "lambda 10", "average of 10");
    assertThat(folder.resolve("new").toFile().list())
        .containsExactlyInAnyOrder("sparsity.png", "saturation.png", "smoothing.png");
    for (File picture : folder.resolve("new").toFile().listFiles()) {
      assertThat(picture.length()).as(picture.getName()).isGreaterThan(5_000);
    }
  }
}
