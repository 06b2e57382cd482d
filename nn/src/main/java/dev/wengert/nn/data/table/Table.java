package dev.wengert.nn.data.table;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.nn.data.Examples;
import dev.wengert.nn.data.Splits;
import dev.wengert.nn.library.OptionalLibrary;
import it.unimi.dsi.fastutil.ints.IntArrays;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Columns by name, with one cell a row each: what comes out of a file or a database. It is
 * immutable.
 *
 * <p>From reading to a prediction for one raw row:
 *
 * {@snippet class="dev.wengert.nn.data.table.TableSnippetsTest" region="table"}
 *
 * <p>A {@link TableReader} reads one; a {@link Recipe} says what becomes of its columns.
 */
public final class Table {

  /**
   * What is needed to read another table like this one.
   *
   * @param rules how its cells were written
   * @param header the names of all its columns, those left out too
   */
  record Origin(TextRules rules, ImmutableList<String> header) {}

  private final ImmutableMap<String, Column> columns;
  private final int rows;
  private final ImmutableMap<String, String> leftOut;
  private final Origin origin;

  Table(
      ImmutableMap<String, Column> columns,
      int rows,
      ImmutableMap<String, String> leftOut,
      Origin origin) {
    this.columns = columns;
    this.rows = rows;
    this.leftOut = leftOut;
    this.origin = origin;
  }

  /**
   * Returns the table of columns.
   *
   * @throws IllegalArgumentException if they differ in length, or one has no name
   */
  public static Table of(Map<String, Column> columns) {
    int rows = columns.isEmpty() ? 0 : columns.values().iterator().next().rows();
    columns.forEach(
        (name, column) -> {
          Preconditions.checkArgument(
              !name.isEmpty(), "table: a column has an empty name; give it one");
          Preconditions.checkArgument(
              column.rows() == rows,
              "table: the column %s has %s rows, the first has %s; give as many",
              name,
              column.rows(),
              rows);
        });
    ImmutableMap<String, Column> copy = ImmutableMap.copyOf(columns);
    return new Table(
        copy, rows, ImmutableMap.of(), new Origin(TextRules.DEFAULT, copy.keySet().asList()));
  }

  /** Returns a reader that finds everything by itself, to be told what it cannot. */
  public static TableReader reader() {
    return TableReader.DEFAULT;
  }

  /**
   * Reads a CSV file and finds what its columns hold; see {@link TableReader#csv(Path)}.
   *
   * @throws IOException as that does
   */
  public static Table csv(Path file) throws IOException {
    return reader().csv(file);
  }

  /**
   * Reads a Parquet file; see {@link TableReader#parquet}.
   *
   * @throws IOException as that does
   */
  public static Table parquet(Path file) throws IOException {
    return reader().parquet(file);
  }

  /**
   * Reads the result of a query; see {@link TableReader#jdbc}.
   *
   * @throws SQLException as that does
   * @throws IOException as that does
   */
  public static Table jdbc(ResultSet rows) throws SQLException, IOException {
    return reader().jdbc(rows);
  }

  /**
   * Writes a CSV file in UTF-8, with a header and commas, that {@link #reader(Table)} reads back;
   * missing cells are empty. It needs the library {@code de.siegmar:fastcsv}.
   *
   * @throws IOException if it cannot be written
   * @throws IllegalStateException if the library is not there
   */
  public void writeCsv(Path file) throws IOException {
    OptionalLibrary.FAST_CSV.require("csv");
    CsvTables.write(this, file);
  }

  /** Returns a reader of tables in which the columns are what they are in another table. */
  public static TableReader reader(Table like) {
    return TableReader.of(like.origin.rules().withSeparator((char) 0), types(like.columns));
  }

  static ImmutableMap<String, ColumnType> types(Map<String, Column> columns) {
    ImmutableMap.Builder<String, ColumnType> types = ImmutableMap.builder();
    columns.forEach((name, column) -> types.put(name, column.type()));
    return types.buildOrThrow();
  }

  Origin origin() {
    return origin;
  }

  /** Returns the number of rows. */
  public int rows() {
    return rows;
  }

  /** Returns the columns by name, in their order. */
  public ImmutableMap<String, Column> columns() {
    return columns;
  }

  /** Returns the columns that reading left out, and why. */
  public ImmutableMap<String, String> leftOut() {
    return leftOut;
  }

