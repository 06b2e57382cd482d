package dev.wengert.examples.regularization.report;

import com.google.common.primitives.ImmutableDoubleArray;
import dev.wengert.examples.ChartStyle;
import dev.wengert.examples.Contour;
import dev.wengert.examples.regularization.data.PlanarData;
import dev.wengert.examples.regularization.data.PlanarSet;
import java.awt.Color;
import java.awt.Font;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A picture of what a network makes of the plane: the probability of label 1 as a shade, the
 * boundary where it is one half, and the data on top.
 */
final class BoundaryChart {

  /** The colours of label 0 and label 1. */
  static final Color ZERO = ChartStyle.PALETTE.get(1);

  static final Color ONE = ChartStyle.PALETTE.get(0);

  static final int WIDTH = 860;
  static final int HEIGHT = 780;

  /** The size of a small picture, for several side by side. */
  static final int PANEL_WIDTH = 330;

  static final int PANEL_HEIGHT = 340;

  private static final double DISC = 9;
  private static final double PANEL_DISC = 6.5;

  /** A ring's share of a disc: it has no rim around it. */
  private static final double RING = 0.78;

  private static final int SHADES = 10;

  private BoundaryChart() {}

  /** Returns the picture with axes and legend. */
  static XYChart of(VariantResult result, PlanarData data) {
    String title =
        result.trained().variant().title()
            + ": train "
            + ResultTable.percent(result.trainAccuracy())
            + ", test "
            + ResultTable.percent(result.testAccuracy());
    XYChart chart = draw(title, WIDTH, HEIGHT, DISC, result, data);
    chart
        .getStyler()
        .setLegendPosition(LegendPosition.OutsideS)
        .setLegendLayout(LegendLayout.Horizontal);
    return chart;
  }

  /** Returns a small picture whose legend is left to what surrounds it. */
  static XYChart panel(VariantResult result, PlanarData data) {
    XYChart chart =
        draw(
            result.trained().variant().title(),
            PANEL_WIDTH,
            PANEL_HEIGHT,
            PANEL_DISC,
            result,
            data);
    chart
        .getStyler()
        .setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13))
        .setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 14))
        .setLegendVisible(false);
    return chart;
  }

  private static XYChart draw(
      String title, int width, int height, double disc, VariantResult result, PlanarData data) {
    XYChart chart =
        new XYChartBuilder()
            .width(width)
            .height(height)
            .title(title)
            .xAxisTitle("x1")
            .yAxisTitle("x2")
            .build();
    PlaneGrid grid = PlaneGrid.around(data);
    double[] probabilities = grid.evaluate(result.trained().predictor());
    addShades(chart, grid, probabilities);
    addBoundary(chart, Contour.of(grid.x(), grid.y(), probabilities, 0.5));
    for (int label = 0; label <= 1; label++) {
      Color color = label == 0 ? ZERO : ONE;
      addPoints(
          chart, "train, label " + label, data.train(), label, ChartMarkers.disc(color, disc));
      addPoints(
          chart, "test, label " + label, data.test(), label, ChartMarkers.ring(color, RING * disc));
    }
    style(chart, grid);
    return chart;
  }

  /**
   * Adds a series for each shade, of every second point of every second row: the tiles of
   * neighbours overlap and fill the plot.
   */
  private static void addShades(XYChart chart, PlaneGrid grid, double[] probabilities) {
    int side = grid.x().length;
    for (int shade = 0; shade < SHADES; shade++) {
      ImmutableDoubleArray.Builder x = ImmutableDoubleArray.builder();
      ImmutableDoubleArray.Builder y = ImmutableDoubleArray.builder();
      for (int row = 0; row < grid.y().length; row += 2) {
        for (int column = 0; column < side; column += 2) {
          double probability = probabilities[row * side + column];
          if (Math.min((int) (probability * SHADES), SHADES - 1) == shade) {
            x.add(grid.x()[column]);
            y.add(grid.y()[row]);
          }
        }
      }
      Marker tile = ChartMarkers.tile(shadeColor(shade));
      addScatter(chart, "shade " + shade, x.build(), y.build(), tile, false);
    }
  }

  /** The surer the network is, the stronger the colour. */
  private static Color shadeColor(int shade) {
    double sureness = Math.abs((shade + 0.5) / SHADES - 0.5) * 2;
    double strength = 0.06 + 0.30 * sureness;
    Color full = 2 * shade < SHADES ? ZERO : ONE;
    return new Color(
        overWhite(full.getRed(), strength),
        overWhite(full.getGreen(), strength),
        overWhite(full.getBlue(), strength));
  }

  private static int overWhite(int channel, double strength) {
    return (int) Math.round(255 + strength * (channel - 255));
  }

  private static void addBoundary(XYChart chart, Contour boundary) {
    if (boundary.isEmpty()) {
      return;
    }
    XYSeries series = chart.addSeries("boundary", boundary.x().toArray(), boundary.y().toArray());
    series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Line);
    series.setMarker(SeriesMarkers.NONE);
    series.setLineColor(Color.BLACK);
    series.setLineStyle(ChartStyle.stroke(2));
  }

  private static void addPoints(
      XYChart chart, String name, PlanarSet set, int label, Marker marker) {
    double[] x1 = set.x1();
    double[] x2 = set.x2();
    double[] labels = set.labels();
    ImmutableDoubleArray.Builder x = ImmutableDoubleArray.builder();
    ImmutableDoubleArray.Builder y = ImmutableDoubleArray.builder();
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] == label) {
        x.add(x1[i]);
        y.add(x2[i]);
      }
    }
    addScatter(chart, name, x.build(), y.build(), marker, true);
  }

  private static void addScatter(
      XYChart chart,
      String name,
      ImmutableDoubleArray x,
      ImmutableDoubleArray y,
      Marker marker,
      boolean inLegend) {
    if (x.isEmpty()) {
      return;
    }
    XYSeries series = chart.addSeries(name, x.toArray(), y.toArray());
    series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    series.setMarker(marker);
    series.setShowInLegend(inLegend);
  }

  private static void style(XYChart chart, PlaneGrid grid) {
    ChartStyle.apply(chart.getStyler());
    chart
        .getStyler()
        .setXAxisMin(grid.minX())
        .setXAxisMax(grid.maxX())
        .setYAxisMin(grid.minY())
        .setYAxisMax(grid.maxY())
        .setPlotGridLinesVisible(false)
        .setPlotContentSize(1);
  }
}
