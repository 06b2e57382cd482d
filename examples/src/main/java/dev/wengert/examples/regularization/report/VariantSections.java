package dev.wengert.examples.regularization.report;

import static dev.wengert.examples.regularization.report.HtmlReport.escape;
import static dev.wengert.examples.regularization.report.HtmlReport.image;
import static dev.wengert.examples.regularization.report.HtmlReport.section;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Multimaps;
import dev.wengert.examples.regularization.training.CostCurve;
import dev.wengert.examples.regularization.training.Variant;
import dev.wengert.nn.train.Diagnosis;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The sections of the report that hold something of every variant. */
final class VariantSections {

  private VariantSections() {}

  static String results(List<VariantResult> results) {
    StringBuilder rows = new StringBuilder();
    for (VariantResult result : results) {
      CostCurve costs = result.trained().costs();
      rows.append(
          String.format(
              Locale.ROOT,
              """
              <tr><th scope="row">%s</th><td class="number">%s</td><td class="number">%s</td>\
              <td class="number">%+.2f</td><td class="number">%.4f</td>\
              <td class="number">%.4f</td><td class="number">%.4f</td><td class="%s">%s</td></tr>
              """,
              escape(result.trained().variant().title()),
              ResultTable.percent(result.trainAccuracy()),
              ResultTable.percent(result.testAccuracy()),
              100 * (result.trainAccuracy() - result.testAccuracy()),
              costs.finalCost() - costs.finalPenalty(),
              costs.finalPenalty(),
              costs.finalCost(),
              isFine(result.diagnosis().finding()) ? "good" : "bad",
              result.finding()));
    }
    return section(
        "Results",
        "Accuracy is the share of points on the right side; the gap is training less test, in"
            + " percentage points. The cost in the end is the data's term and the penalty.",
        """
        <div class="scroll"><table>
        <thead><tr><th>variant</th><th class="number">training</th><th class="number">test</th>\
        <th class="number">gap</th><th class="number">data term</th>\
        <th class="number">penalty</th><th class="number">cost</th><th>diagnosis</th></tr></thead>
        <tbody>
        """
            + rows
            + "</tbody></table></div>\n");
  }

  static String accuracies(List<VariantResult> results) {
    return section(
        "Accuracy, training and test",
        "The line is the gap between the two: where training is ahead, what was learnt holds less"
            + " for other points.",
        AccuracyPlot.of(results));
  }

  static String diagnoses(List<VariantResult> results) {
    Diagnosis any = results.getFirst().diagnosis();
    ImmutableListMultimap<Diagnosis.Finding, VariantResult> groups =
        Multimaps.index(results, result -> result.diagnosis().finding());
    StringBuilder text = new StringBuilder();
    groups
        .asMap()
        .forEach(
            (finding, members) -> {
              VariantResult first = members.iterator().next();
              text.append("<h3 class=\"")
                  .append(isFine(finding) ? "good" : "bad")
                  .append("\">")
                  .append(escape(first.finding()))
                  .append("</h3>\n<p>")
                  .append(
                      escape(
                          members.stream()
                              .map(VariantSections::errors)
                              .collect(Collectors.joining("; "))))
                  .append("</p>\n")
                  .append(remedies(first.diagnosis()));
            });
    return section(
        "Diagnosis",
        String.format(
            Locale.ROOT,
            "The bias is the training error less %.2f%%, the error that is taken to be unavoidable;"
                + " the variance is the test error less the training error. Either is high above"
                + " %.0f percentage points. Of the remedies, the first is to be tried first.",
            100 * any.humanError(),
            100 * any.tolerance()),
        text.toString());
  }

  private static String errors(VariantResult result) {
    Diagnosis diagnosis = result.diagnosis();
    return String.format(
        Locale.ROOT,
        "%s (bias %+.1f, variance %+.1f)",
        result.trained().variant().title(),
        100 * diagnosis.avoidableBias(),
        100 * diagnosis.variance());
  }

  private static String remedies(Diagnosis diagnosis) {
    if (diagnosis.remedies().isEmpty()) {
      return "";
    }
    return diagnosis.remedies().stream()
        .map(remedy -> "<li>" + escape(remedy) + "</li>\n")
        .collect(Collectors.joining("", "<ul>\n", "</ul>\n"));
  }

  static String boundaries(List<VariantResult> results, Pictures pictures) {
    StringBuilder panels =
        new StringBuilder(
            """
            <p class="note">\
            <span class="dot zero full"></span>training, label 0\
            <span class="dot one full"></span>training, label 1\
            <span class="dot zero"></span>test, label 0\
            <span class="dot one"></span>test, label 1</p>
            <div class="panels">
            """);
    for (VariantResult result : results) {
      Variant variant = result.trained().variant();
      byte[] png = pictures.panels().get(variant);
      panels
          .append("<figure>")
          .append(
              png == null
                  ? escape(variant.title())
                  : image(png, "decision boundary, " + variant.title()))
          .append("<figcaption>training ")
          .append(ResultTable.percent(result.trainAccuracy()))
          .append(", test ")
          .append(ResultTable.percent(result.testAccuracy()))
          .append("</figcaption></figure>\n");
    }
    return section(
        "Decision boundaries",
        "The line is where the network holds both labels for equally likely; the stronger the"
            + " shade, the surer it is.",
        panels.append("</div>\n").toString());
  }

  static String gradients(List<VariantResult> results) {
    StringBuilder rows = new StringBuilder();
    for (VariantResult result : results) {
      rows.append(
          String.format(
              Locale.ROOT,
              "<tr><th scope=\"row\">%s</th><td class=\"%s\">%s</td></tr>\n",
              escape(result.trained().variant().title()),
              result.gradientCheck().correct() ? "good" : "bad",
              escape(result.gradientCheck().text())));
    }
    return section(
        "Gradient checks",
        "Before training, the gradient of each cost was compared with finite differences whose own"
            + " error is known.",
        "<div class=\"scroll\"><table><tbody>\n" + rows + "</tbody></table></div>\n");
  }

  private static boolean isFine(Diagnosis.Finding finding) {
    return finding == Diagnosis.Finding.NEITHER;
  }
}
