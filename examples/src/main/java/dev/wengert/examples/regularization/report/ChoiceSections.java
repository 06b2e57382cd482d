package dev.wengert.examples.regularization.report;

import static dev.wengert.examples.regularization.report.HtmlReport.picture;
import static dev.wengert.examples.regularization.report.HtmlReport.section;

import dev.wengert.examples.regularization.training.StoppingCurve;
import dev.wengert.nn.tuning.LambdaCurve;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The sections of the report on what is chosen: how strong a penalty, and when to stop. */
final class ChoiceSections {

  private ChoiceSections() {}

  static String penalty(List<VariantResult> results, Pictures pictures) {
    if (results.stream().noneMatch(result -> result.trained().variant().isPenalized())) {
      return "";
    }
    return section(
        "Penalty against the data's term",
        "Descent lowers the sum of both: it ends where a better fit would cost more in weights than"
            + " it brings. The smaller lambda is, the larger the weights may be. "
            + results.stream()
                .map(VariantResult::trained)
                .filter(trained -> trained.variant().isPenalized())
                .map(trained -> trained.variant().title() + ": " + ChoiceText.zeros(trained))
                .collect(Collectors.joining("; ", "", ".")),
        picture(pictures, Pictures.PENALTY, "both parts of the cost by iteration"));
  }

  static String lambda(Results results, Pictures pictures) {
    LambdaCurve curve = results.lambdas();
    if (curve == null) {
      return "";
    }
    LambdaCurve.Point best = curve.best();
    StringBuilder rows = new StringBuilder();
    for (LambdaCurve.Point point : curve.points()) {
      rows.append(
          String.format(
              Locale.ROOT,
              "<tr%s><td class=\"number\">%s</td><td class=\"number\">%.4f</td>"
                  + "<td class=\"number\">%.4f</td></tr>\n",
              point.equals(best) ? " class=\"good\"" : "",
              ResultTable.plain(point.lambda()),
              point.trainingError(),
              point.devError()));
    }
    return section(
        "The choice of lambda",
        String.format(
            Locale.ROOT,
            "Three tenths of the training set were held out, and the network was trained on the"
                + " rest with %d values of lambda. The held-out examples cost least, %.4f, at"
                + " lambda %s, with which the tuned variant was then trained on the whole"
                + " training set. The test set took no part.",
            curve.points().size(),
            best.devError(),
            ResultTable.plain(best.lambda())),
        picture(pictures, Pictures.LAMBDA, "cost against lambda")
            + """
            <details><summary>All values</summary><div class="scroll"><table>
            <thead><tr><th class="number">lambda</th><th class="number">trained on</th>\
            <th class="number">held out</th></tr></thead>
            <tbody>
            """
            + rows
            + "</tbody></table></div></details>\n");
  }

  static String stopping(List<VariantResult> results, Pictures pictures) {
    StringBuilder sections = new StringBuilder();
    for (VariantResult result : results) {
      StoppingCurve stopping = result.trained().stopping();
      if (stopping != null) {
        sections.append(
            section(
                "Early stopping",
                String.format(
                    Locale.ROOT,
                    "Trained on seven tenths of the training set. The other three tenths cost"
                        + " least, %.4f, after %,d iterations, and %.4f after %,d, where training"
                        + " ended; the parameters of the former were given back.",
                    stopping.bestCost(),
                    stopping.best(),
                    stopping.costs().finalCost(),
                    stopping.last()),
                picture(pictures, Pictures.STOPPING, "cost of both parts by iteration")));
      }
    }
    return sections.toString();
  }
}
