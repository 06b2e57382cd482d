package dev.wengert.nn.data.table;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import dev.wengert.io.MalformedFileException;
import dev.wengert.nn.library.OptionalLibrary;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes tables of single rows. */
final class RawRows {

  private RawRows() {}

  /** Returns the table of one row. */
  static Table table(Features features, Map<String, ?> row) {
    TextRules rules = features.origin().rules();
    Numerals numerals = new Numerals(rules.decimal());
    ImmutableMap.Builder<String, Column> columns = ImmutableMap.builder();
    for (Encoder encoder : features.encoders()) {
      String name = encoder.column();
      if (!row.containsKey(name)) {
        throw new IllegalArgumentException(
            "predictor: the row has no "
                + ColumnBuilder.quoted(name)
                + ", it has "
                + TableBuilder.some(row.keySet())
                + "; give it, or null where it is missing");
      }
      ColumnBuilder builder =
          new ColumnBuilder(
              name,
              encoder.type(),
              ColumnBuilder.Finding.DECLARED,
              rules,
              numerals,
              (column, characters) -> {});
      try {
        builder.values[0] = new TypedCells(builder, encoder.type(), rules).value(0, row.get(name));
      } catch (MalformedFileException e) {
        throw new IllegalArgumentException("predictor: " + e.getMessage(), e);
      }
      Column cells = builder.build(1);
      if (cells != null) {
        columns.put(name, cells);
      }
    }
    return Table.of(columns.buildOrThrow());
  }

  /** Returns the components of a record by name. */
  static Map<String, Object> map(Record row) {
    Map<String, Object> values = new HashMap<>();
    for (RecordComponent component : row.getClass().getRecordComponents()) {
      try {
        Method accessor = component.getAccessor();
        accessor.setAccessible(true);
        values.put(component.getName(), accessor.invoke(row));
      } catch (ReflectiveOperationException | RuntimeException e) {
        Throwable cause = e instanceof InvocationTargetException ? e.getCause() : e;
        throw new IllegalArgumentException(
            "predictor: the record "
                + row.getClass().getName()
                + " cannot be looked into: "
                + cause
                + "; open its package to the module dev.wengert.nn, or give a map",
            e);
      }
    }
    return values;
  }

  /** Returns the cells of a line by column. */
  static Map<String, String> csv(Features features, String line) {
    OptionalLibrary.FAST_CSV.require("csv");
    ImmutableList<String> all = features.origin().header();
    List<String> others = all.stream().filter(name -> !name.equals(features.target())).toList();
    List<String> cells = Line.cells(line, features.origin().rules().separator());
    List<String> names = cells.size() == all.size() ? all : others;
    if (cells.size() != names.size()) {
      throw new IllegalArgumentException(
          "predictor: the line has "
              + cells.size()
              + " cells; give "
              + others.size()
              + ": "
              + TableBuilder.some(others));
    }
    Map<String, String> row = new HashMap<>();
    for (int i = 0; i < cells.size(); i++) {
      row.put(names.get(i), cells.get(i).strip());
    }
    return row;
  }

  /** What needs the library. */
  private static final class Line {

    static List<String> cells(String line, char separator) {
      try {
        return CsvReader.builder()
            .fieldSeparator(separator == 0 ? ',' : separator)
            .allowUnclosedQuote(false)
            .ofSingleCsvRecord(line)
            .getFields();
      } catch (CsvParseException e) {
        throw new IllegalArgumentException(
            "predictor: the line is not CSV: "
                + e.getMessage()
                + "; close its quotation marks, and give one line",
            e);
      }
    }
  }
}
