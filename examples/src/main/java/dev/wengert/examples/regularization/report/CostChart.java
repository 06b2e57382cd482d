package dev.wengert.examples.regularization.report;

import dev.wengert.examples.ChartStyle;
import dev.wengert.examples.LineChart;
import dev.wengert.examples.regularization.training.CostCurve;
import dev.wengert.examples.regularization.training.TrainedVariant;
import dev.wengert.examples.regularization.training.Variant;
import java.awt.Color;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** A picture of the training cost against the iteration, one line for each variant. */
final class CostChart {

  private CostChart() {}

  /** Writes the picture as PNG; the cost axis is logarithmic where the costs allow it. */
  static void write(OutputStream out, List<TrainedVariant> variants) throws IOException {
    LineChart chart = LineChart.of("Training cost", "iteration", "cost");
    for (TrainedVariant trained : variants) {
      CostCurve costs = trained.costs();
      double[] x = new double[costs.size()];
      double[] y = new double[costs.size()];
      for (int i = 0; i < x.length; i++) {
        x[i] = costs.iteration(i);
        y[i] = costs.cost(i);
      }
      chart.line(trained.variant().title(), color(trained.variant()), x, y);
    }
    chart.write(out);
  }

  /** Returns the colour of a variant's line. */
  static Color color(Variant variant) {
    return switch (variant) {
      case NONE -> ChartStyle.PALETTE.get(6);
      case L2 -> ChartStyle.PALETTE.get(0);
      case DROPOUT -> ChartStyle.PALETTE.get(1);
      case BATCHNORM -> ChartStyle.PALETTE.get(2);
      case LAYERNORM -> ChartStyle.PALETTE.get(3);
    };
  }
}
