package dev.wengert.nn.report;

import dev.wengert.io.AtomicFile;
import dev.wengert.nn.ModelTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The table of a model as one page of HTML that needs no other file: a row the darker the larger
 * its share of all parameters, or of all FLOPs, is.
 *
 * {@snippet class="dev.wengert.nn.report.ModelPageTest" region="page"}
 */
public final class ModelPage {

  /** The columns that hold numbers; those before them are text. */
  private static final List<String> NUMBERS = List.of("parameters", "FLOPs", "memory");

  private ModelPage() {}

  /** Returns the page. */
  public static String html(String title, ModelTable table) {
    StringBuilder body = new StringBuilder("<div class=\"scroll\"><table>\n<tr>");
    for (String column : table.header()) {
      body.append("<th scope=\"col\"").append(alignment(column)).append('>');
      body.append(Html.escape(column)).append("</th>");
    }
    body.append("</tr>\n");
    for (ModelTable.Row row : table.rows()) {
      body.append("<tr>");
      List<String> cells = table.cells(row);
      for (int i = 0; i < cells.size(); i++) {
        body.append(cell(table, row, table.header().get(i), cells.get(i)));
      }
      body.append("</tr>\n");
    }
    body.append("</table></div>\n");
    table.totals().forEach(total -> body.append("<p>").append(Html.escape(total)).append("</p>\n"));
    return Html.page(title, body.toString());
  }

  /**
   * Writes the page.
   *
   * @throws UncheckedIOException if that fails
   */
  public static void write(Path file, String title, ModelTable table) {
    try {
      byte[] page = html(title, table).getBytes(StandardCharsets.UTF_8);
      AtomicFile.write(file, out -> out.write(page));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String cell(ModelTable table, ModelTable.Row row, String column, String text) {
    String content = ">" + Html.escape(text) + "</td>";
    return switch (column) {
      case "parameters" -> shaded(row.parameters(), table.parameters()) + content;
      case "FLOPs" -> shaded(row.flops(), table.flops()) + content;
      default -> "<td" + alignment(column) + content;
    };
  }

  private static String shaded(long part, long whole) {
    return "<td class=\"count\" style=\"--share:" + Html.share(part, whole) + "\"";
  }

  private static String alignment(String column) {
    return NUMBERS.contains(column) ? "" : " class=\"text\"";
  }
}
