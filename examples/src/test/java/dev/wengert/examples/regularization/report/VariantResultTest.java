package dev.wengert.examples.regularization.report;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import dev.wengert.examples.regularization.data.HeldOut;
import dev.wengert.examples.regularization.data.PlanarData;
import dev.wengert.examples.regularization.data.SyntheticData;
import dev.wengert.examples.regularization.training.CostCurve;
import dev.wengert.examples.regularization.training.FakeTrainer;
import dev.wengert.examples.regularization.training.GradientVerdict;
import dev.wengert.examples.regularization.training.TrainedVariant;
import dev.wengert.examples.regularization.training.Variant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VariantResultTest {

  private static final PlanarData DATA = SyntheticData.create();
  private static final HeldOut PARTS = HeldOut.of(DATA.train(), 3);
  private static final TrainedVariant TRAINED =
      new TrainedVariant(
          Variant.EARLYSTOP,
          PARTS.fit(),
          CostCurve.of(new int[1], new double[1]),
          ImmutableMap.of(),
          FakeTrainer::diagonal,
          null);
  private static final GradientVerdict PASS = new GradientVerdict(true, "PASS");

  /** The diagonal is wrong for 14 of the 147 examples that are fitted, and for 10 of 200. */
  @Test
  void trainingAccuracyIsThatOfTheExamplesTrainedOn() {
    VariantResult result = VariantResult.of(TRAINED, PASS, DATA.test(), null, 0.0);
    assertThat(result.trainAccuracy()).isEqualTo(133 / 147.0);
    assertThat(result.testAccuracy()).isEqualTo(0.95);
    assertThat(result.finding()).isEqualTo("too few examples");
  }

  /** It is wrong for 2 of the 64 that were held out. */
  @Test
  void theDiagnosisRestsOnHeldOutExamples() {
    Development development = Development.of(TRAINED, PARTS);
    assertThat(development).isEqualTo(new Development(133 / 147.0, 62 / 64.0, 147, 64));
    VariantResult result = VariantResult.of(TRAINED, PASS, DATA.test(), development, 0.05);
    assertThat(requireNonNull(result.diagnosis()).trainingError()).isEqualTo(1 - 133 / 147.0);
    assertThat(requireNonNull(result.diagnosis()).devError()).isEqualTo(1 - 62 / 64.0);
  }

  @ParameterizedTest
  @CsvSource({
    "0.95, 0.94, 0.05, 100000, neither is high",
    "0.95, 0.92, 0.05, 100000, high variance",
    "0.95, 0.94, 0.00, 100000, high bias",
    "0.95, 0.92, 0.00, 100000, high bias and variance",
    "0.95, 0.92, 0.00, 100, neither is high",
    "0.95, 0.80, 0.00, 100, high variance",
    "0.95, 0.92, , 100000, high variance",
    "0.80, 0.80, , 100000, no high variance"
  })
  void theFindingIsInWords(
      double fit, double dev, @Nullable Double unavoidable, int examples, String words) {
    Development development = new Development(fit, dev, examples, examples);
    assertThat(VariantResult.of(TRAINED, PASS, DATA.test(), development, unavoidable).finding())
        .isEqualTo(words);
  }

  /** The binomial's deviation, with one example more on either side. */
  @Test
  void aShareHasASamplingError() {
    assertThat(SamplingError.of(0.5, 100)).isEqualTo(0.05);
    assertThat(SamplingError.of(1, 98)).isCloseTo(Math.sqrt(0.99 * 0.01 / 98), within(1e-15));
    assertThat(
            SamplingError.of(new boolean[] {true, false, true}, new boolean[] {true, true, false}))
        .isEqualTo(Math.sqrt(3) / 3);
  }
}
