package dev.wengert.examples.regularization.report;

import dev.wengert.examples.ChartStyle;
import dev.wengert.examples.LineChart;
import dev.wengert.examples.regularization.training.CostCurve;
import dev.wengert.examples.regularization.training.TrainedVariant;
import java.awt.Color;
import java.util.List;
import org.knowm.xchart.style.Styler.LegendPosition;

/** A picture of what the cost is made of where there is a penalty: the data's term and it. */
final class PenaltyChart {

  private PenaltyChart() {}

  /** Returns the picture of variants that have a penalty. */
  static LineChart of(List<TrainedVariant> penalized) {
    LineChart chart =
        LineChart.of("What the cost is made of", "iteration", "part of the cost")
            .legend(LegendPosition.OutsideE);
    for (int i = 0; i < penalized.size(); i++) {
      TrainedVariant trained = penalized.get(i);
      CostCurve costs = trained.costs();
      double[] data = new double[costs.size()];
      double[] penalty = new double[costs.size()];
      for (int k = 0; k < data.length; k++) {
        penalty[k] = costs.penalty(k);
        data[k] = costs.cost(k) - penalty[k];
      }
      String name = trained.variant().toString();
      Color color = ChartStyle.PALETTE.get(i % ChartStyle.PALETTE.size());
      chart.line(name + ": data", color, costs.drawnIterations(), data);
      chart.dashed(name + ": penalty", color, costs.drawnIterations(), penalty);
    }
    return chart;
  }
}
