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
import org.junit.jupiter.api.Test;

class AccuracyPlotTest {

  private static VariantResult result(Variant variant, double train, double test) {
    TrainedVariant trained =
        new TrainedVariant(
            variant,
            SyntheticData.create().train(),
            CostCurve.of(new int[1], new double[1]),
            ImmutableMap.of(),
            FakeTrainer::diagonal,
            null);
    return new VariantResult(
        trained, new GradientVerdict(true, "PASS"), train, test, 200, null, 0.0);
  }

  /** From 80% at 190 to 100% at 456 of 480 units. */
  @Test
  void accuraciesAreAtTheirPlaces() {
    String svg =
        AccuracyPlot.of(List.of(result(Variant.NONE, 1, 0.8125), result(Variant.L2, 0.9, 0.85)));
    assertThat(svg)
        .contains(">80%</text>", ">85%</text>", ">100%</text>", ">no regularization</text>")
        .doesNotContain(">75%</text>")
        .contains("<circle class=\"train\" cx=\"456.0\" cy=\"29\"")
        .contains("<circle class=\"test\" cx=\"206.6\" cy=\"29\"")
        .contains("<circle class=\"train\" cx=\"323.0\" cy=\"59\"");
  }

  @Test
  void lowAccuraciesHaveFewerTicks() {
    String svg = AccuracyPlot.of(List.of(result(Variant.NONE, 0.6, 0.02)));
    assertThat(svg)
        .contains(">0%</text>", ">20%</text>", ">100%</text>")
        .doesNotContain(">10%</text>", ">5%</text>");
  }
}
