package dev.wengert.nn.data.table;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One column of a {@link Table}: cells of one type, any of which may be missing. It is immutable.
 */
public final class Column {

  private final ColumnType type;

  /**
   * Numbers as they are, 0 and 1 for no and yes, the place of a category among the levels, and
   * milliseconds since 1970 on the clock of the table's time zone; NaN where a cell is missing.
   */
  private final double[] values;

  private final ImmutableList<String> levels;

  Column(ColumnType type, double[] values, ImmutableList<String> levels) {
    this.type = type;
    this.values = values;
    this.levels = levels;
  }

  /**
   * Returns a column of numbers; NaN is a missing one.
   *
   * @throws IllegalArgumentException if one is infinite
   */
  public static Column numbers(double... values) {
    for (int i = 0; i < values.length; i++) {
      if (Double.isInfinite(values[i])) {
        throw new IllegalArgumentException(
            "column: row "
                + i
                + " is "
                + values[i]
                + "; give finite numbers, and NaN where one is missing");
      }
    }
    return new Column(ColumnType.NUMBER, values.clone(), ImmutableList.of());
  }

  /**
   * Returns a column of categories; null is a missing one.
   *
   * @throws IllegalArgumentException if one is empty
   */
  public static Column categories(@Nullable String... values) {
    Map<String, Integer> places = new LinkedHashMap<>();
    double[] codes = new double[values.length];
    for (int i = 0; i < codes.length; i++) {
      String value = values[i];
      Preconditions.checkArgument(
          value == null || !value.isEmpty(),
          "column: row %s is an empty category; give null where one is missing",
          i);
      codes[i] = value == null ? Double.NaN : places.computeIfAbsent(value, v -> places.size());
    }
    return new Column(ColumnType.CATEGORY, codes, ImmutableList.copyOf(places.keySet()));
  }

  /** Returns a column of yes and no; null is a missing one. */
  public static Column booleans(@Nullable Boolean... values) {
    double[] numbers = new double[values.length];
    for (int i = 0; i < numbers.length; i++) {
      Boolean value = values[i];
      numbers[i] = value == null ? Double.NaN : value ? 1 : 0;
    }
    return new Column(ColumnType.BOOLEAN, numbers, ImmutableList.of());
  }

  /** Returns a column of dates, to the millisecond; null is a missing one. */
  public static Column dates(@Nullable LocalDateTime... values) {
    double[] numbers = new double[values.length];
    for (int i = 0; i < numbers.length; i++) {
      LocalDateTime value = values[i];
      numbers[i] = value == null ? Double.NaN : Dates.millis(value);
    }
    return new Column(ColumnType.DATE, numbers, ImmutableList.of());
  }

  /** Returns what the cells are. */
  public ColumnType type() {
    return type;
  }

  /** Returns the number of cells. */
  public int rows() {
    return values.length;
  }

  /** Returns whether the cell of a row, counted from 0, is missing. */
  public boolean isMissing(int row) {
    return Double.isNaN(values[row]);
  }

  /** Returns how many cells are missing. */
  public int missing() {
    int count = 0;
    for (double value : values) {
      count += Double.isNaN(value) ? 1 : 0;
    }
    return count;
  }

  /**
   * Returns the cell of a row as a number: itself; 1 for yes and 0 for no; the place of a category
   * among the {@linkplain #levels levels}; the milliseconds of a date since 1970 on the clock of
   * the table's time zone; NaN if it is missing.
   */
  public double number(int row) {
    return values[row];
  }

  /** Returns the categories that a cell may be; nothing if the column holds none. */
  public ImmutableList<String> levels() {
    return levels;
  }

  /** Returns the cell of a row in words: such that it is read back as it is; null if missing. */
  public @Nullable String text(int row) {
    double value = values[row];
    if (Double.isNaN(value)) {
      return null;
    }
    return switch (type) {
      case CATEGORY -> levels.get((int) value);
      case BOOLEAN -> value == 1 ? "true" : "false";
      case DATE -> Dates.text(value);
      default -> value == 0 ? Double.toString(value) : TypedCells.text(value);
    };
  }

  /** Returns the column of some rows. */
  Column take(int[] rows) {
    double[] taken = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      taken[i] = values[rows[i]];
    }
    return new Column(type, taken, levels);
  }

  /** Returns the cells that are there, in their order. */
  double[] present() {
    double[] present = new double[values.length];
    int count = 0;
    for (double value : values) {
      if (!Double.isNaN(value)) {
        present[count++] = value;
      }
    }
    return Arrays.copyOf(present, count);
  }

  /** Returns whether the other column has the same type and the same cells, whatever its levels. */
  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof Column column) || column.type != type || column.rows() != rows()) {
      return false;
    }
    for (int i = 0; i < values.length; i++) {
      boolean isSame =
          type == ColumnType.CATEGORY
              ? Objects.equals(text(i), column.text(i))
              : Double.compare(values[i], column.values[i]) == 0;
      if (!isSame) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    int hash = type.hashCode();
    for (int i = 0; i < values.length; i++) {
      hash =
          31 * hash
              + (type == ColumnType.CATEGORY
                  ? Objects.hashCode(text(i))
                  : Double.hashCode(values[i]));
    }
    return hash;
  }

  /** Returns for example {@code CATEGORY of 3, 12 of 500 missing}. */
  @Override
  public String toString() {
    String kinds = type == ColumnType.CATEGORY ? " of " + levels.size() : "";
    int missing = missing();
    return type + kinds + (missing == 0 ? "" : ", " + missing + " of " + rows() + " missing");
  }

  /** Milliseconds of dates since 1970, on the clock of whatever zone they are told in. */
  static final class Dates {

    static final double MILLIS_A_DAY = 86_400_000;

    private Dates() {}

    static double millis(LocalDateTime date) {
      return date.toInstant(ZoneOffset.UTC).toEpochMilli();
    }

    static LocalDateTime local(double millis) {
      long whole = (long) millis;
      return LocalDateTime.ofEpochSecond(
          Math.floorDiv(whole, 1000L),
          (int) Math.floorMod(whole, 1000L) * 1_000_000,
          ZoneOffset.UTC);
    }

    /** Returns a date in words: a day alone where it is midnight. */
    static String text(double millis) {
      LocalDateTime date = local(millis);
      return date.toLocalTime().equals(LocalTime.MIDNIGHT)
          ? date.toLocalDate().toString()
          : date.toString();
    }
  }
}
