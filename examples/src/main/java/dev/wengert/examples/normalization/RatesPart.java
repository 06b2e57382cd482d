package dev.wengert.examples.normalization;

import dev.wengert.examples.Figures;
import dev.wengert.examples.LineChart;
import java.util.Locale;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Which learning rates a network bears with batch normalization, and which without. */
final class RatesPart {

  private static final double[] RATES = {0.001, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30};
  private static final int STEPS = 200;
  private static final double DIVERGED = 10;

  private RatesPart() {}

  static void show(Figures figures) {
    figures.print("Gradient descent in eight layers of relu: loss after " + STEPS + " steps");
    figures.print("      rate     plain   BatchNorm");
    double[] plain = new double[RATES.length];
    double[] normalized = new double[RATES.length];
    for (int i = 0; i < RATES.length; i++) {
      plain[i] = LearningRates.loss(false, RATES[i], STEPS, 1);
      normalized[i] = LearningRates.loss(true, RATES[i], STEPS, 1);
      figures.print(
          String.format(
              Locale.ROOT,
              "  %8s  %8s   %9s",
              Figures.plain(RATES[i]),
              text(plain[i]),
              text(normalized[i])));
    }
    figures.picture(
        "rates.png",
        LineChart.of(
                "Loss after " + STEPS + " steps of gradient descent by the learning rate",
                "learning rate",
                "loss (" + (int) DIVERGED + ": diverged)")
            .logarithmicX()
            .line("plain", RATES, capped(plain))
            .line("with BatchNorm", RATES, capped(normalized))
            .legend(LegendPosition.InsideNW));
  }

  private static String text(double loss) {
    return loss < DIVERGED ? String.format(Locale.ROOT, "%.4f", loss) : "diverges";
  }

  private static double[] capped(double[] losses) {
    double[] capped = losses.clone();
    for (int i = 0; i < capped.length; i++) {
      capped[i] = capped[i] < DIVERGED ? capped[i] : DIVERGED;
    }
    return capped;
  }
}
