package dev.wengert.examples.regularization.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import dev.wengert.examples.regularization.data.HeldOut;
import dev.wengert.examples.regularization.data.PlanarData;
import dev.wengert.examples.regularization.data.SyntheticData;
import dev.wengert.examples.regularization.training.CostCurve;
import dev.wengert.examples.regularization.training.FakeTrainer;
import dev.wengert.examples.regularization.training.GradientVerdict;
import dev.wengert.examples.regularization.training.TrainedVariant;
import dev.wengert.examples.regularization.training.Variant;
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
    VariantResult result = VariantResult.of(TRAINED, PASS, DATA.test(), 0);
    assertThat(result.trainAccuracy()).isEqualTo(133 / 147.0);
    assertThat(result.testAccuracy()).isEqualTo(0.95);
    assertThat(result.diagnosis().trainingError()).isEqualTo(1 - 133 / 147.0);
  }

  @ParameterizedTest
  @CsvSource({
    "0.95, 0.94, 0.05, neither is high",
    "0.95, 0.92, 0.05, high variance",
    "0.95, 0.94, 0.00, high bias",
    "0.95, 0.92, 0.00, high bias and variance"
  })
  void theFindingIsInWords(double train, double test, double unavoidable, String words) {
    assertThat(VariantResult.of(TRAINED, PASS, train, test, unavoidable).finding())
        .isEqualTo(words);
  }
}
