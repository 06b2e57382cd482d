package dev.wengert.datasets;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Tensor;
import dev.wengert.nn.data.Examples;
import dev.wengert.nn.data.table.Column;
import dev.wengert.nn.data.table.Table;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** The files of this module: CSV of numbers and words without quotes, and texts. */
final class Bundled {

  private static final Splitter CELLS = Splitter.on(',');

  private Bundled() {}

  /** Returns a file's text, unpacked where its name ends in .gz. */
  static String text(String file) {
    try (InputStream bytes = Bundled.class.getResourceAsStream(file)) {
      if (bytes == null) {
        throw new IllegalStateException(
            "dataSets: the jar of wengert-datasets holds no " + file + "; take the published one");
      }
      InputStream plain = file.endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
      return new String(plain.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the rows of a file, cell by cell, with the header where it has one. */
  static ImmutableList<List<String>> rows(String file) {
    return text(file).lines().map(CELLS::splitToList).collect(ImmutableList.toImmutableList());
  }

  /**
   * Returns a file with a header as a table.
   *
   * @param categories the columns that hold words; all others hold numbers; an empty cell is
   *     missing
   */
  static Table table(String file, String... categories) {
    ImmutableList<List<String>> rows = rows(file);
    List<String> header = rows.get(0);
    List<String> words = List.of(categories);
    ImmutableMap.Builder<String, Column> columns = ImmutableMap.builder();
    for (int c = 0; c < header.size(); c++) {
      columns.put(header.get(c), words.contains(header.get(c)) ? words(rows, c) : numbers(rows, c));
    }
    return Table.of(columns.buildOrThrow());
  }

  private static Column words(List<List<String>> rows, int c) {
    @Nullable String[] cells = new @Nullable String[rows.size() - 1];
    for (int i = 0; i < cells.length; i++) {
      String cell = rows.get(i + 1).get(c);
      cells[i] = cell.isEmpty() ? null : cell;
    }
    return Column.categories(cells);
  }

  private static Column numbers(List<List<String>> rows, int c) {
    double[] cells = new double[rows.size() - 1];
    for (int i = 0; i < cells.length; i++) {
      String cell = rows.get(i + 1).get(c);
      cells[i] = cell.isEmpty() ? Double.NaN : Double.parseDouble(cell);
    }
    return Column.numbers(cells);
  }

  /**
   * Returns the rows of a table in which no cell of some columns is missing.
   *
   * @param features the columns of x
   * @param target the column of y
   * @param classes what y counts
   */
  static Examples examples(
      Table table, List<String> features, String target, List<String> classes) {
    Table whole = table.withoutMissing(target);
    for (String feature : features) {
      whole = whole.withoutMissing(feature);
    }
    int[] y = new int[whole.rows()];
    for (int row = 0; row < y.length; row++) {
      y[row] = classes.indexOf(whole.column(target).text(row));
    }
    return new Examples(matrix(whole, features), Tensor.wrap(y, y.length));
  }

  /** Returns columns side by side, FLOAT32 [rows, columns]. */
  static Tensor matrix(Table table, List<String> columns) {
    float[] x = new float[table.rows() * columns.size()];
    for (int c = 0; c < columns.size(); c++) {
      Column column = table.column(columns.get(c));
      for (int row = 0; row < table.rows(); row++) {
        x[row * columns.size() + c] = (float) column.number(row);
      }
    }
    return Tensor.wrap(x, table.rows(), columns.size());
  }
}
