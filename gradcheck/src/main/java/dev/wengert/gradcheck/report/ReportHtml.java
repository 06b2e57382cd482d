package dev.wengert.gradcheck.report;

import com.google.common.html.HtmlEscapers;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.gradcheck.Finding;
import dev.wengert.gradcheck.Measurement;
import dev.wengert.gradcheck.Verdict;
import dev.wengert.gradcheck.point.Outputs;
import java.util.Locale;

/** Writes a report as one HTML page that needs nothing else. */
public final class ReportHtml {

  private static final String STYLE =
      """
      body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 64rem;
             padding: 0 1rem; color: #1c1c1c; background: #fcfcfc; }
      h1 { font-size: 1.4rem; }
      h2 { font-size: 1.1rem; margin: 0; }
      section { border: 1px solid #ddd; border-left-width: 6px; border-radius: 4px;
                margin: 1rem 0; padding: .8rem 1rem; background: #fff; }
      section.right { border-left-color: #2e7d32; }
      section.wrong { border-left-color: #c62828; }
      section.unclear { border-left-color: #b26a00; }
      .verdict { font-weight: 700; letter-spacing: .03em; }
      .right .verdict { color: #2e7d32; }
      .wrong .verdict { color: #c62828; }
      .unclear .verdict { color: #b26a00; }
      .hint { background: #fff6d8; padding: .3rem .6rem; border-radius: 3px; }
      table { border-collapse: collapse; margin: .6rem 0; }
      td, th { padding: .15rem .8rem .15rem 0; text-align: left; font-weight: normal; }
      td { font-family: ui-monospace, monospace; }
      th, .note { color: #666; }
      .figures { display: flex; flex-wrap: wrap; gap: 1.5rem; align-items: flex-start; }
      figure { margin: .6rem 0; }
      figcaption { color: #666; font-size: .85rem; max-width: 30rem; }
      svg text { font: 11px system-ui, sans-serif; fill: #555; }
      svg.map rect { stroke: #ccc; stroke-width: .5; }
      svg .grid { stroke: #eee; }
      svg polyline { fill: none; stroke-width: 1.6; }
      svg .central { stroke: #1f4e9c; stroke-width: 1.8; }
      svg .forward { stroke: #d07c00; }
      svg .backward { stroke: #7b3fa0; }
      svg .tolerance { stroke: #2e7d32; stroke-dasharray: 5 3; }
      pre { background: #f4f4f4; padding: .6rem; overflow-x: auto; }
      """;

  private ReportHtml() {}

  public static String of(Contents report) {
    StringBuilder html = new StringBuilder("<!DOCTYPE html>\n<html lang='en'><head>");
    html.append("<meta charset='utf-8'><title>Gradient check: ").append(report.verdict());
    html.append("</title><style>\n").append(STYLE).append("</style></head><body>\n");
    html.append("<h1>Gradient check: ").append(report.verdict()).append("</h1>\n<p>");
    html.append(report.verdict().meaning()).append(". ").append(report.evaluations());
    html.append(" evaluations, seed 0x").append(Long.toHexString(report.seed())).append(".</p>\n");
    for (Finding finding : report.findings()) {
      section(html, finding, report.outputs());
    }
    html.append("<h2>Reproduce</h2>\n<pre>");
    html.append(escaped(report.reproduction())).append("</pre>\n</body></html>\n");
    return html.toString();
  }

  private static void section(StringBuilder html, Finding finding, Outputs outputs) {
    html.append("<section class='").append(kind(finding.verdict())).append("'><h2>");
    html.append("<span class='verdict'>").append(finding.verdict()).append("</span> ");
    html.append(escaped(ReportText.subject(finding))).append(' ').append(finding.shape());
    html.append("</h2>\n<p>").append(escaped(finding.verdict().meaning())).append("</p>\n");
    if (!finding.detail().isEmpty()) {
      html.append("<p>").append(escaped(finding.detail())).append("</p>\n");
    }
    if (!finding.hint().isEmpty()) {
      html.append("<p class='hint'>").append(escaped(finding.hint())).append("</p>\n");
    }
    table(html, finding, outputs);
    figures(html, finding);
    html.append("</section>\n");
  }

  private static String kind(Verdict verdict) {
    return switch (verdict) {
      case PASS, BOUNDARY, KINK_OK -> "right";
      case VACUOUS, ILL_CONDITIONED, INCONCLUSIVE, UNBOUNDED, DISCONTINUOUS -> "unclear";
      case NONDETERMINISTIC, STATEFUL, MUTATES_INPUT, NON_LINEAR_VJP, KINK_WRONG, WRONG -> "wrong";
    };
  }

  private static void table(StringBuilder html, Finding finding, Outputs outputs) {
    html.append("<table>");
    if (finding.place() != null) {
      row(html, "worst at", finding.place().toString());
    }
    ImmutableIntArray output = finding.output();
    if (output != null) {
      row(html, "largest part from", escaped(outputs.name(output)));
    }
    Measurement worst = finding.worst();
    if (worst != null) {
      row(html, "analytic", String.format(Locale.ROOT, "%.17g", worst.analytic()));
      row(
          html,
          "numeric",
          String.format(Locale.ROOT, "%.17g &plusmn; %.1e", worst.numeric(), worst.bar()));
      row(
          html,
          "relative error",
          String.format(Locale.ROOT, "%.2g (%.2g ulps)", worst.relativeError(), worst.ulps()));
      row(html, "tolerance", String.format(Locale.ROOT, "%.1e", worst.tolerance()));
    }
    if (!Double.isNaN(finding.resolution())) {
      row(html, "resolution", String.format(Locale.ROOT, "%.1e", finding.resolution()));
    }
    row(html, "evaluations", finding.evaluations() + ", mode " + finding.mode());
    html.append("</table>\n");
  }

  private static void row(StringBuilder html, String label, String value) {
    html.append("<tr><th>").append(label).append("</th><td>");
    html.append(value).append("</td></tr>");
  }

  private static void figures(StringBuilder html, Finding finding) {
    html.append("<div class='figures'>");
    figure(
        html,
        StepPlotSvg.of(finding),
        "Distance of the differences from the analytic derivative, before extrapolation, against"
            + " the step.");
    figure(
        html,
        ErrorMapSvg.of(finding),
        "Signed error of each element: white within tolerance, red too large, blue too small, full"
            + " at a million tolerances. The last axis runs across, the others down.");
    html.append("</div>");
  }

  private static void figure(StringBuilder html, String drawing, String caption) {
    if (!drawing.isEmpty()) {
      html.append("<figure>").append(drawing).append("<figcaption>");
      html.append(caption).append("</figcaption></figure>");
    }
  }

  private static String escaped(String text) {
    return HtmlEscapers.htmlEscaper().escape(text);
  }
}
