package dev.wengert.nn.tuning;

import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Draws a {@link LambdaCurve}: the strength to the right, logarithmic, the errors upwards, linear
 * from 0. Strength 0, which has no logarithm, stands half a grid step left of the lowest other.
 */
final class LambdaPlot {

  private static final int WIDTH = 560;
  private static final int HEIGHT = 320;
  private static final int LEFT = 64;
  private static final int RIGHT = 16;
  private static final int TOP = 32;
  private static final int BOTTOM = 44;
  private static final String TRAINING = "#1f77b4";
  private static final String DEV = "#d62728";

  private final LambdaCurve curve;
  private double low = Double.POSITIVE_INFINITY;
  private double high = Double.NEGATIVE_INFINITY;
  private double top;

  private LambdaPlot(LambdaCurve curve) {
    this.curve = curve;
    for (LambdaCurve.Point point : curve.points()) {
      if (point.lambda() > 0) {
        low = Math.min(low, Math.log10(point.lambda()));
        high = Math.max(high, Math.log10(point.lambda()));
      }
      include(point.trainingError());
      include(point.devError());
    }
    if (low > high) {
      low = 0;
      high = 0;
    }
    high = Math.max(high, low + 1e-9);
    top = top == 0 ? 1 : top;
  }

  private void include(double error) {
    if (Double.isFinite(error)) {
      top = Math.max(top, error);
    }
  }

  static String of(LambdaCurve curve) {
    return new LambdaPlot(curve).draw();
  }

  private String draw() {
    StringBuilder svg =
        new StringBuilder(
            format(
                "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' viewBox='0 0 %d %d'"
                    + " font-family='sans-serif' font-size='12' role='img'"
                    + " aria-label='errors against lambda'>%n",
                WIDTH, HEIGHT, WIDTH, HEIGHT));
    svg.append("<rect width='100%' height='100%' fill='white'/>\n");
    axes(svg);
    line(svg, LambdaCurve.Point::trainingError, TRAINING, "training");
    line(svg, LambdaCurve.Point::devError, DEV, "dev");
    best(svg);
    legend(svg, LEFT, TRAINING, "training error");
    legend(svg, LEFT + 130, DEV, "dev error");
    return svg.append("</svg>\n").toString();
  }

  private static String format(String template, Object... values) {
    return String.format(Locale.ROOT, template.replace("%n", "\n"), values);
  }

  private double x(double lambda) {
    // A tenth of the width is kept free at the left for strength 0.
    double share = lambda > 0 ? 0.1 + 0.9 * (Math.log10(lambda) - low) / (high - low) : 0.02;
    return LEFT + share * (WIDTH - LEFT - RIGHT);
  }

  private double y(double error) {
    return HEIGHT - BOTTOM - error / top * (HEIGHT - BOTTOM - TOP);
  }

  private void axes(StringBuilder svg) {
    for (int decade = (int) Math.ceil(low - 1e-9); decade <= high + 1e-9; decade++) {
      double at = x(Math.pow(10, decade));
      svg.append(
          format(
              "<line x1='%.1f' x2='%.1f' y1='%d' y2='%d' stroke='#ddd'/>"
                  + "<text x='%.1f' y='%d' text-anchor='middle'>1e%d</text>%n",
              at, at, TOP, HEIGHT - BOTTOM, at, HEIGHT - BOTTOM + 16, decade));
    }
    for (int i = 0; i <= 4; i++) {
      double error = top * i / 4;
      svg.append(
          format(
              "<line x1='%d' x2='%d' y1='%.1f' y2='%.1f' stroke='#ddd'/>"
                  + "<text x='%d' y='%.1f' text-anchor='end'>%.3g</text>%n",
              LEFT, WIDTH - RIGHT, y(error), y(error), LEFT - 6, y(error) + 4, error));
    }
    if (!curve.points().isEmpty() && curve.points().getFirst().lambda() == 0) {
      svg.append(
          format(
              "<text x='%.1f' y='%d' text-anchor='middle'>0</text>%n", x(0), HEIGHT - BOTTOM + 16));
    }
    svg.append(
        format(
            "<text x='%d' y='%d' text-anchor='middle'>lambda</text>%n",
            (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8));
  }

  private void line(
      StringBuilder svg, ToDoubleFunction<LambdaCurve.Point> error, String color, String name) {
    StringBuilder places = new StringBuilder();
    for (LambdaCurve.Point point : curve.points()) {
      double value = error.applyAsDouble(point);
      if (Double.isFinite(value)) {
        places.append(format("%.1f,%.1f ", x(point.lambda()), y(value)));
      }
    }
    svg.append(
        format(
            "<polyline class='%s' fill='none' stroke='%s' stroke-width='2' points='%s'/>%n",
            name, color, places.toString().trim()));
  }

  private void best(StringBuilder svg) {
    LambdaCurve.Point best = curve.best();
    svg.append(
        format(
            "<circle class='best' cx='%.1f' cy='%.1f' r='5' fill='none' stroke='%s'"
                + " stroke-width='2'><title>best: lambda %s, dev error %s</title></circle>%n",
            x(best.lambda()), y(best.devError()), DEV, best.lambda(), best.devError()));
  }

  private static void legend(StringBuilder svg, int x, String color, String name) {
    svg.append(
        format(
            "<line x1='%d' x2='%d' y1='14' y2='14' stroke='%s' stroke-width='2'/>"
                + "<text x='%d' y='18'>%s</text>%n",
            x, x + 18, color, x + 24, name));
  }
}
