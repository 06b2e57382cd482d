package dev.wengert.nn.data.table;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.wengert.nn.library.OptionalLibrary;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a table is read: what columns hold, where that is to be said rather than found, and how cells
 * are written. It is immutable.
 *
 * {@snippet class="dev.wengert.nn.data.table.TableSnippetsTest" region="reader"}
 *
 * <p>Of text, types are found from all cells that are not missing: numbers, dates, yes and no, or
 * categories. Words of which there are more than 20, and more than half as many as cells, are text,
 * and left out. Where 80 in a hundred cells are numbers or dates and the others are not, the first
 * other one is refused; so are dates such as 01/02/2024 and numbers such as 1,5 until it is said
 * what they mean. Missing is the empty cell, and unquoted {@code NA}, {@code N/A}, {@code n/a},
 * {@code NaN}, {@code nan}, {@code NULL}, {@code null}, {@code None}, {@code #N/A} and {@code
 * <NA>}.
 */
public final class TableReader {

  /** Finds everything by itself, in UTF-8. */
  static final TableReader DEFAULT =
      new TableReader(TextRules.DEFAULT, ImmutableMap.of(), StandardCharsets.UTF_8);

  private static final int QUOTE = '"';

  private final TextRules rules;
  private final ImmutableMap<String, ColumnType> types;
  private final Charset charset;

  private TableReader(TextRules rules, ImmutableMap<String, ColumnType> types, Charset charset) {
    this.rules = rules;
    this.types = types;
    this.charset = charset;
  }

  static TableReader of(TextRules rules, ImmutableMap<String, ColumnType> types) {
    return new TableReader(rules, types, StandardCharsets.UTF_8);
  }

  private TableReader with(TextRules changed) {
    return new TableReader(changed, types, charset);
  }

  private TableReader with(ColumnType type, String... columns) {
    Map<String, ColumnType> all = new LinkedHashMap<>(types);
    for (String column : columns) {
      all.put(column, type);
    }
    return new TableReader(rules, ImmutableMap.copyOf(all), charset);
  }

  /** Says that columns hold numbers: anything else in them is refused. */
  public TableReader numbers(String... columns) {
    return with(ColumnType.NUMBER, columns);
  }

  /** Says that columns hold categories, such as codes that are written with digits. */
  public TableReader categories(String... columns) {
    return with(ColumnType.CATEGORY, columns);
  }

  /** Says that columns hold yes and no, which may be written 1 and 0. */
  public TableReader booleans(String... columns) {
    return with(ColumnType.BOOLEAN, columns);
  }

  /** Says that columns hold dates: 2024-01-31, 2024/01/31 or 31.01.2024, with or without a time. */
  public TableReader dates(String... columns) {
    return with(ColumnType.DATE, columns);
  }

  /**
   * Says that a column holds dates, and how they are written.
   *
   * @param pattern as {@link java.time.format.DateTimeFormatter} takes it, {@code dd/MM/yyyy} for
   *     example; names are English
   * @throws IllegalArgumentException if it is no pattern
   */
  public TableReader date(String column, String pattern) {
    DateForm.check(pattern);
    Map<String, String> patterns = new LinkedHashMap<>(rules.patterns());
    patterns.put(column, pattern);
    return with(rules.withPatterns(ImmutableMap.copyOf(patterns))).with(ColumnType.DATE, column);
  }

  /** Leaves columns out: text, identifiers, what is not known when a prediction is made. */
  public TableReader leavingOut(String... columns) {
    return with(ColumnType.TEXT, columns);
  }

  /** Says what stands between cells; where it is not said, it is found in the header. */
  public TableReader separator(char separator) {
    Preconditions.checkArgument(
        separator == '\t' || (separator >= ' ' && separator != QUOTE),
        "table: the separator is a quotation mark or a control character; give ',' or ';' or a"
            + " tab");
    return with(rules.withSeparator(separator));
  }

  /**
   * Says which is the decimal mark; the other one of point and comma then parts thousands: with
   * {@code ','}, 1.234,5 is read.
   *
   * @throws IllegalArgumentException if it is neither point nor comma
   */
  public TableReader decimal(char mark) {
    Numerals.check(mark);
    return with(rules.withDecimal(mark));
  }

  /** Says which words, quoted or not, stand for a missing cell, beside the usual ones. */
  public TableReader missing(String... words) {
    return with(
        rules.withMissing(
            ImmutableSet.<String>builder().addAll(rules.missing()).add(words).build(),
            rules.known()));
  }

  /**
   * Says which words, quoted or not, stand for a missing cell, and that the usual ones do not:
   * where NA is Namibia.
   */
  public TableReader missingOnly(String... words) {
    return with(rules.withMissing(ImmutableSet.copyOf(words), ImmutableSet.of()));
  }

  /**
   * Says on whose clock dates are told whose cells have an offset; where it is not said, on UTC's.
   */
  public TableReader zone(ZoneId zone) {
    return with(rules.withZone(zone));
  }

  /** Says what a CSV file is written in; where it is not said, UTF-8. */
  public TableReader charset(Charset charset) {
    return new TableReader(rules, types, charset);
  }

  /**
   * Reads a CSV file whose first line names the columns. Lines end in LF, CRLF or CR; empty ones
   * are passed over. It needs the library {@code de.siegmar:fastcsv}, an optional dependency.
   *
   * @throws dev.wengert.io.MalformedFileException if it is no such file, naming line and column, or
   *     the heap has no room for it
   * @throws IOException if it cannot be read
   * @throws IllegalStateException if the library is not there
   */
  public Table csv(Path file) throws IOException {
    OptionalLibrary.FAST_CSV.require("csv");
    return CsvTables.read(file, charset, rules, types);
  }

  /**
   * Reads CSV from memory, as {@link #csv(Path)} does from a file.
   *
   * @throws dev.wengert.io.MalformedFileException as that does
   */
  public Table csv(String text) throws IOException {
    OptionalLibrary.FAST_CSV.require("csv");
    return CsvTables.read(text, rules, types);
  }

  /**
   * Reads a Parquet file. Columns are what its schema says; strings are categories or text as in
   * CSV; lists, maps and bytes are left out. It needs the library {@code
   * dev.hardwood:hardwood-core}, an optional dependency, and where the file is packed by Zstandard,
   * LZ4, Snappy or Brotli the library of that.
   *
   * @throws dev.wengert.io.MalformedFileException if it is no such file, or the heap has no room
   *     for it
   * @throws IOException if it cannot be read
   * @throws IllegalStateException if a library is not there
   */
  public Table parquet(Path file) throws IOException {
    OptionalLibrary.HARDWOOD.require("parquet");
    return ParquetTables.read(file, rules, types);
  }

  /**
   * Reads the rows of a query's result that are left. Columns are what the database says; strings
   * are categories or text as in CSV; bytes, large objects and arrays are left out. The result
   * stays open.
   *
   * @throws dev.wengert.io.MalformedFileException if a cell is not what its column is said to be,
   *     or the heap has no room for the rows
   * @throws SQLException if the database says so
   */
  public Table jdbc(ResultSet rows) throws SQLException, IOException {
    return JdbcTables.read(rows, rules, types);
  }
}
