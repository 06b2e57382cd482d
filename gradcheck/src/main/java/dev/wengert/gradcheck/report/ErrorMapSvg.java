package dev.wengert.gradcheck.report;

import dev.wengert.gradcheck.Comparison;
import dev.wengert.gradcheck.Finding;
import dev.wengert.gradcheck.Mode;
import dev.wengert.gradcheck.point.Places;
import java.util.Locale;

/** Draws the signed errors of all elements as SVG, with the values as tooltips. */
final class ErrorMapSvg {

  private static final int MOST_CELLS = 4096;
  private static final int WIDTH = 480;
  private static final int LARGEST_CELL = 28;

  private ErrorMapSvg() {}

  /** Returns the drawing; empty where not every element was measured, or there are too many. */
  static String of(Finding finding) {
    Comparison values = finding.comparison();
    if (finding.mode() != Mode.FULL || values.size() == 0 || values.size() > MOST_CELLS) {
      return "";
    }
    int columns = ErrorColors.columns(finding.shape());
    int rows = values.size() / columns;
    int cell = Math.clamp(WIDTH / Math.max(rows, columns), 3, LARGEST_CELL);
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg class='map' width='%d' height='%d' role='img' aria-label='signed errors'>"
            .formatted(columns * cell + 1, rows * cell + 1));
    for (int i = 0; i < values.size(); i++) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<rect x='%d' y='%d' width='%d' height='%d' fill='#%06x'><title>%s"
                  + " analytic %.10g numeric %.10g tolerance %.1e</title></rect>",
              i % columns * cell,
              i / columns * cell,
              cell,
              cell,
              ErrorColors.of(values.error(i), values.tolerance(i)),
              Places.of(finding.shape(), i),
              values.analytic(i),
              values.numeric(i),
              values.tolerance(i)));
    }
    return svg.append("</svg>").toString();
  }
}
