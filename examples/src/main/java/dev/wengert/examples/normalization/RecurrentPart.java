package dev.wengert.examples.normalization;

import dev.wengert.examples.ChartStyle;
import dev.wengert.examples.Figures;
import dev.wengert.examples.LineChart;
import java.util.Arrays;
import java.util.Locale;
import org.knowm.xchart.style.Styler.LegendPosition;

/** How a recurrent network learns with layer normalization inside and without, over seeds. */
final class RecurrentPart {

  private static final double[] SCALES = {0.1, 0.3, 1, 3, 10};
  private static final int SEEDS = 5;
  private static final int LAST = 20;

  private RecurrentPart() {}

  static void show(Figures figures, int steps) {
    figures.print(
        "A recurrent network, losses after "
            + steps
            + " steps by the scale of its first recurrent weights, least to greatest of "
            + SEEDS
            + " seeds");
    figures.print("  weight scale            plain        LayerNorm   (chance: 0.693)");
    LineChart chart =
        LineChart.of(
                "LayerNorm inside a recurrent network: loss after " + steps + " steps",
                "scale of the first recurrent weights",
                "loss, median of " + SEEDS + " seeds, and their range")
            .ticks(SCALES)
            .logarithmicFrom(Double.POSITIVE_INFINITY)
            .legend(LegendPosition.InsideNW);
    double[][] plain = new double[SCALES.length][];
    double[][] normalized = new double[SCALES.length][];
    for (int i = 0; i < SCALES.length; i++) {
      plain[i] = losses(false, SCALES[i], steps, SEEDS);
      normalized[i] = losses(true, SCALES[i], steps, SEEDS);
      figures.print(
          String.format(
              Locale.ROOT,
              "  %12s   %5.3f to %5.3f   %5.3f to %5.3f",
              Figures.plain(SCALES[i]),
              plain[i][0],
              plain[i][SEEDS - 1],
              normalized[i][0],
              normalized[i][SEEDS - 1]));
    }
    add(chart, "plain", 0, plain);
    add(chart, "LayerNorm inside", 1, normalized);
    figures.picture("recurrent.png", chart);
  }

  /** Returns the last losses of each seed, the least first. */
  static double[] losses(boolean normalized, double scale, int steps, int seeds) {
    double[] last = new double[seeds];
    for (int seed = 0; seed < seeds; seed++) {
      double[] losses = RecurrentNormalization.losses(normalized, scale, steps, seed + 1);
      last[seed] = Arrays.stream(losses, steps - LAST, steps).average().orElseThrow();
    }
    Arrays.sort(last);
    return last;
  }

  private static void add(LineChart chart, String name, int color, double[][] losses) {
    chart.line(name, ChartStyle.PALETTE.get(color), SCALES, of(losses, SEEDS / 2));
    chart.dashed(name + ", best", ChartStyle.PALETTE.get(color), SCALES, of(losses, 0));
    chart.dashed(name + ", worst", ChartStyle.PALETTE.get(color), SCALES, of(losses, SEEDS - 1));
  }

  private static double[] of(double[][] losses, int place) {
    return Arrays.stream(losses).mapToDouble(sorted -> sorted[place]).toArray();
  }
}
