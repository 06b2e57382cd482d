package dev.wengert.nn.data.table;

import dev.wengert.io.MalformedFileException;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Makes numbers, as a {@link Column} keeps them, of the cells of a column whose source says what
 * they are. Where somebody else says that they are something else, they are read as they would be
 * written.
 */
final class TypedCells {

  private final ColumnBuilder column;
  private final ColumnType type;
  private final TextRules rules;
  private final MissingWords words;

  /**
   * Makes the cells.
   *
   * @param type what the column holds: what somebody says, or else the source
   */
  TypedCells(ColumnBuilder column, ColumnType type, TextRules rules) {
    this.column = column;
    this.type = type;
    this.rules = rules;
    this.words = new MissingWords(rules);
  }

  double number(int row, double value) throws MalformedFileException {
    boolean isKept =
        type == ColumnType.NUMBER
            || Double.isNaN(value)
            || (type == ColumnType.BOOLEAN && (value == 0 || value == 1));
    return isKept ? column.addNumber(row, value) : text(row, text(value));
  }

  /** Takes a whole number; where it is a name, it keeps all its digits. */
  double whole(int row, long value) throws MalformedFileException {
    return type == ColumnType.NUMBER
        ? column.addNumber(row, (double) value)
        : text(row, Long.toString(value));
  }

  double bool(int row, boolean value) throws MalformedFileException {
    return type == ColumnType.BOOLEAN || type == ColumnType.NUMBER
        ? column.addNumber(row, value ? 1 : 0)
        : text(row, value ? "true" : "false");
  }

  double date(int row, LocalDateTime date) throws MalformedFileException {
    double millis = Column.Dates.millis(date);
    return type == ColumnType.DATE
        ? column.addNumber(row, millis)
        : text(row, Column.Dates.text(millis));
  }

  double text(int row, String value) throws MalformedFileException {
    char[] text = value.toCharArray();
    return words.isMissing(text, 0, text.length, false)
        ? Double.NaN
        : column.add(row + 1, text, 0, text.length);
  }

  /**
   * Takes a value of the JDK's types.
   *
   * @throws MalformedFileException if it is not what the column holds
   */
  double value(int row, @Nullable Object value) throws MalformedFileException {
    return switch (value) {
      case null -> Double.NaN;
      case Boolean bool -> bool(row, bool);
      case Number number -> number(row, number);
      case Enum<?> constant -> text(row, constant.name());
      default -> {
        LocalDateTime date = DateForm.local(value, rules.zone());
        yield date == null ? text(row, value.toString()) : date(row, date);
      }
    };
  }

  /** A whole number of many digits is a name, and keeps them all where it is one. */
  private double number(int row, Number value) throws MalformedFileException {
    if (type == ColumnType.NUMBER || value instanceof Double || value instanceof Float) {
      return number(row, value.doubleValue());
    }
    return text(
        row,
        value instanceof BigDecimal decimal
            ? decimal.stripTrailingZeros().toPlainString()
            : value.toString());
  }

  /** Returns a number in words, 3 and not 3.0. */
  static String text(double value) {
    return value == (long) value && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
