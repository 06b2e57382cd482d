package dev.wengert.gradcheck.report;

import dev.wengert.gradcheck.Finding;
import dev.wengert.gradcheck.Measurement;
import dev.wengert.gradcheck.Rung;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Draws how far the differences lie from the analytic derivative, against the step, both axes
 * logarithmic: a line that falls to the rounding and rises again says that the derivative is right,
 * one that levels off above it that it is wrong.
 */
final class StepPlotSvg {

  private static final int WIDTH = 480;
  private static final int HEIGHT = 260;
  private static final int LEFT = 56;
  private static final int BOTTOM = 36;
  private static final int TOP = 24;

  private final Finding finding;
  private final Measurement worst;
  private double lowX = Double.POSITIVE_INFINITY;
  private double highX = Double.NEGATIVE_INFINITY;
  private double lowY = Double.POSITIVE_INFINITY;
  private double highY = Double.NEGATIVE_INFINITY;

  private StepPlotSvg(Finding finding, Measurement worst) {
    this.finding = finding;
    this.worst = worst;
  }

  /** Returns the drawing; empty where there is no ladder. */
  static String of(Finding finding) {
    Measurement worst = finding.worst();
    if (worst == null || finding.ladder().isEmpty() || Double.isNaN(worst.analytic())) {
      return "";
    }
    return new StepPlotSvg(finding, worst).draw();
  }

  private String draw() {
    for (Rung rung : finding.ladder()) {
      include(rung.step(), error(rung.central()));
      include(rung.step(), error(rung.forward()));
      include(rung.step(), error(rung.backward()));
    }
    if (lowY > highY) {
      return "<p class='note'>all differences equal the analytic derivative exactly</p>";
    }
    include(Math.pow(10, lowX), worst.tolerance());
    lowY = Math.floor(lowY);
    highY = Math.max(Math.ceil(highY), lowY + 1);
    lowX = Math.floor(lowX);
    highX = Math.max(Math.ceil(highX), lowX + 1);
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg class='plot' width='%d' height='%d' role='img' aria-label='error against step'>"
            .formatted(WIDTH, HEIGHT));
    axes(svg);
    line(svg, Rung::backward, "backward");
    line(svg, Rung::forward, "forward");
    line(svg, Rung::central, "central");
    tolerance(svg);
    legend(svg);
    return svg.append("</svg>").toString();
  }

  private double error(double slope) {
    return Math.abs(slope - worst.analytic());
  }

  private void include(double step, double error) {
    if (step > 0 && error > 0 && Double.isFinite(error)) {
      lowX = Math.min(lowX, Math.log10(step));
      highX = Math.max(highX, Math.log10(step));
      lowY = Math.min(lowY, Math.log10(error));
      highY = Math.max(highY, Math.log10(error));
    }
  }

  private double x(double step) {
    return LEFT + (Math.log10(step) - lowX) / (highX - lowX) * (WIDTH - LEFT - 12);
  }

  private double y(double error) {
    double share = (Math.log10(error) - lowY) / (highY - lowY);
    return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP);
  }

  private void axes(StringBuilder svg) {
    int skipX = (int) Math.ceil((highX - lowX) / 8);
    for (int decade = (int) lowX; decade <= highX; decade += skipX) {
      double at = x(Math.pow(10, decade));
      svg.append(
          String.format(
              Locale.ROOT,
              "<line class='grid' x1='%.1f' x2='%.1f' y1='%d' y2='%d'/>",
              at,
              at,
              TOP,
              HEIGHT - BOTTOM));
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x='%.1f' y='%d' text-anchor='middle'>1e%d</text>",
              at,
              HEIGHT - BOTTOM + 15,
              decade));
    }
    int skipY = (int) Math.ceil((highY - lowY) / 8);
    for (int decade = (int) lowY; decade <= highY; decade += skipY) {
      double at = y(Math.pow(10, decade));
      svg.append(
          String.format(
              Locale.ROOT,
              "<line class='grid' x1='%d' x2='%d' y1='%.1f' y2='%.1f'/>",
              LEFT,
              WIDTH - 12,
              at,
              at));
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x='%d' y='%.1f' text-anchor='end'>1e%d</text>",
              LEFT - 6,
              at + 4,
              decade));
    }
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x='%d' y='%d' text-anchor='middle'>step</text>",
            (LEFT + WIDTH) / 2,
            HEIGHT - 4));
    svg.append(String.format(Locale.ROOT, "<text x='4' y='14'>|difference - analytic|</text>"));
  }

  private void line(StringBuilder svg, ToDoubleFunction<Rung> slope, String kind) {
    StringBuilder points = new StringBuilder();
    for (Rung rung : finding.ladder()) {
      double error = error(slope.applyAsDouble(rung));
      if (error > 0 && Double.isFinite(error)) {
        points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(rung.step()), y(error)));
      }
    }
    svg.append(String.format(Locale.ROOT, "<polyline class='%s' points='%s'/>", kind, points));
  }

  private void tolerance(StringBuilder svg) {
    if (worst.tolerance() > 0 && Double.isFinite(worst.tolerance())) {
      double at = y(worst.tolerance());
      svg.append(
          String.format(
              Locale.ROOT,
              "<line class='tolerance' x1='%d' x2='%d' y1='%.1f' y2='%.1f'/>",
              LEFT,
              WIDTH - 12,
              at,
              at));
    }
  }

  private static void legend(StringBuilder svg) {
    int x = 170;
    for (String kind : new String[] {"central", "forward", "backward", "tolerance"}) {
      svg.append(
          String.format(
              Locale.ROOT, "<line class='%s' x1='%d' x2='%d' y1='10' y2='10'/>", kind, x, x + 14));
      svg.append(String.format(Locale.ROOT, "<text x='%d' y='14'>%s</text>", x + 18, kind));
      x += 76;
    }
  }
}
