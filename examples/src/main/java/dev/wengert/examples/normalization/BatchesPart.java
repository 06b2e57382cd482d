package dev.wengert.examples.normalization;

import dev.wengert.Key;
import dev.wengert.examples.Figures;
import dev.wengert.examples.LineChart;
import java.util.Arrays;
import java.util.Locale;
import org.knowm.xchart.style.Styler.LegendPosition;

/** How networks with each normalization fare on small batches, all after as many steps. */
final class BatchesPart {

  private static final int[] SIZES = {2, 4, 8, 16, 32};
  private static final int SEEDS = 3;
  private static final int TEST = 400;

  private BatchesPart() {}

  static void show(Figures figures, int steps) {
    figures.print("Test accuracy by batch size, " + steps + " steps each, mean of 3 seeds");
    StringBuilder head = new StringBuilder("              ");
    for (int batch : SIZES) {
      head.append(String.format(Locale.ROOT, "%8d", batch));
    }
    figures.print(head.toString());
    double[] sizes = Arrays.stream(SIZES).asDoubleStream().toArray();
    LineChart chart =
        LineChart.of(
                "Normalizations by the size of the batch, " + steps + " steps each",
                "batch size",
                "test accuracy")
            .ticks(sizes)
            .logarithmicFrom(Double.POSITIVE_INFINITY)
            .legend(LegendPosition.OutsideE);
    for (StripesNetwork.Kind kind : StripesNetwork.Kind.values()) {
      StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "  %-12s", kind));
      double[] accuracies = new double[SIZES.length];
      for (int i = 0; i < SIZES.length; i++) {
        for (long seed = 1; seed <= SEEDS; seed++) {
          accuracies[i] += accuracy(kind, SIZES[i], steps, seed) / SEEDS;
        }
        row.append(String.format(Locale.ROOT, "%7.1f%%", 100 * accuracies[i]));
      }
      chart.line(kind.toString(), sizes, accuracies);
      figures.print(row.toString());
    }
    figures.picture("batches.png", chart);
  }

  /** Returns the accuracy on new images. */
  static double accuracy(StripesNetwork.Kind kind, int batch, int steps, long seed) {
    return StripesNetwork.train(kind, batch, steps, seed)
        .accuracy(Stripes.draw(Key.of(seed).fold("test"), TEST));
  }
}
