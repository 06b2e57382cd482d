package dev.wengert.examples.regularization.report;

import com.google.common.primitives.Doubles;
import dev.wengert.examples.ChartStyle;
import dev.wengert.examples.LineChart;
import dev.wengert.examples.regularization.training.CostCurve;
import dev.wengert.examples.regularization.training.Variant;
import java.awt.Color;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.style.Styler.LegendPosition;

/** A picture of the training cost against the iteration, one line for each variant. */
final class CostChart {

  /** The colour of the point at which early stopping ends. */
  static final Color STOPPED = new Color(0x8b0000);

  private CostChart() {}

  /** Returns the picture; the cost axis is logarithmic where the costs allow it. */
  static LineChart of(List<VariantResult> results) {
    LineChart chart =
        LineChart.of("Training cost", "iteration", "cost").legend(LegendPosition.OutsideE);
    double lowest = Double.POSITIVE_INFINITY;
    double highest = Double.NEGATIVE_INFINITY;
    for (VariantResult result : results) {
      CostCurve costs = result.trained().costs();
      Variant variant = result.trained().variant();
      lowest = Math.min(lowest, Doubles.min(costs.costs()));
      highest = Math.max(highest, Doubles.max(costs.costs()));
      if (isDashed(variant)) {
        chart.dashed(variant.title(), color(variant), costs.drawnIterations(), costs.costs());
      } else {
        chart.line(variant.title(), color(variant), costs.drawnIterations(), costs.costs());
      }
    }
    for (VariantResult result : results) {
      if (result.trained().stopping() != null) {
        markEnd(chart, result.trained().costs(), lowest, highest);
      }
    }
    return chart;
  }

  /** Early stopping ends where others have hardly begun: a line and a point show where. */
  private static void markEnd(LineChart chart, CostCurve costs, double lowest, double highest) {
    double end = costs.iteration(costs.size() - 1);
    chart
        .grey(new double[] {end, end}, new double[] {lowest, highest})
        .point(
            String.format(Locale.ROOT, "stopped at %,.0f", end), STOPPED, end, costs.finalCost());
  }

  /** Returns the colour of a variant's line. */
  static Color color(Variant variant) {
    return switch (variant) {
      case NONE, EARLYSTOP -> ChartStyle.PALETTE.get(6);
      case L2, TUNED -> ChartStyle.PALETTE.get(0);
      case L1 -> ChartStyle.PALETTE.get(5);
      case DROPOUT, L2DROPOUT -> ChartStyle.PALETTE.get(1);
      case BATCHNORM -> ChartStyle.PALETTE.get(2);
      case LAYERNORM -> ChartStyle.PALETTE.get(3);
      case STANDARDIZED -> ChartStyle.PALETTE.get(4);
    };
  }

  /** Returns whether a variant is another one with a choice by held-out examples, or with more. */
  private static boolean isDashed(Variant variant) {
    return variant.holdsOut() || variant == Variant.L2DROPOUT;
  }
}
