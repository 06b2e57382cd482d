package dev.wengert.nn.data;

import static com.google.common.base.CharMatcher.anyOf;
import static com.google.common.base.Strings.lenientFormat;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import com.google.common.base.Preconditions;
import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Doubles;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.io.MalformedFileException;
import dev.wengert.nn.library.OptionalLibrary;
import java.io.BufferedReader;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * A reader of CSV files in UTF-8 whose first row names the columns and whose other rows are
 * examples, all cells numbers.
 *
 * <p>Columns are found by name, in any order; others are left alone. Cells may be quoted and have
 * spaces around them. Rows are counted from 1, the header not among them. It needs the library
 * {@code org.apache.commons:commons-csv}, which is an optional dependency.
 *
 * @param inputs the names of the columns that make the input [inputs]
 * @param targets the names of the columns that make the target: [targets], or a scalar if it is one
 * @param inputType the dtype of the input
 * @param targetType the dtype of the target; INT32 for classes
 */
public record Csv(
    ImmutableList<String> inputs,
    ImmutableList<String> targets,
    DType inputType,
    DType targetType) {

  /** A longer row is no row of numbers, but a file whose quotation marks do not close. */
  private static final int MAX_ROW_CHARACTERS = 1 << 24;

  private static final int SHOWN_CHARACTERS = 60;

  /** Java would take "1d" and "0x1p3" for numbers, too. */
  private static final CharMatcher NUMERIC = CharMatcher.inRange('0', '9').or(anyOf("+-.eE"));

  /**
   * Makes a reader.
   *
   * @throws IllegalArgumentException if no input or no target is named, or a dtype is BOOL
   * @throws IllegalStateException if the library is not there
   */
  public Csv {
    OptionalLibrary.COMMONS_CSV.require("csv");
    Preconditions.checkArgument(
        !inputs.isEmpty() && !targets.isEmpty(),
        "csv: the inputs are %s, the targets %s; name at least one column for each",
        inputs,
        targets);
    Preconditions.checkArgument(
        inputType != DType.BOOL && targetType != DType.BOOL,
        "csv: a dtype is BOOL; read numbers and compare them");
  }

  /** Returns a reader to FLOAT32. */
  public static Csv of(List<String> inputs, List<String> targets) {
    return new Csv(
        ImmutableList.copyOf(inputs), ImmutableList.copyOf(targets), DType.FLOAT32, DType.FLOAT32);
  }

  /** Returns this reader with other dtypes. */
  public Csv withTypes(DType input, DType target) {
    return new Csv(inputs, targets, input, target);
  }

  /**
   * Returns all examples of a file.
   *
   * @throws MalformedFileException if the file is not such a file, naming the row
   * @throws IOException if it cannot be read
   */
  public Examples read(Path file) throws IOException {
    return read(file, BadRecords.refuse());
  }

  /**
   * Returns the examples of a file.
   *
   * @param bad what becomes of rows that have another number of cells than the header, or a cell
   *     that is not a finite number; a file that is no CSV at all is an error in any case
   * @throws MalformedFileException if the file is not such a file, naming the row
   * @throws IOException if it cannot be read
   */
  public Examples read(Path file, BadRecords bad) throws IOException {
    List<Tensor> x = new ArrayList<>();
    List<Tensor> y = new ArrayList<>();
    try (ExampleReader<Example> reader = source(file, bad).open()) {
      for (Example next = reader.next(); next != null; next = reader.next()) {
        x.add(next.x());
        y.add(next.y());
      }
    }
    if (x.isEmpty()) {
      throw new MalformedFileException(
          "csv: "
              + file
              + ": holds no example; give at least one row after the header "
              + columns());
    }
    int[] places = new int[x.size()];
    return DataSet.of(
        Stacking.stack("input", x.toArray(new Tensor[0]), places),
        Stacking.stack("target", y.toArray(new Tensor[0]), places));
  }

  /**
   * Returns the examples of a file as a source that reads row by row.
   *
   * @param bad what becomes of bad rows, as in {@link #read(Path, BadRecords)}
   */
  public ExampleSource<Example> source(Path file, BadRecords bad) {
    return () -> new Rows(file, bad);
  }

  private String columns() {
    return String.join(",", inputs) + "," + String.join(",", targets);
  }

  /** A run over the rows of a file. */
  private final class Rows implements ExampleReader<Example> {

    private static final CSVFormat FORMAT =
        CSVFormat.DEFAULT.builder().setTrim(true).setIgnoreEmptyLines(true).get();

    private final String name;
    private final BadRecords bad;
    private final Limited text;
    private final CSVParser parser;
    private final Iterator<CSVRecord> records;
    private final int width;
    private final int[] inputPlaces;
    private final int[] targetPlaces;
    private long row;

    Rows(Path file, BadRecords bad) throws IOException {
      this.name = "csv: " + file + ": ";
      this.bad = bad;
      Reader characters =
          new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8.newDecoder());
      text = new Limited(name, new BufferedReader(characters));
      try {
        skipByteOrderMark(text);
        parser = FORMAT.parse(text);
        records = parser.iterator();
        CSVRecord header = nextRecord();
        if (header == null) {
          throw new MalformedFileException(
              name + "is empty; it needs a header with the columns " + columns());
        }
        List<String> names = header.toList();
        width = names.size();
        inputPlaces = places(names, inputs);
        targetPlaces = places(names, targets);
      } catch (IOException | RuntimeException e) {
        text.close();
        throw e;
      }
    }

    /** Spreadsheets open a UTF-8 file with one. */
    private static void skipByteOrderMark(Reader text) throws IOException {
      text.mark(1);
      if (text.read() != '\uFEFF') {
        text.reset();
      }
    }

    private int[] places(List<String> header, List<String> wanted) throws MalformedFileException {
      int[] places = new int[wanted.size()];
      for (int i = 0; i < places.length; i++) {
        String column = wanted.get(i);
        places[i] = header.indexOf(column);
        if (places[i] < 0 || places[i] != header.lastIndexOf(column)) {
          throw new MalformedFileException(
              lenientFormat(
                  "%sthe header has the column %s %s: %s; it needs the columns %s, once each",
                  name,
                  column,
                  places[i] < 0 ? "nowhere" : "twice",
                  quote(String.join(",", header)),
                  columns()));
        }
      }
      return places;
    }

    private @Nullable CSVRecord nextRecord() throws IOException {
      text.beginRow();
      try {
        return records.hasNext() ? records.next() : null;
      } catch (UncheckedIOException | IllegalStateException e) {
        Throwable cause = Throwables.getRootCause(e);
        if (cause instanceof MalformedFileException known) {
          throw known;
        }
        throw new MalformedFileException(
            lenientFormat(
                "%srow %s: is not CSV: %s; close its quotation marks",
                name, row, cause.getMessage()),
            e);
      }
    }

    @Override
    public @Nullable Example next() throws IOException {
      while (true) {
        row++;
        CSVRecord cells = nextRecord();
        if (cells == null) {
          return null;
        }
        try {
          return example(cells);
        } catch (MalformedFileException problem) {
          bad.found(problem);
        }
      }
    }

    private Example example(CSVRecord cells) throws MalformedFileException {
      if (cells.size() != width) {
        throw new MalformedFileException(
            lenientFormat(
                "%srow %s: has %s cells: %s; the header has %s columns, give as many",
                name, row, cells.size(), quote(String.join(",", cells)), width));
      }
      Tensor x = numbers(cells, inputs, inputPlaces, inputType);
      Tensor y = numbers(cells, targets, targetPlaces, targetType);
      return new Example(x, targets.size() == 1 ? y.reshape() : y);
    }

    private Tensor numbers(CSVRecord cells, List<String> columns, int[] places, DType type)
        throws MalformedFileException {
      double[] values = new double[places.length];
      for (int i = 0; i < values.length; i++) {
        String cell = cells.get(places[i]);
        Double value = Doubles.tryParse(cell);
        boolean fits =
            value != null
                && NUMERIC.matchesAllOf(cell)
                && Double.isFinite(value)
                && (type != DType.INT32 || value == value.intValue())
                && (type != DType.FLOAT32 || Float.isFinite(value.floatValue()));
        if (!fits) {
          throw new MalformedFileException(
              lenientFormat(
                  "%srow %s: %s is %s; it must be a finite number that %s holds",
                  name, row, columns.get(i), quote(cell), type));
        }
        values[i] = Preconditions.checkNotNull(value);
      }
      return Tensor.wrap(values, values.length).to(type);
    }

    private static String quote(String text) {
      return '"' + Ascii.truncate(text, SHOWN_CHARACTERS, "...") + '"';
    }

    @Override
    public void close() throws IOException {
      parser.close();
    }

    /** Characters of a file; too many in one row are an error. */
    private static final class Limited extends FilterReader {

      private final String name;
      private int inRow;

      Limited(String name, Reader in) {
        super(in);
        this.name = name;
      }

      void beginRow() {
        inRow = 0;
      }

      @Override
      public int read() throws IOException {
        try {
          count(1);
          return super.read();
        } catch (CharacterCodingException e) {
          throw notText(e);
        }
      }

      @Override
      public int read(char[] into, int start, int length) throws IOException {
        try {
          int count = super.read(into, start, length);
          count(count);
          return count;
        } catch (CharacterCodingException e) {
          throw notText(e);
        }
      }

      private MalformedFileException notText(CharacterCodingException cause) {
        return new MalformedFileException(
            name + "is not text in UTF-8; save it as CSV in UTF-8", cause);
      }

      private void count(int characters) throws MalformedFileException {
        inRow += characters;
        if (inRow > MAX_ROW_CHARACTERS) {
          throw new MalformedFileException(
              name
                  + "a row has more than "
                  + MAX_ROW_CHARACTERS
                  + " characters; close its quotation marks, or give a table of numbers");
        }
      }
    }
  }
}
