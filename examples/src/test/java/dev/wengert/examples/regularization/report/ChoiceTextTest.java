package dev.wengert.examples.regularization.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.wengert.examples.regularization.data.PlanarData;
import dev.wengert.examples.regularization.data.SyntheticData;
import dev.wengert.examples.regularization.training.FakeTrainer;
import dev.wengert.examples.regularization.training.GradientVerdict;
import dev.wengert.examples.regularization.training.Settings;
import dev.wengert.examples.regularization.training.Variant;
import dev.wengert.nn.tuning.LambdaCurve;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChoiceTextTest {

  private static final PlanarData DATA = SyntheticData.create();

  private static ImmutableList<String> lines(
      @Nullable LambdaCurve lambdas, double train, double test, Variant... variants) {
    FakeTrainer trainer = new FakeTrainer();
    ImmutableList.Builder<VariantResult> results = ImmutableList.builder();
    for (Variant variant : variants) {
      results.add(
          new VariantResult(
              trainer.train(variant, Settings.DEFAULT, DATA.train(), step -> {}),
              new GradientVerdict(true, "PASS"),
              train,
              test,
              DATA.test().size(),
              new Development(train, test, 140, 140),
              0.0));
    }
    return ChoiceText.lines(new Results(Settings.DEFAULT, DATA, results.build(), lambdas));
  }

  @Test
  void whereNothingWasChosenAndNothingIsToBeDoneThereIsNoLine() {
    assertThat(lines(null, 1, 0.99, Variant.NONE)).isEmpty();
  }

  @Test
  void eachChoiceHasALine() {
    LambdaCurve lambdas =
        new LambdaCurve(
            ImmutableList.of(
                new LambdaCurve.Point(0.03162277, 0.1, 0.25), new LambdaCurve.Point(1, 0.2, 0.5)));
    assertThat(lines(lambdas, 1, 1, Variant.EARLYSTOP, Variant.TUNED))
        .containsExactly(
            "earlystop: ended after 30 iterations; its parameters are those after 20, when the"
                + " held-out cost was lowest, 0.2500",
            "tuned: lambda is 0.0316, the one of 2 with the lowest held-out cost, 0.2500");
  }

  @Test
  void aFindingHasItsFirstRemedyOnce() {
    assertThat(lines(null, 1, 0.9, Variant.L2, Variant.DROPOUT))
        .containsExactly("high variance: add training data, or augment what there is");
  }

  @Test
  void whatAVariantChangesAgainstThePlainNetworkHasALine() {
    // Both give the same answers: one of 200 examples stands for those that might have differed.
    assertThat(lines(null, 1, 0.99, Variant.NONE, Variant.L2))
        .containsExactly(
            "L2 penalty: test accuracy +0.0 +- 0.5 points, no more than chance; the gap stays");
  }

  @Test
  void whereTheUnavoidableErrorIsNotKnownItSaysSo() {
    VariantResult result =
        VariantResult.of(
            new FakeTrainer().train(Variant.NONE, Settings.DEFAULT, DATA.train(), step -> {}),
            new GradientVerdict(true, "PASS"),
            DATA.test(),
            null,
            null);
    assertThat(
            ChoiceText.lines(new Results(Settings.DEFAULT, DATA, ImmutableList.of(result), null)))
        .containsExactly(
            "nothing is said of bias: what error even the best rule makes is not known;"
                + " --human-error says it");
  }
}
