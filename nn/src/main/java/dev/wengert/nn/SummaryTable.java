package dev.wengert.nn;

import com.google.common.base.Strings;
import com.google.common.collect.ImmutableMap;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A model as a table of layers, as Keras prints it. */
final class SummaryTable {

  private static final String[] HEADER = {"layer", "path", "output", "parameters"};

  private final List<String[]> rows = new ArrayList<>();

  private SummaryTable() {}

  /**
   * Returns the table.
   *
   * @param outputs the shapes of outputs that are known, by path
   */
  static String of(Model<?> model, ImmutableMap<String, Shape> outputs) {
    SummaryTable table = new SummaryTable();
    table.rows.add(HEADER);
    Map<String, Long> owned = new HashMap<>();
    ImmutableMap<String, String> labels = Structure.labels(model.root());
    long trainable = 0;
    for (Map.Entry<String, Parameter> parameter : model.parameters().entrySet()) {
      long size = parameter.getValue().shape().size();
      owned.merge(Structure.around(parameter.getKey(), labels.keySet()), size, Long::sum);
      trainable += size;
    }
    long statistics = 0;
    for (Statistic statistic : model.statistics().values()) {
      statistics += statistic.shape().size();
    }
    labels.forEach(
        (path, label) -> {
          Shape output = outputs.get(path);
          table.rows.add(
              new String[] {
                label,
                path,
                output == null ? "" : output.toString(),
                number(owned.getOrDefault(path, 0L))
              });
        });
    long bytes = trainable * (model.dtype() == DType.FLOAT64 ? 8 : 4);
    return table.print()
        + String.format(
            Locale.ROOT,
            "%s parameters (%.1f KiB of %s), %s numbers in statistics",
            number(trainable),
            bytes / 1024.0,
            model.dtype(),
            number(statistics));
  }

  private static String number(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  private String print() {
    int[] widths = new int[HEADER.length];
    for (String[] row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    StringBuilder text = new StringBuilder();
    int total = 0;
    for (int width : widths) {
      total += width + 2;
    }
    String rule = "-".repeat(total - 2) + "\n";
    for (int r = 0; r < rows.size(); r++) {
      String[] row = rows.get(r);
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        boolean isNumber = i == widths.length - 1;
        line.append(
            isNumber
                ? Strings.padStart(row[i], widths[i], ' ')
                : Strings.padEnd(row[i], widths[i] + 2, ' '));
      }
      text.append(line.toString().stripTrailing()).append('\n');
      text.append(r == 0 ? rule : "");
    }
    return text.append(rule).toString();
  }
}
