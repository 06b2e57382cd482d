package dev.wengert.examples.regularization.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.examples.regularization.data.HeldOut;
import dev.wengert.examples.regularization.data.PlanarData;
import dev.wengert.examples.regularization.data.PlanarSet;
import dev.wengert.examples.regularization.data.SyntheticData;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What the example claims of its variants, in the numbers of real trainings. */
class TensorTrainerTest {

  private static final PlanarData DATA = SyntheticData.create();

  private final TensorTrainer trainer = new TensorTrainer();

  private static Settings settings(int iterations, double lambda, int patience) {
    return new Settings(Init.HE, 3, Mask.KEYED, iterations, 0.3, lambda, 0.86, patience, 3);
  }

  @Test
  void earlyStoppingGivesTheBestParametersBack() {
    Settings settings = settings(6_000, 0, 2_000);
    TrainedVariant stopped = trainer.train(Variant.EARLYSTOP, settings, DATA.train(), step -> {});
    StoppingCurve stopping = Objects.requireNonNull(stopped.stopping());
    HeldOut parts = HeldOut.of(DATA.train(), settings.seed());
    double least = Arrays.stream(stopping.costs().costs()).min().orElseThrow();
    assertThat(stopped.predictor().crossEntropy(parts.dev())).isEqualTo(least);
    assertThat(stopping.bestCost()).isEqualTo(least);
    assertThat(stopping.costs().finalCost()).isGreaterThan(least);
    // What was waited for the lowest cost is just the patience, and a look more.
    assertThat(stopping.last() - stopping.best()).isEqualTo(2_000 + StoppingWatch.EVERY);
    // The same steps without stopping come to the same parameters.
    TrainedVariant plain =
        trainer.train(Variant.NONE, settings(stopping.best(), 0, 0), parts.fit(), step -> {});
    assertThat(stopped.parameters()).isEqualTo(plain.parameters());
    assertThat(stopped.costs().finalCost())
        .isCloseTo(plain.predictor().crossEntropy(parts.fit()), within(1e-12));
    assertThat(stopped.fitted().x1()).isEqualTo(parts.fit().x1());
  }

  @Test
  void withoutPatienceTrainingEndsAtTheFirstWorseLook() {
    TrainedVariant stopped =
        trainer.train(Variant.EARLYSTOP, settings(6_000, 0, 0), DATA.train(), step -> {});
    StoppingCurve stopping = Objects.requireNonNull(stopped.stopping());
    assertThat(stopping.last() - stopping.best()).isEqualTo(StoppingWatch.EVERY);
  }

  @Test
  void aTrainingShorterThanALookIsLookedAtInTheEnd() {
    TrainedVariant stopped =
        trainer.train(Variant.EARLYSTOP, settings(7, 0, 100), DATA.train(), step -> {});
    assertThat(Objects.requireNonNull(stopped.stopping()).best()).isEqualTo(7);
  }

  /** Other units and another origin of the inputs make no difference, but for rounding. */
  @Test
  void standardizationTakesUnitsAway() {
    Settings settings = settings(300, 0, 0);
    TrainedVariant own = trainer.train(Variant.STANDARDIZED, settings, DATA.train(), step -> {});
    PlanarSet moved = moved(DATA.train());
    TrainedVariant other = trainer.train(Variant.STANDARDIZED, settings, moved, step -> {});
    assertThat(other.costs().costs()).containsExactly(own.costs().costs(), within(1e-6));
    assertThat(other.accuracy(moved(DATA.test()))).isEqualTo(own.accuracy(DATA.test()));
    // Without it the same rate leaves the moved points as good as unlearnt.
    TrainedVariant plain = trainer.train(Variant.NONE, settings, moved, step -> {});
    assertThat(plain.accuracy(moved)).isLessThan(0.6);
    assertThat(own.accuracy(DATA.train())).isGreaterThan(0.9);
  }

  private static PlanarSet moved(PlanarSet set) {
    double[] x1 = Arrays.stream(set.x1()).map(x -> 20 * x + 30).toArray();
    double[] x2 = Arrays.stream(set.x2()).map(x -> x / 50 - 4).toArray();
    return PlanarSet.of("moved", x1, x2, set.labels());
  }

  @Test
  void aCostIsTheDatasTermAndThePenalty() {
    double lambda = 0.7;
    TrainedVariant trained =
        trainer.train(Variant.L2, settings(31, lambda, 0), DATA.train(), step -> {});
    TrainedVariant before =
        trainer.train(Variant.L2, settings(30, lambda, 0), DATA.train(), step -> {});
    double squares = 0;
    for (int layer = 1; layer <= 3; layer++) {
      ParameterValue weight =
          Objects.requireNonNull(before.parameters().get("layer" + layer + ".weight"));
      squares += weight.data().stream().map(w -> w * w).sum();
    }
    double penalty = lambda / (2 * 211) * squares;
    assertThat(trained.costs().finalPenalty()).isCloseTo(penalty, within(1e-12));
    assertThat(trained.costs().finalCost())
        .isCloseTo(before.predictor().crossEntropy(DATA.train()) + penalty, within(1e-12));
    TrainedVariant plain =
        trainer.train(Variant.NONE, settings(30, lambda, 0), DATA.train(), step -> {});
    assertThat(plain.costs().finalPenalty()).isZero();
  }
}
