package dev.wengert.examples.regularization.report;

import static dev.wengert.examples.regularization.report.HtmlReport.escape;
import static dev.wengert.examples.regularization.report.HtmlReport.image;
import static dev.wengert.examples.regularization.report.HtmlReport.section;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Multimaps;
import dev.wengert.examples.regularization.data.PlanarSet;
import dev.wengert.examples.regularization.training.CostCurve;
import dev.wengert.examples.regularization.training.Variant;
import dev.wengert.nn.tuning.Diagnosis;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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
              <td class="number">%s</td>\
              <td class="number">%+.2f</td><td class="number">%.4f</td>\
              <td class="number">%.4f</td><td class="number">%.4f</td><td class="%s">%s</td></tr>
              """,
              escape(result.trained().variant().title()),
              result.training(),
              result.dev(),
              result.test(),
              100 * (result.trainAccuracy() - result.testAccuracy()),
              costs.finalCost() - costs.finalPenalty(),
              costs.finalPenalty(),
              costs.finalCost(),
              isFine(result.diagnosis()) ? "good" : "bad",
              result.finding()));
    }
    return section(
        "Results",
        "Accuracy is the share of points on the right side, with its sampling error: what another"
            + " set of as many points might change. Dev is that of three tenths of the training"
            + " set, by a network trained on the other seven. The gap is training less test, in"
            + " percentage points. The cost in the end is the data's term and the penalty.",
        """
        <table class="results">
        <thead><tr><th>variant</th><th class="number">training</th><th class="number">dev</th>\
        <th class="number">test</th>\
        <th class="number">gap</th><th class="number">data term</th>\
        <th class="number">penalty</th><th class="number">cost</th><th>diagnosis</th></tr></thead>
        <tbody>
        """
            + rows
            + "</tbody></table>\n");
  }

  static String accuracies(List<VariantResult> results) {
    return section(
        "Accuracy, training and test",
        "The line is the gap between the two: where training is ahead, what was learnt holds less"
            + " for other points.",
        AccuracyPlot.of(results));
  }

  /** What the variants changed against the plain network. */
  static String effects(List<VariantResult> results, PlanarSet test) {
    List<Effect> effects = Effect.of(results, test);
    if (effects.isEmpty()) {
      return "";
    }
    return section(
        "What helped here",
        "Against the plain network. The gap narrows where less of the noise was learnt; a change of"
            + " test accuracy below twice its sampling error may be chance.",
        effects.stream()
            .map(effect -> "<li>" + escape(effect.toString()) + "</li>\n")
            .collect(Collectors.joining("", "<ul>\n", "</ul>\n")));
  }

  static String diagnoses(List<VariantResult> results) {
    ImmutableListMultimap<String, VariantResult> groups =
        Multimaps.index(results, VariantResult::finding);
    StringBuilder text = new StringBuilder();
    groups
        .asMap()
        .forEach(
            (finding, members) -> {
              Diagnosis first = members.iterator().next().diagnosis();
              text.append("<h3 class=\"")
                  .append(isFine(first) ? "good" : "bad")
                  .append("\">")
                  .append(escape(finding))
                  .append("</h3>\n<p>")
                  .append(
                      escape(
                          members.stream()
                              .map(VariantSections::errors)
                              .collect(Collectors.joining("; "))))
                  .append("</p>\n")
                  .append(first == null ? "" : remedies(first));
            });
    Double unavoidable = results.getFirst().unavoidable();
    return section(
        "Diagnosis",
        (unavoidable == null
                ? "What error even the best rule makes on these data is not known, so nothing is"
                    + " said of bias; --human-error says it. "
                : String.format(
                    Locale.ROOT,
                    "The bias is the error on the seven tenths less %.2f%%, which even the best"
                        + " rule gets wrong. ",
                    100 * unavoidable))
            + "The variance is the error on the three tenths that were held out less that on the"
            + " seven that were trained on; the test set takes no part. Either is high above twice"
            + " the sampling error of the difference, and two points at least. Of the remedies, the"
            + " first is to be tried first.",
        text.toString());
  }

  private static String errors(VariantResult result) {
    Diagnosis diagnosis = result.diagnosis();
    if (diagnosis == null) {
      return result.trained().variant().title();
    }
    String bias =
        result.unavoidable() == null
            ? ""
            : String.format(Locale.ROOT, "bias %+.1f, ", 100 * diagnosis.avoidableBias());
    return String.format(
        Locale.ROOT,
        "%s (%svariance %+.1f, of which %.1f may be chance)",
        result.trained().variant().title(),
        bias,
        100 * diagnosis.variance(),
        100 * diagnosis.tolerance());
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
          .append(result.training())
          .append(", test ")
          .append(result.test())
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

  private static boolean isFine(@Nullable Diagnosis diagnosis) {
    return diagnosis != null && diagnosis.finding() == Diagnosis.Finding.NEITHER;
  }
}
