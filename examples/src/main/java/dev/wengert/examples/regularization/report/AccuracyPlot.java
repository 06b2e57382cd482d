package dev.wengert.examples.regularization.report;

import java.util.List;
import java.util.Locale;

/**
 * The accuracies of all variants as a drawing in SVG: a row for each, with a disc for the training
 * set, a ring for the test set, and the gap between them as a line. Its colours come from the page.
 */
final class AccuracyPlot {

  private static final int WIDTH = 480;
  private static final int LEFT = 190;
  private static final int RIGHT = 24;
  private static final int ROW = 30;
  private static final int TOP = 14;
  private static final int BOTTOM = 46;

  private AccuracyPlot() {}

  /** Returns an SVG element. */
  static String of(List<VariantResult> results) {
    double lowest = 1;
    for (VariantResult result : results) {
      lowest = Math.min(lowest, Math.min(result.trainAccuracy(), result.testAccuracy()));
    }
    // In whole twentieths, with a little room to the left.
    double min = Math.max(0, Math.floor((lowest - 0.005) * 20) / 20);
    int height = TOP + results.size() * ROW + BOTTOM;
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"accuracies of the variants\">\n",
            WIDTH,
            height));
    axis(svg, min, height - BOTTOM);
    for (int i = 0; i < results.size(); i++) {
      row(svg, results.get(i), min, TOP + i * ROW + ROW / 2);
    }
    legend(svg, height - 8);
    return svg.append("</svg>\n").toString();
  }

  private static double x(double accuracy, double min) {
    return LEFT + (accuracy - min) / (1 - min) * (WIDTH - LEFT - RIGHT);
  }

  private static void axis(StringBuilder svg, double min, int bottom) {
    // From 100% down, at most six: every 5%, 10%, ...
    double step = 0.05 * Math.max(1, Math.ceil((1 - min) / 0.25 - 1e-9));
    for (double accuracy = 1; accuracy > min - 1e-9; accuracy -= step) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>"
                  + "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.0f%%</text>\n",
              x(accuracy, min),
              x(accuracy, min),
              TOP,
              bottom,
              x(accuracy, min),
              bottom + 16,
              100 * accuracy));
    }
  }

  private static void row(StringBuilder svg, VariantResult result, double min, int y) {
    double train = x(result.trainAccuracy(), min);
    double test = x(result.testAccuracy(), min);
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>"
                + "<line class=\"gap\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>"
                + "<circle class=\"train\" cx=\"%.1f\" cy=\"%d\" r=\"6\"/>"
                + "<circle class=\"test\" cx=\"%.1f\" cy=\"%d\" r=\"5\"/>\n",
            LEFT - 14,
            y + 4,
            result.trained().variant().title(),
            train,
            test,
            y,
            y,
            train,
            y,
            test,
            y));
  }

  private static void legend(StringBuilder svg, int y) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<circle class=\"train\" cx=\"%d\" cy=\"%d\" r=\"6\"/>"
                + "<text x=\"%d\" y=\"%d\">training</text>"
                + "<circle class=\"test\" cx=\"%d\" cy=\"%d\" r=\"5\"/>"
                + "<text x=\"%d\" y=\"%d\">test</text>\n",
            LEFT + 6,
            y - 4,
            LEFT + 18,
            y,
            LEFT + 106,
            y - 4,
            LEFT + 118,
            y));
  }
}
