package dev.wengert.examples.regularization.report;

import dev.wengert.examples.ChartStyle;
import dev.wengert.examples.LineChart;
import dev.wengert.examples.regularization.training.StoppingCurve;
import org.knowm.xchart.style.Styler.LegendPosition;

/** A picture of the costs of both parts of the training set while early stopping watched. */
final class StoppingChart {

  private StoppingChart() {}

  /** Returns the picture. */
  static LineChart of(StoppingCurve stopping) {
    return LineChart.of("Early stopping", "iteration", "cost")
        .logarithmicX()
        .legend(LegendPosition.InsideNE)
        .line(
            "held out",
            ChartStyle.PALETTE.get(1),
            stopping.costs().drawnIterations(),
            stopping.costs().costs())
        .line(
            "trained on",
            ChartStyle.PALETTE.get(0),
            stopping.fitted().drawnIterations(),
            stopping.fitted().costs())
        .point(
            "lowest, given back", ChartStyle.PALETTE.get(6), stopping.best(), stopping.bestCost());
  }
}
