package dev.wengert.nn.report;

import dev.wengert.nn.metric.ConfusionMatrix;
import java.util.Locale;

/** A confusion matrix as a table whose cells are the darker the larger their share of a row is. */
final class ConfusionTable {

  private ConfusionTable() {}

  /**
   * Returns the table and what scikit-learn's report says of the classes.
   *
   * @param names those of the classes; their numbers, if none is given
   */
  static String of(ConfusionMatrix matrix, String... names) {
    StringBuilder html =
        new StringBuilder("<p>A row is a target, a column what it was taken for.</p>\n")
            .append("<div class=\"scroll\"><table>\n<tr><td></td>");
    for (int c = 0; c < matrix.classes(); c++) {
      html.append("<th scope=\"col\">").append(name(c, names)).append("</th>");
    }
    html.append("</tr>\n");
    for (int target = 0; target < matrix.classes(); target++) {
      html.append("<tr><th scope=\"row\">").append(name(target, names)).append("</th>");
      long sum = 0;
      for (int c = 0; c < matrix.classes(); c++) {
        sum += matrix.count(target, c);
      }
      for (int c = 0; c < matrix.classes(); c++) {
        long count = matrix.count(target, c);
        html.append(
            String.format(
                Locale.ROOT,
                "<td class=\"count\" style=\"--share:%s\">%d</td>",
                Html.share(count, sum),
                count));
      }
      html.append("</tr>\n");
    }
    return html.append("</table></div>\n<pre>")
        .append(Html.escape(matrix.report(names)))
        .append("</pre>\n")
        .toString();
  }

  private static String name(int c, String... names) {
    return names.length == 0 ? Integer.toString(c) : Html.escape(names[c]);
  }
}
