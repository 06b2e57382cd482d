package dev.wengert.nn.report;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** Lines over two axes as a drawing in SVG, with what its colours mean under it. */
final class LineChart {

  private static final int WIDTH = 480;
  private static final int HEIGHT = 300;
  private static final int LEFT = 64;
  private static final int RIGHT = 14;
  private static final int TOP = 28;
  private static final int BOTTOM = 44;

  /** From this ratio of the largest to the least on, the upright axis is logarithmic. */
  private static final double LOGARITHMIC_FROM = 30;

  /** More points are no finer on a screen. */
  private static final int MAX_POINTS = 500;

  /**
   * A line. A value that is not finite breaks it.
   *
   * @param name what it is
   * @param x where its points are, ascending
   * @param y how high they are
   */
  record Line(String name, ImmutableDoubleArray x, ImmutableDoubleArray y) {}

  private final String title;
  private final String xName;
  private final List<Line> lines = new ArrayList<>();
  private boolean isLogarithmic;
  private double minX = Double.POSITIVE_INFINITY;
  private double maxX = Double.NEGATIVE_INFINITY;
  private double minY = Double.POSITIVE_INFINITY;
  private double maxY = Double.NEGATIVE_INFINITY;
  private boolean isFixed;

  LineChart(String title, String xName) {
    this.title = title;
    this.xName = xName;
  }

  LineChart add(Line line) {
    lines.add(line);
    return this;
  }

  /** Lets both axes go from 0 to 1, as those of rates do. */
  LineChart ofRates() {
    isFixed = true;
    return this;
  }

  /** Returns the drawing, a figure. */
  String draw() {
    findRange();
    StringBuilder svg =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                """
                <figure><svg viewBox="0 0 %d %d" role="img" aria-label="%s">
                <text x="%d" y="16" font-weight="600">%s</text>
                """,
                WIDTH,
                HEIGHT,
                Html.escape(title),
                LEFT,
                Html.escape(title)));
    drawAxes(svg);
    for (int i = 0; i < lines.size(); i++) {
      drawLine(svg, lines.get(i), Html.color(i));
    }
    return svg.append("</svg>\n")
        .append(Html.key(lines.stream().map(Line::name).toList()))
        .append("</figure>\n")
        .toString();
  }

  private void findRange() {
    if (isFixed) {
      minX = 0;
      maxX = 1;
      minY = 0;
      maxY = 1;
      return;
    }
    for (Line line : lines) {
      for (int i = 0; i < line.x.length(); i++) {
        minX = Math.min(minX, line.x.get(i));
        maxX = Math.max(maxX, line.x.get(i));
        if (Double.isFinite(line.y.get(i))) {
          minY = Math.min(minY, line.y.get(i));
          maxY = Math.max(maxY, line.y.get(i));
        }
      }
    }
    if (minX > maxX) {
      minX = 0;
      maxX = 1;
    }
    if (minY > maxY) {
      minY = 0;
      maxY = 1;
    }
    isLogarithmic = minY > 0 && maxY / minY >= LOGARITHMIC_FROM;
    double room = minY != maxY ? 0 : minY == 0 ? 1 : Math.abs(minY) / 2;
    minY -= room;
    maxY += room;
    maxX += minX == maxX ? 1 : 0;
  }

  private double placeX(double x) {
    return LEFT + (x - minX) / (maxX - minX) * (WIDTH - LEFT - RIGHT);
  }

  private double placeY(double y) {
    double share =
        isLogarithmic ? Math.log(y / minY) / Math.log(maxY / minY) : (y - minY) / (maxY - minY);
    return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
  }

  private void drawAxes(StringBuilder svg) {
    for (double y : isLogarithmic ? decades() : ticks(minY, maxY, 5)) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<path class=\"grid\" d=\"M%d %.1fH%d\"/>"
                  + "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n",
              LEFT,
              placeY(y),
              WIDTH - RIGHT,
              LEFT - 7,
              placeY(y) + 4,
              Html.number(y)));
    }
    for (double x : ticks(minX, maxX, 6)) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<path class=\"grid\" d=\"M%.1f %dV%d\"/>"
                  + "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n",
              placeX(x),
              TOP,
              HEIGHT - BOTTOM,
              placeX(x),
              HEIGHT - BOTTOM + 17,
              Html.number(x)));
    }
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>\n",
            (LEFT + WIDTH - RIGHT) / 2,
            HEIGHT - 8,
            Html.escape(xName)));
  }

  /** Returns 1, 2 and 5 of each decade, or the powers of ten alone where those are many. */
  private double[] decades() {
    DoubleStream.Builder found = DoubleStream.builder();
    int first = (int) Math.floor(Math.log10(minY));
    int last = (int) Math.floor(Math.log10(maxY));
    int every = Math.max(1, (last - first + 1) / 6);
    double[] digits = last - first > 2 ? new double[] {1} : new double[] {1, 2, 5};
    for (int power = first; power <= last; power += every) {
      for (double digit : digits) {
        double tick = Double.parseDouble((int) digit + "e" + power);
        if (tick >= minY && tick <= maxY) {
          found.add(tick);
        }
      }
    }
    return found.build().toArray();
  }

  /** Returns multiples of 1, 2 or 5 times a power of ten, so many or fewer. */
  static double[] ticks(double from, double to, int most) {
    double raw = (to - from) / most;
    double power = Math.pow(10, Math.floor(Math.log10(raw)));
    double step = 10 * power;
    for (double digit : new double[] {5, 2, 1}) {
      step = digit * power >= raw ? digit * power : step;
    }
    long first = (long) Math.ceil(from / step - 1e-9);
    long last = (long) Math.floor(to / step + 1e-9);
    double[] ticks = new double[(int) (last - first + 1)];
    for (int i = 0; i < ticks.length; i++) {
      // A quotient of whole numbers has the shortest digits where there is one.
      ticks[i] = step >= 1 ? (first + i) * step : (first + i) / Math.rint(1 / step);
    }
    return ticks;
  }

  private void drawLine(StringBuilder svg, Line line, String color) {
    int count = line.x.length();
    int stride = Math.max(1, Math.ceilDiv(count, MAX_POINTS));
    StringBuilder path = new StringBuilder();
    boolean isDown = false;
    for (int i = 0; i < count; i = i == count - 1 ? count : Math.min(i + stride, count - 1)) {
      double y = line.y.get(i);
      boolean isShown = Double.isFinite(y) && Double.isFinite(line.x.get(i));
      if (isShown) {
        path.append(
            String.format(
                Locale.ROOT, "%s%.1f %.1f", isDown ? "L" : "M", placeX(line.x.get(i)), placeY(y)));
      }
      isDown = isShown;
    }
    if (!path.isEmpty()) {
      svg.append("<path class=\"line\" stroke=\"")
          .append(color)
          .append("\" d=\"")
          .append(path)
          .append("\"/>\n");
    }
    if (count == 1 && !path.isEmpty()) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"%s\"/>\n",
              placeX(line.x.get(0)),
              placeY(line.y.get(0)),
              color));
    }
  }
}
