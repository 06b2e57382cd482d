package dev.wengert.nn.report;

import com.google.common.base.Preconditions;
import dev.wengert.Index;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.ops.Reductions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** Which class a model gives each place of the plane, with the points of a data set on it. */
final class RegionChart {

  /** How finely the plane is sampled, to the right and upwards. */
  private static final int CELLS = 96;

  private static final int SIDE = 440;
  private static final int MARGIN = 44;
  private static final int SIZE = SIDE + 2 * MARGIN;

  private final double minX;
  private final double minY;
  private final double spanX;
  private final double spanY;
  private final StringBuilder svg = new StringBuilder();

  private RegionChart(double[] points) {
    double[] xs = new double[points.length / 2];
    double[] ys = new double[points.length / 2];
    for (int i = 0; i < xs.length; i++) {
      xs[i] = points[2 * i];
      ys[i] = points[2 * i + 1];
    }
    double[] x = ends(xs);
    double[] y = ends(ys);
    this.minX = x[0];
    this.spanX = x[1] - x[0];
    this.minY = y[0];
    this.spanY = y[1] - y[0];
  }

  /** Returns the ends of an axis, with a little room beside the points. */
  private static double[] ends(double[] values) {
    double min = Arrays.stream(values).min().orElse(0);
    double max = Arrays.stream(values).max().orElse(1);
    double room = min == max ? 1 : 0.08 * (max - min);
    return new double[] {min - room, max + room};
  }

  /**
   * Returns the drawing.
   *
   * @param x the points [n, 2]
   * @param labels the class of each
   * @param predicted the class of each of some places [m, 2], INT32 [m]
   */
  static String of(Tensor x, int[] labels, UnaryOperator<Tensor> predicted) {
    Preconditions.checkArgument(
        x.rank() == 2 && x.shape().side(1) == 2 && x.shape().side(0) > 0,
        "decisionRegions: the inputs are %s; regions are drawn of points in the plane, [n, 2]",
        x.shape());
    double[] points = x.to(DType.FLOAT64).toDoubleArray();
    RegionChart chart = new RegionChart(points);
    int[] classes = predicted.apply(chart.places().to(x.dtype())).toIntArray();
    return chart.draw(points, labels, classes);
  }

  /** Returns the middle of each cell, [cells, 2], row by row from below. */
  private Tensor places() {
    double[] places = new double[2 * CELLS * CELLS];
    for (int i = 0; i < CELLS * CELLS; i++) {
      places[2 * i] = minX + (i % CELLS + 0.5) / CELLS * spanX;
      places[2 * i + 1] = minY + (Math.floorDiv(i, CELLS) + 0.5) / CELLS * spanY;
    }
    return Tensor.wrap(places, CELLS * CELLS, 2);
  }

  private String draw(double[] points, int[] labels, int[] classes) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<figure><svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"decision regions\">\n",
            SIZE,
            SIZE));
    double cell = (double) SIDE / CELLS;
    for (int row = 0; row < CELLS; row++) {
      int from = 0;
      for (int column = 1; column <= CELLS; column++) {
        int own = classes[row * CELLS + from];
        if (column == CELLS || classes[row * CELLS + column] != own) {
          svg.append(
              String.format(
                  Locale.ROOT,
                  "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" fill=\"%s\""
                      + " fill-opacity=\".3\" shape-rendering=\"crispEdges\"/>\n",
                  MARGIN + from * cell,
                  MARGIN + SIDE - (row + 1) * cell,
                  (column - from) * cell,
                  cell,
                  Html.color(own)));
          from = column;
        }
      }
    }
    drawAxes();
    for (int i = 0; i < labels.length; i++) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\" stroke=\"#fff\"/>\n",
              placeX(points[2 * i]),
              placeY(points[2 * i + 1]),
              Html.color(labels[i])));
    }
    int highest = Math.max(highest(labels), highest(classes));
    List<String> names = new ArrayList<>();
    for (int c = 0; c <= highest; c++) {
      names.add("class " + c);
    }
    return svg.append("</svg>\n").append(Html.key(names)).append("</figure>\n").toString();
  }

  private static int highest(int[] classes) {
    return Arrays.stream(classes).max().orElse(0);
  }

  private double placeX(double x) {
    return MARGIN + (x - minX) / spanX * SIDE;
  }

  private double placeY(double y) {
    return MARGIN + SIDE - (y - minY) / spanY * SIDE;
  }

  private void drawAxes() {
    for (double x : LineChart.ticks(minX, minX + spanX, 6)) {
      text(placeX(x), MARGIN + SIDE + 17, "middle", Html.number(x));
    }
    for (double y : LineChart.ticks(minY, minY + spanY, 6)) {
      text(MARGIN - 6, placeY(y) + 4, "end", Html.number(y));
    }
    text(MARGIN + SIDE / 2.0, SIZE - 8, "middle", "feature 0");
    text(MARGIN, MARGIN - 12, "start", "feature 1");
  }

  private void text(double x, double y, String anchor, String words) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n",
            x,
            y,
            anchor,
            words));
  }

  /**
   * Returns the classes that predictions stand for: the largest of [m, classes], or 1 where [m] or
   * [m, 1] is above a threshold.
   */
  static Tensor classes(Tensor prediction, double threshold) {
    boolean isOne = prediction.rank() == 1 || prediction.shape().side(-1) == 1;
    if (!isOne) {
      return Reductions.argmax(prediction, -1);
    }
    Tensor scores = prediction.rank() == 1 ? prediction : prediction.get(Index.all(), Index.at(0));
    return scores.gt(threshold).to(DType.INT32);
  }
}
