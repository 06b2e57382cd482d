package dev.wengert.examples.regularization;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A picture of the training cost against the iteration, one line for each variant. */
final class CostChart {

  static final int WIDTH = 960;
  static final int HEIGHT = 600;

  /** Costs that differ by less than this factor are read better from a linear axis. */
  private static final double LOGARITHMIC_FROM = 3;

  private static final float LINE_WIDTH = 2.2f;

  private CostChart() {}

  /** Writes the picture as PNG; the cost axis is logarithmic where the costs allow it. */
  static void write(OutputStream out, List<TrainedVariant> variants) throws IOException {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title("Training cost")
            .xAxisTitle("iteration")
            .yAxisTitle("cost")
            .build();
    double min = Double.POSITIVE_INFINITY;
    double max = 0;
    for (TrainedVariant trained : variants) {
      CostCurve costs = trained.costs();
      double[] x = new double[costs.size()];
      double[] y = new double[costs.size()];
      for (int i = 0; i < x.length; i++) {
        x[i] = costs.iteration(i);
        y[i] = costs.cost(i);
        min = Math.min(min, y[i]);
        max = Math.max(max, y[i]);
      }
      XYSeries series = chart.addSeries(trained.variant().title(), x, y);
      // One recorded cost is no line: it needs a mark to be seen.
      series.setMarker(x.length == 1 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
      series.setMarkerColor(ChartStyle.color(trained.variant()));
      series.setLineColor(ChartStyle.color(trained.variant()));
      series.setLineStyle(ChartStyle.stroke(LINE_WIDTH));
    }
    ChartStyle.apply(chart.getStyler());
    chart
        .getStyler()
        .setXAxisTickLabelsFormattingFunction(value -> String.format(Locale.ROOT, "%,.0f", value))
        .setLegendPosition(LegendPosition.InsideNE);
    if (min > 0 && max / min >= LOGARITHMIC_FROM) {
      boolean crowded = max / min > 20;
      chart
          .getStyler()
          .setYAxisLogarithmic(true)
          .setYAxisLogarithmicDecadeOnly(false)
          .setYAxisTickLabelsFormattingFunction(value -> tickLabel(value, crowded));
    }
    ChartEncoder.saveChart(chart, out, "png");
  }

  /** Returns 0.02 for 0.0200001; on a crowded axis only 1, 2 and 5 of each decade have a label. */
  private static String tickLabel(double value, boolean crowded) {
    BigDecimal tick = new BigDecimal(value).round(new MathContext(1)).stripTrailingZeros();
    int digit = tick.unscaledValue().intValue();
    return crowded && digit != 1 && digit != 2 && digit != 5 ? "" : tick.toPlainString();
  }
}
