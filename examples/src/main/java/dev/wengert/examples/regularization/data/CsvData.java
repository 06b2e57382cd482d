package dev.wengert.examples.regularization.data;

import static com.google.common.base.Strings.lenientFormat;

import com.google.common.base.Ascii;
import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Doubles;
import dev.wengert.examples.UserError;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Reads a {@link PlanarSet} from a CSV file with the header {@code x1,x2,label}. */
final class CsvData {

  private static final ImmutableList<String> HEADER = ImmutableList.of("x1", "x2", "label");
  private static final CSVFormat FORMAT =
      CSVFormat.DEFAULT.builder().setTrim(true).setIgnoreEmptyLines(true).get();
  private static final int SHOWN_CHARACTERS = 60;

  private CsvData() {}

  /**
   * Returns the examples of the file, one a row.
   *
   * @throws UserError if the file is not such a file
   */
  static PlanarSet parse(DataFile file) {
    List<CSVRecord> records = records(file);
    if (records.isEmpty()) {
      throw file.error("is empty; it needs the header x1,x2,label and a row for each example");
    }
    ImmutableList<String> header =
        records.get(0).stream().map(Ascii::toLowerCase).collect(ImmutableList.toImmutableList());
    if (!header.equals(HEADER)) {
      throw file.error(
          lenientFormat(
              "the first line is %s; it must be the header x1,x2,label",
              quote(line(records.get(0)))));
    }
    int size = records.size() - 1;
    double[][] columns = new double[HEADER.size()][size];
    for (int row = 1; row <= size; row++) {
      CSVRecord cells = records.get(row);
      if (cells.size() != HEADER.size()) {
        throw file.error(
            lenientFormat(
                "row %s: has %s columns: %s; a row must have the 3 columns x1,x2,label",
                row, cells.size(), quote(line(cells))));
      }
      for (int column = 0; column < columns.length; column++) {
        columns[column][row - 1] = number(file, row, HEADER.get(column), cells.get(column));
      }
    }
    return PlanarSet.of(file.path().toString(), columns[0], columns[1], columns[2]);
  }

  private static List<CSVRecord> records(DataFile file) {
    List<CSVRecord> records = new ArrayList<>();
    try (CSVParser parser = FORMAT.parse(new StringReader(text(file)))) {
      for (CSVRecord row : parser) {
        records.add(row);
      }
    } catch (IOException | UncheckedIOException e) {
      throw file.error(
          lenientFormat(
              "row %s: is not CSV: %s; close its quotation marks",
              records.size(), Throwables.getRootCause(e).getMessage()),
          e);
    }
    return records;
  }

  private static String text(DataFile file) {
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(file.bytes())).toString();
      // Spreadsheets open a UTF-8 file with a byte order mark.
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw file.error("is not text in UTF-8; save it as a CSV file in UTF-8", e);
    }
  }

  private static double number(DataFile file, int row, String column, String cell) {
    Double value = Doubles.tryParse(cell);
    if (value == null) {
      throw file.error(
          lenientFormat("row %s: %s is %s; it must be a number", row, column, quote(cell)));
    }
    return value;
  }

  private static String line(CSVRecord cells) {
    return String.join(",", cells);
  }

  private static String quote(String text) {
    return '"' + Ascii.truncate(text, SHOWN_CHARACTERS, "...") + '"';
  }
}
