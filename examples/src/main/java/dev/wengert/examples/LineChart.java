package dev.wengert.examples;

import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Locale;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A picture of lines over one axis, in the look that the examples share.
 *
 * <p>The vertical axis is logarithmic where all values are positive and span more than a factor
 * that {@link #logarithmicFrom} sets.
 */
public final class LineChart {

  /** The size of the picture. */
  public static final int WIDTH = 960;

  /** The size of the picture. */
  public static final int HEIGHT = 600;

  /** The size of the picture for a narrow screen, and what a line of the legend adds. */
  private static final int NARROW_WIDTH = 420;

  private static final int NARROW_HEIGHT = 430;
  private static final int LEGEND_LINE = 22;

  private static final Color GREY = new Color(0xb0b0b0);
  private static final float LINE_WIDTH = 2.2f;
  private static final int MARKED = 8;
  private static final double TICK_MARGIN = 0.5;

  private final XYChart chart;
  private int lines;
  private int named;
  private int greys;
  private double logarithmicFrom = 3;
  private double[] ticks = {};
  private boolean equalScales;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;

  private LineChart(XYChart chart) {
    this.chart = chart;
  }

  /** Returns a chart without lines. */
  public static LineChart of(String title, String xTitle, String yTitle) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(xTitle)
            .yAxisTitle(yTitle)
            .build();
    ChartStyle.apply(chart.getStyler());
    chart
        .getStyler()
        .setXAxisDecimalPattern("#,##0.###")
        .setYAxisDecimalPattern("#,##0.#####")
        .setLegendPosition(LegendPosition.InsideNE);
    return new LineChart(chart);
  }

  /** Adds a line in the next colour of the palette. */
  public LineChart line(String name, double[] x, double[] y) {
    return line(name, ChartStyle.PALETTE.get(lines++ % ChartStyle.PALETTE.size()), x, y);
  }

  /** Adds a line. */
  public LineChart line(String name, Color color, double[] x, double[] y) {
    for (double value : y) {
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    named++;
    XYSeries series = chart.addSeries(name, places(x), y);
    // A few points were measured one by one, and a single one is no line: marks show them.
    series.setMarker(x.length <= MARKED ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
    series.setMarkerColor(color);
    series.setLineColor(color);
    series.setLineStyle(ChartStyle.stroke(LINE_WIDTH));
    return this;
  }

  /** Returns where numbers are on the horizontal axis. */
  private double[] places(double[] x) {
    return ticks.length == 0
        ? x
        : Arrays.stream(x).map(value -> Arrays.binarySearch(ticks, value)).toArray();
  }

  /** Adds a broken line, for what belongs to the line of the same colour. */
  public LineChart dashed(String name, Color color, double[] x, double[] y) {
    line(name, color, x, y);
    XYSeries series = chart.getSeries(name);
    series.setLineStyle(ChartStyle.dashes(LINE_WIDTH));
    if (x.length > 1) {
      series.setMarker(SeriesMarkers.NONE);
    }
    return this;
  }

  /** Adds single points, in the next colour of the palette. */
  public LineChart points(String name, double[] x, double[] y) {
    return points(name, ChartStyle.PALETTE.get(lines++ % ChartStyle.PALETTE.size()), x, y);
  }

  /** Adds single points. */
  public LineChart points(String name, Color color, double[] x, double[] y) {
    line(name, color, x, y);
    XYSeries series = chart.getSeries(name);
    series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    series.setMarker(SeriesMarkers.CIRCLE);
    return this;
  }

  /** Adds a single point. */
  public LineChart point(String name, Color color, double x, double y) {
    line(name, color, new double[] {x}, new double[] {y});
    chart.getSeries(name).setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    return this;
  }

  /** Sets by what factor the values must span for a logarithmic axis; 3 unless told. */
  public LineChart logarithmicFrom(double factor) {
    logarithmicFrom = factor;
    return this;
  }

  /** Makes the horizontal axis logarithmic. */
  public LineChart logarithmicX() {
    chart
        .getStyler()
        .setXAxisLogarithmic(true)
        .setXAxisTickLabelsFormattingFunction(LineChart::plain);
    return this;
  }

  /** Adds a line whose points are marked, in a colour. */
  public LineChart marked(String name, Color color, double[] x, double[] y) {
    line(name, color, x, y);
    chart.getSeries(name).setMarker(SeriesMarkers.CIRCLE);
    return this;
  }

  /**
   * Puts places, ascending, at equal distances on the horizontal axis, and ticks at them and
   * nowhere else; lines that are added afterwards take their x from these.
   */
  public LineChart ticks(double... places) {
    ticks = places.clone();
    chart
        .getStyler()
        .setXAxisMin(-TICK_MARGIN)
        .setXAxisMax(places.length - 1 + TICK_MARGIN)
        .setXAxisTickLabelsFormattingFunction(at -> placeLabel(at, places));
    return this;
  }

  /**
   * Lets a unit be as long upward as it is to the right: the picture's height follows from the
   * {@link #range}, which must be set.
   */
  public LineChart equalScales() {
    equalScales = true;
    return this;
  }

  /** Adds lines without names, thin and grey, such as contours; a NaN breaks a line. */
  public LineChart grey(double[] x, double[] y) {
    XYSeries series = chart.addSeries("grey " + greys++, x, y);
    series.setMarker(SeriesMarkers.NONE);
    series.setLineColor(GREY);
    series.setLineStyle(ChartStyle.stroke(1));
    series.setShowInLegend(false);
    return this;
  }

  /** Sets the ends of both axes. */
  public LineChart range(double minX, double maxX, double minY, double maxY) {
    chart.getStyler().setXAxisMin(minX).setXAxisMax(maxX).setYAxisMin(minY).setYAxisMax(maxY);
    return this;
  }

  /** Puts the legend into another corner. */
  public LineChart legend(LegendPosition position) {
    chart.getStyler().setLegendPosition(position);
    return this;
  }

  /** Writes the picture as PNG. */
  public void write(OutputStream out) throws IOException {
    chooseScale();
    out.write(ChartStyle.png(chart, equalScales ? heightOfEqualScales() : HEIGHT));
  }

  /**
   * Writes the picture as PNG for a narrow screen: upright, the legend below, and twice the pixels
   * of {@value #NARROW_WIDTH} for sharp letters. It must be the last that is done with the chart.
   */
  public void writeNarrow(OutputStream out) throws IOException {
    chooseScale();
    chart
        .getStyler()
        .setLegendPosition(LegendPosition.OutsideS)
        .setLegendLayout(LegendLayout.Vertical)
        .setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13))
        .setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 14));
    out.write(
        SmallPng.of(
            ChartStyle.enlarged(chart, NARROW_WIDTH, NARROW_HEIGHT + named * LEGEND_LINE, 2)));
  }

  private void chooseScale() {
    if (min > 0 && max / min >= logarithmicFrom) {
      double decades = Math.log10(max / min);
      chart
          .getStyler()
          .setYAxisLogarithmic(true)
          .setYAxisLogarithmicDecadeOnly(decades > 3)
          .setYAxisTickLabelsFormattingFunction(
              decades > 3 ? LineChart::plain : value -> tickLabel(value, max / min > 20));
    }
  }

  /**
   * Draws once to see how long the axes are, and returns the height that makes their units equal.
   */
  private int heightOfEqualScales() {
    ChartStyle.image(chart, HEIGHT);
    double minX = chart.getStyler().getXAxisMin();
    double minY = chart.getStyler().getYAxisMin();
    double maxY = chart.getStyler().getYAxisMax();
    double unit = chart.getScreenXFromChart(minX + 1) - chart.getScreenXFromChart(minX);
    double height = chart.getScreenYFromChart(minY) - chart.getScreenYFromChart(maxY);
    return HEIGHT + (int) Math.rint(unit * (maxY - minY) - height);
  }

  /** Returns a place as text, and between places nothing: blanks, since labels must differ. */
  private static String placeLabel(double at, double[] places) {
    int place = (int) Math.rint(at);
    return Math.abs(at - place) < 1e-6 && place >= 0 && place < places.length
        ? plain(places[place])
        : " ".repeat(2 + Math.max(0, (int) Math.floor(at)));
  }

  /** Returns a number of a tick without needless digits: 30,000, 0.05, 1e-12. */
  private static String plain(double value) {
    double size = Math.abs(value);
    if (value != 0 && (size < 1e-3 || size >= 1e6)) {
      return String.format(Locale.ROOT, "%.0e", value);
    }
    return size >= 1000
        ? String.format(Locale.ROOT, "%,.0f", value)
        : new BigDecimal(value).round(new MathContext(3)).stripTrailingZeros().toPlainString();
  }

  /** Returns 0.02 for 0.0200001; on a crowded axis only 1, 2 and 5 of each decade have a label. */
  private static String tickLabel(double value, boolean crowded) {
    BigDecimal tick = new BigDecimal(value).round(new MathContext(1)).stripTrailingZeros();
    int digit = tick.unscaledValue().intValue();
    return crowded && digit != 1 && digit != 2 && digit != 5 ? "" : tick.toPlainString();
  }
}
