package dev.wengert.examples.normalization;

import dev.wengert.Tensor;
import dev.wengert.examples.ChartStyle;
import dev.wengert.examples.Contour;
import dev.wengert.examples.Figures;
import dev.wengert.examples.LineChart;
import java.util.Arrays;
import java.util.Locale;

/** The path of gradient descent on badly scaled and on standardized inputs. */
final class ZigZagPart {

  private static final int STEPS = 30;
  private static final int GRID = 121;

  private ZigZagPart() {}

  static void show(Figures figures) {
    show(figures, "raw", false, 0.05);
    show(figures, "standardized", true, 0.5);
  }

  private static void show(Figures figures, String name, boolean standardized, double rate) {
    ZigZag line = ZigZag.follow(standardized, rate, STEPS);
    double[] w1 = Arrays.stream(line.path()).mapToDouble(w -> w[0]).toArray();
    double[] w2 = Arrays.stream(line.path()).mapToDouble(w -> w[1]).toArray();
    figures.print(
        String.format(
            Locale.ROOT,
            "Descent on %s inputs: %d turns in %d steps, loss %.1e in the end",
            name,
            line.turns(),
            STEPS,
            line.loss(Tensor.of(w1[STEPS], w2[STEPS])).item()));
    LineChart chart =
        LineChart.of(
                STEPS + " steps of gradient descent on " + name + " inputs", "weight 1", "weight 2")
            .logarithmicFrom(Double.POSITIVE_INFINITY)
            .equalScales();
    double[] gridX = new double[GRID];
    double[] gridY = new double[GRID];
    double[] losses = new double[GRID * GRID];
    Arrays.setAll(gridX, i -> -2.5 + i / 24.0);
    Arrays.setAll(gridY, i -> -3.5 + i / 24.0);
    for (int row = 0; row < GRID; row++) {
      for (int column = 0; column < GRID; column++) {
        losses[row * GRID + column] = line.loss(Tensor.of(gridX[column], gridY[row])).item();
      }
    }
    for (double level = 0.1; level < 200; level *= 2.5) {
      Contour contour = Contour.of(gridX, gridY, losses, level);
      if (!contour.isEmpty()) {
        chart.grey(contour.x().toArray(), contour.y().toArray());
      }
    }
    chart.marked("steps", ChartStyle.PALETTE.get(0), w1, w2);
    chart.point("start", ChartStyle.PALETTE.get(1), w1[0], w2[0]);
    chart.point("minimum", ChartStyle.PALETTE.get(2), ZigZag.MINIMUM[0], ZigZag.MINIMUM[1]);
    chart.range(gridX[0], gridX[GRID - 1], gridY[0], gridY[GRID - 1]);
    figures.picture("zigzag-" + name + ".png", chart);
  }
}
