package dev.wengert.examples.regularization.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.examples.UserError;
import dev.wengert.examples.regularization.data.PlanarData;
import dev.wengert.examples.regularization.data.SyntheticData;
import dev.wengert.nn.tuning.LambdaCurve;
import dev.wengert.testing.Gates;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LambdaTuningTest {

  private static final PlanarData DATA = SyntheticData.create();

  private static Settings settings(long seed) {
    return new Settings(Init.HE, seed, Mask.KEYED, 8_000, 0.3, 0.7, 0.86, 0, 4);
  }

  /** Some penalty does better than none and than much, on what was held out and on the test set. */
  @Test
  @Tag(Gates.TAG)
  void theChosenLambdaCostsLeast() {
    Settings settings = settings(1);
    TensorTrainer trainer = new TensorTrainer();
    List<Integer> progress = new ArrayList<>();
    LambdaTuning tuning = new LambdaTuning(trainer, settings);
    LambdaCurve curve = tuning.search(DATA.train(), progress::add);
    LambdaCurve.Point best = curve.best();
    assertThat(curve.points()).allMatch(point -> point.devError() >= best.devError());
    assertThat(curve.points().getFirst().lambda()).isZero();
    assertThat(curve.points().getFirst().devError()).isGreaterThan(1.2 * best.devError());
    assertThat(curve.points().getLast().lambda()).isEqualTo(10);
    assertThat(curve.points().getLast().devError()).isGreaterThan(1.2 * best.devError());
    assertThat(progress).isSorted().endsWith(tuning.trials());
    double tuned = test(trainer, Variant.TUNED, settings.withLambda(best.lambda()));
    assertThat(tuned).isLessThan(test(trainer, Variant.NONE, settings));
  }

  private static double test(TensorTrainer trainer, Variant variant, Settings settings) {
    return trainer
        .train(variant, settings, DATA.train(), step -> {})
        .predictor()
        .crossEntropy(DATA.test());
  }

  @Test
  void aTrainingThatDivergesIsNamed() {
    FakeTrainer trainer = new FakeTrainer();
    trainer.answerNaN();
    assertThatThrownBy(
            () -> new LambdaTuning(trainer, settings(1)).search(DATA.train(), done -> {}))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "--learning-rate: the training with lambda 0.0 diverged: the cost of the held-out"
                + " examples is NaN; choose a rate below 0.3");
  }
}
