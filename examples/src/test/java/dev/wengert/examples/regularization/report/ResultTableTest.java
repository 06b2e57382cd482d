package dev.wengert.examples.regularization.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import dev.wengert.examples.regularization.data.SyntheticData;
import dev.wengert.examples.regularization.training.CostCurve;
import dev.wengert.examples.regularization.training.FakeTrainer;
import dev.wengert.examples.regularization.training.GradientVerdict;
import dev.wengert.examples.regularization.training.TrainedVariant;
import dev.wengert.examples.regularization.training.Variant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class ResultTableTest {

  @Test
  void columnsAreAligned() {
    assertThat(
            ResultTable.lines(
                List.of(
                    result(Variant.NONE, 200 / 211.0, 0.915, 0.12509131245421473),
                    result(Variant.L2, 1, 0.99, 12.5))))
        .containsExactly(
            "variant   train accuracy    dev accuracy   test accuracy   final cost   diagnosis",
            "none       94.79% +- 1.6   91.50% +- 2.0   91.50% +- 2.0     0.125091   neither is"
                + " high",
            "l2        100.00% +- 0.5   99.00% +- 0.9   99.00% +- 0.9    12.500000   neither is"
                + " high");
  }

  @Test
  void longNamesWidenTheirColumn() {
    assertThat(ResultTable.lines(List.of(result(Variant.BATCHNORM, 0.5, 0.25, 1e-3))))
        .containsExactly(
            "variant     train accuracy    dev accuracy   test accuracy   final cost   diagnosis",
            "batchnorm    50.00% +- 3.4   25.00% +- 3.1   25.00% +- 3.1     0.001000   high bias"
                + " and variance");
  }

  @Test
  void numbersHaveThreeDigitsAndNoNeedlessZeros() {
    assertThat(ResultTable.plain(0)).isEqualTo("0");
    assertThat(ResultTable.plain(10)).isEqualTo("10");
    assertThat(ResultTable.plain(0.25)).isEqualTo("0.25");
    assertThat(ResultTable.plain(0.0316227766)).isEqualTo("0.0316");
  }

  @Test
  void numbersDoNotFollowTheCountry() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(ResultTable.percent(0.9479)).isEqualTo("94.79%");
    } finally {
      Locale.setDefault(before);
    }
  }

  private static VariantResult result(Variant variant, double train, double test, double cost) {
    TrainedVariant trained =
        new TrainedVariant(
            variant,
            SyntheticData.create().train(),
            CostCurve.of(new int[] {0}, new double[] {cost}),
            ImmutableMap.of(),
            FakeTrainer::diagonal,
            null);
    return new VariantResult(
        trained,
        new GradientVerdict(true, "PASS"),
        train,
        test,
        200,
        new Development(train, test, 200, 200),
        0.05);
  }
}
