package dev.wengert.examples.regularization.report;

import com.google.common.base.Preconditions;
import com.google.common.html.HtmlEscapers;
import com.google.common.io.Resources;
import com.google.common.primitives.Doubles;
import dev.wengert.examples.regularization.data.PlanarData;
import dev.wengert.examples.regularization.training.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The results of a run as one page of HTML that needs no other file: tables, drawings and pictures
 * stand in it. It follows the reader's choice of light or dark, and the width of the screen.
 */
final class HtmlReport {

  private static final String TO_STYLE =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>Regularization</title>
      <style>
      """;

  private static final String TO_BODY = "</style>\n</head>\n<body>\n";
  private static final String END = "</body>\n</html>\n";

  private HtmlReport() {}

  /** Returns the page. */
  static String of(Results results, Pictures pictures) throws IOException {
    String style =
        Resources.toString(
            Resources.getResource(HtmlReport.class, "report.css"), StandardCharsets.UTF_8);
    String body =
        heading(results)
            + VariantSections.results(results.variants())
            + VariantSections.accuracies(results.variants())
            + VariantSections.effects(results.variants(), results.data().test())
            + VariantSections.diagnoses(results.variants())
            + section(
                "Training cost",
                "What gradient descent lowers: the mean cross-entropy, and the penalty where there"
                    + " is one. Where dropout draws masks anew for each step, the line is"
                    + " restless.",
                picture(pictures, Pictures.COST, "training cost by iteration"))
            + VariantSections.boundaries(results.variants(), pictures)
            + ChoiceSections.penalty(results.variants(), pictures)
            + ChoiceSections.lambda(results, pictures)
            + ChoiceSections.stopping(results.variants(), pictures)
            + VariantSections.gradients(results.variants());
    return TO_STYLE + style + TO_BODY + body + END;
  }

  private static String heading(Results results) {
    PlanarData data = results.data();
    Settings settings = results.settings();
    return String.format(
        Locale.ROOT,
        """
        <h1>Regularization</h1>
        <p>A network of 2 inputs, %s and 1 output learns to tell two kinds of \
        points apart: once plainly, and once with each of what is said to keep it from learning the \
        noise by heart, or to help it descend. Not all of it helps on these points.</p>
        <dl>
        <dt>data</dt><dd>%s, %d training and %d test examples</dd>
        <dt>descent</dt><dd>%,d iterations at rate %s, weights by %s, seed %d</dd>
        <dt>penalty</dt><dd>lambda %s</dd>
        <dt>dropout</dt><dd>keeps a unit of a hidden layer with probability %s, masks %s</dd>
        </dl>
        """,
        hidden(settings),
        escape(data.source()),
        data.train().size(),
        data.test().size(),
        settings.iterations(),
        settings.learningRate(),
        settings.init(),
        settings.seed(),
        settings.lambda(),
        Doubles.join(", ", settings.keepProbabilities().toArray()),
        settings.mask());
  }

  private static String hidden(Settings settings) {
    if (settings.hiddenLayers() == 0) {
      return "no hidden layer";
    }
    String units =
        settings.units().subArray(1, settings.units().length() - 1).stream()
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(", "));
    // 20, 10 and 5
    return units.replaceFirst(", (\\d+)$", " and $1") + " hidden units";
  }

  /** Returns a heading, what is to be said, and what is to be seen under it. */
  static String section(String title, String text, String content) {
    return "<section>\n<h2>"
        + escape(title)
        + "</h2>\n<p>"
        + escape(text)
        + "</p>\n"
        + content
        + "</section>\n";
  }

  /**
   * Returns a chart in the page itself, in two forms of which a narrow screen shows the upright
   * one; a word where there is none.
   */
  static String picture(Pictures pictures, String name, String description) {
    byte @Nullable [] png = pictures.files().get(name);
    if (png == null) {
      return "<p class=\"note\">No picture: Java cannot draw text on this machine.</p>\n";
    }
    return "<figure><picture><source media=\"(max-width: 30rem)\" srcset=\""
        + data(Preconditions.checkNotNull(pictures.narrow().get(name)))
        + "\">"
        + image(png, description)
        + "</picture></figure>\n";
  }

  static String image(byte[] png, String description) {
    return "<img alt=\"" + escape(description) + "\" src=\"" + data(png) + "\">";
  }

  private static String data(byte[] png) {
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
  }

  static String escape(String text) {
    return HtmlEscapers.htmlEscaper().escape(text);
  }
}
