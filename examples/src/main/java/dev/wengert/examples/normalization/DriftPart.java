package dev.wengert.examples.normalization;

import dev.wengert.examples.Figures;
import dev.wengert.examples.LineChart;
import java.util.Arrays;
import java.util.Locale;
import org.knowm.xchart.style.Styler.LegendPosition;

/** How batch normalization's statistics follow data whose mean climbs. */
final class DriftPart {

  private static final int STEPS = 150;

  private DriftPart() {}

  static void show(Figures figures) {
    ShiftingData data = ShiftingData.measure(STEPS, 1);
    double[] step = new double[STEPS];
    Arrays.setAll(step, i -> i);
    figures.picture(
        "drift.png",
        LineChart.of(
                "BatchNorm while the mean of its data climbs from step 50 to 100", "step", "mean")
            .line("output in training: statistics of the batch", step, data.training())
            .line("output in inference: running statistics", step, data.inference())
            .line("the data", step, data.means())
            .legend(LegendPosition.InsideNW));
    figures.print(
        String.format(
            Locale.ROOT,
            "Drifting data: BatchNorm's output has mean %.2f by the batch's statistics, up to %.2f"
                + " by the running ones, which lag behind",
            Arrays.stream(data.training()).map(Math::abs).max().orElseThrow(),
            Arrays.stream(data.inference()).max().orElseThrow()));
  }
}
