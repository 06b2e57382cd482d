package dev.wengert.examples.regularization.report;

import dev.wengert.examples.ChartStyle;
import dev.wengert.examples.LineChart;
import dev.wengert.examples.regularization.training.CostCurve;
import dev.wengert.examples.regularization.training.Variant;
import java.awt.Color;
import java.util.List;
import org.knowm.xchart.style.Styler.LegendPosition;

/** A picture of the training cost against the iteration, one line for each variant. */
final class CostChart {

  private CostChart() {}

  /** Returns the picture; the cost axis is logarithmic where the costs allow it. */
  static LineChart of(List<VariantResult> results) {
    LineChart chart =
        LineChart.of("Training cost", "iteration", "cost").legend(LegendPosition.OutsideE);
    for (VariantResult result : results) {
      CostCurve costs = result.trained().costs();
      Variant variant = result.trained().variant();
      if (isDashed(variant)) {
        chart.dashed(variant.title(), color(variant), costs.drawnIterations(), costs.costs());
      } else {
        chart.line(variant.title(), color(variant), costs.drawnIterations(), costs.costs());
      }
    }
    return chart;
  }

  /** Returns the colour of a variant's line. */
  static Color color(Variant variant) {
    return switch (variant) {
      case NONE, EARLYSTOP -> ChartStyle.PALETTE.get(6);
      case L2, TUNED -> ChartStyle.PALETTE.get(0);
      case DROPOUT -> ChartStyle.PALETTE.get(1);
      case BATCHNORM -> ChartStyle.PALETTE.get(2);
      case LAYERNORM -> ChartStyle.PALETTE.get(3);
      case STANDARDIZED -> ChartStyle.PALETTE.get(4);
    };
  }

  /** Returns whether a variant is another one, decided by held-out examples. */
  private static boolean isDashed(Variant variant) {
    return variant.holdsOut();
  }
}