  /**
   * Returns a column.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public Column column(String name) {
    Column column = columns.get(name);
    if (column == null) {
      String why = leftOut.get(name);
      throw new IllegalArgumentException(
          "table: there is no column "
              + ColumnBuilder.quoted(name)
              + (why == null ? "" : ", it was left out (" + why + ")")
              + "; there are "
              + TableBuilder.some(columns.keySet()));
    }
    return column;
  }

  /**
   * Returns this table without some columns.
   *
   * @throws IllegalArgumentException if one is not there
   */
  public Table without(String... names) {
    Map<String, Column> rest = new LinkedHashMap<>(columns);
    Map<String, String> out = new LinkedHashMap<>(leftOut);
    for (String name : names) {
      rest.remove(name, column(name));
      out.put(name, "taken out");
    }
    return new Table(ImmutableMap.copyOf(rest), rows, ImmutableMap.copyOf(out), origin);
  }

  /**
   * Returns the rows in which a column's cell is not missing: those that can be learned from, where
   * it is the target.
   *
   * @throws IllegalArgumentException if it is not there
   */
  public Table withoutMissing(String name) {
    Column column = column(name);
    return take(IntStream.range(0, rows).filter(row -> !column.isMissing(row)).toArray());
  }

  /**
   * Returns some rows, in the order given.
   *
   * @throws IndexOutOfBoundsException if there is no such row
   */
  public Table take(int... rowsToTake) {
    for (int row : rowsToTake) {
      if (row < 0 || row >= rows) {
        throw new IndexOutOfBoundsException(
            "table: there is no row " + row + "; there are " + rows + ", counted from 0");
      }
    }
    ImmutableMap.Builder<String, Column> taken = ImmutableMap.builder();
    columns.forEach((name, column) -> taken.put(name, column.take(rowsToTake)));
    return new Table(taken.buildOrThrow(), rowsToTake.length, leftOut, origin);
  }

  /**
   * Returns the rows in the order of a column, the least first; rows that are alike in it keep
   * their order, and those without it come last. Sorted by date, the first rows are there to train
   * on, and the last to evaluate with.
   *
   * @throws IllegalArgumentException if it is not there, or holds categories
   */
  public Table sortedBy(String name) {
    Column column = column(name);
    Preconditions.checkArgument(
        column.type() != ColumnType.CATEGORY,
        "sortedBy: the column %s holds categories; give numbers or dates",
        name);
    int[] order = new int[rows];
    Arrays.setAll(order, i -> i);
    // NaN is behind all numbers.
    IntArrays.stableSort(order, (a, b) -> Double.compare(column.number(a), column.number(b)));
    return take(order);
  }

  /**
   * Returns parts of random rows, as {@link Splits#of} does of examples: to fit a recipe to the
   * first and to evaluate with the others.
   *
   * @param shares the size of each part, positive, together 1
   * @throws IllegalArgumentException if the shares are not so, or leave a part without rows
   */
  public ImmutableList<Table> split(Key key, double... shares) {
    return parts(Splits.of(numbered(new int[rows]), key, shares));
  }

  /**
   * Returns parts of random rows in which each category of a column has its share.
   *
   * @param name a column of categories, of yes and no, or of whole numbers
   * @throws IllegalArgumentException if it is not there or misses cells, the shares are not
   *     positive and together 1, or leave a part without rows
   */
  public ImmutableList<Table> stratified(String name, Key key, double... shares) {
    Column column = column(name);
    int[] classes = new int[rows];
    for (int row = 0; row < rows; row++) {
      double value = column.number(row);
      Preconditions.checkArgument(
          value == (int) value,
          "stratified: row %s of the column %s is %s; give a column of categories, of yes and no,"
              + " or of whole numbers, without missing cells",
          row,
          name,
          column.text(row));
      classes[row] = (int) value;
    }
    return parts(Splits.stratified(numbered(classes), key, shares));
  }

  private Examples numbered(int[] classes) {
    int[] places = new int[rows];
    Arrays.setAll(places, i -> i);
    return new Examples(Tensor.wrap(places, rows), Tensor.wrap(classes, rows));
  }

  private ImmutableList<Table> parts(ImmutableList<Examples> dealt) {
    return dealt.stream()
        .map(part -> take(part.x().toIntArray()))
        .collect(ImmutableList.toImmutableList());
  }

  /** Returns a line for each column: what it holds, or why it was left out. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("Table of ").append(rows).append(" rows");
    columns.forEach((name, column) -> text.append("\n  ").append(name).append(": ").append(column));
    leftOut.forEach(
        (name, why) -> text.append("\n  ").append(name).append(": left out, ").append(why));
    return text.toString();
  }
}
