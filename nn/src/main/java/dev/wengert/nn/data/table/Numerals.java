package dev.wengert.nn.data.table;

import com.google.common.base.Preconditions;

/**
 * Decimal numbers in text. The number nearest to what is written is returned, to the bit as {@link
 * Double#parseDouble} does; where digits and exponent are few, by one exact multiplication or
 * division (Clinger, "How to read floating point numbers accurately", 1990).
 */
final class Numerals {

  /** Powers of ten that are numbers of FLOAT64 exactly. */
  private static final double[] EXACT = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  private static final long LARGEST_EXACT = 1L << 53;

  /** So many digits fit a long. */
  private static final int MAX_DIGITS = 18;

  private final char decimal;
  private final char grouping;

  /**
   * Makes a reader.
   *
   * @param decimal the decimal mark: a point or a comma, and the other parts thousands; 0 for a
   *     point, and nothing that parts thousands
   */
  Numerals(char decimal) {
    check(decimal);
    this.decimal = decimal == 0 ? '.' : decimal;
    this.grouping = decimal == 0 ? 0 : decimal == ',' ? '.' : ',';
  }

  /**
   * Refuses what is no decimal mark.
   *
   * @throws IllegalArgumentException if it is none
   */
  static void check(char decimal) {
    Preconditions.checkArgument(
        decimal == 0 || decimal == '.' || decimal == ',',
        "table: the decimal mark is '%s'; give '.' or ','",
        decimal);
  }

  /** Returns the number in characters, NaN if they are no finite number. */
  double parse(char[] text, int from, int to) {
    return grouping == 0 && to - from <= MAX_DIGITS && to > from
        ? plain(text, from, to)
        : general(text, from, to);
  }

  /** Most numbers have few digits and no exponent. */
  private double plain(char[] text, int from, int to) {
    boolean isNegative = text[from] == '-';
    int first = isNegative ? from + 1 : from;
    long digits = 0;
    int mark = to;
    for (int at = first; at < to; at++) {
      int digit = text[at] - '0';
      if (digit >= 0 && digit <= 9) {
        digits = digits * 10 + digit;
      } else if (text[at] == '.' && mark == to) {
        mark = at;
      } else {
        return general(text, from, to);
      }
    }
    int behind = Math.max(0, to - mark - 1);
    if (to - first <= (mark < to ? 1 : 0) || digits > LARGEST_EXACT) {
      return general(text, from, to);
    }
    double size = behind == 0 ? digits : digits / EXACT[behind];
    return isNegative ? -size : size;
  }

  private double general(char[] text, int from, int to) {
    int at = from;
    boolean isNegative = at < to && text[at] == '-';
    if (at < to && (isNegative || text[at] == '+')) {
      at++;
    }
    int first = at;
    long digits = 0;
    int count = 0;
    int behind = 0;
    int marks = 0;
    boolean isGrouped = false;
    int sinceGroup = 0;
    while (at < to) {
      char c = text[at];
      if (c >= '0' && c <= '9') {
        digits = count < MAX_DIGITS ? digits * 10 + (c - '0') : digits;
        count += digits == 0 ? 0 : 1;
        behind += marks;
        sinceGroup++;
      } else if (c == decimal && marks == 0) {
        if (isGrouped && sinceGroup != 3) {
          return Double.NaN;
        }
        marks = 1;
      } else if (c == grouping && grouping != 0 && marks == 0) {
        if (isGrouped ? sinceGroup != 3 : sinceGroup == 0 || sinceGroup > 3) {
          return Double.NaN;
        }
        isGrouped = true;
        sinceGroup = 0;
      } else {
        break;
      }
      at++;
    }
    boolean hasDigits = at - first > marks;
    if (!hasDigits || (isGrouped && marks == 0 && sinceGroup != 3)) {
      return Double.NaN;
    }
    int exponent = 0;
    if (at < to) {
      if (text[at] != 'e' && text[at] != 'E') {
        return Double.NaN;
      }
      at++;
      boolean isSmall = at < to && text[at] == '-';
      if (at < to && (isSmall || text[at] == '+')) {
        at++;
      }
      int begin = at;
      while (at < to && text[at] >= '0' && text[at] <= '9') {
        exponent = Math.min(exponent, 100_000) * 10 + (text[at++] - '0');
      }
      if (at < to || at == begin) {
        return Double.NaN;
      }
      exponent = isSmall ? -exponent : exponent;
    }
    double size = size(digits, count, exponent - behind, text, first, to);
    return Double.isInfinite(size) ? Double.NaN : isNegative ? -size : size;
  }

  private double size(long digits, int count, int exponent, char[] text, int first, int to) {
    if (count <= MAX_DIGITS && digits <= LARGEST_EXACT && Math.abs(exponent) < EXACT.length) {
      return exponent < 0 ? digits / EXACT[-exponent] : digits * EXACT[exponent];
    }
    StringBuilder plain = new StringBuilder(to - first);
    for (int i = first; i < to; i++) {
      if (text[i] != grouping) {
        plain.append(text[i] == decimal ? '.' : text[i]);
      }
    }
    return Double.parseDouble(plain.toString());
  }

  /**
   * Returns whether characters would be a number if a comma in them stood for something: 1,5 or
   * 1.234,5 or 1,234.
   */
  static boolean hasComma(char[] text, int from, int to) {
    boolean hasComma = false;
    boolean hasDigit = false;
    for (int i = from; i < to; i++) {
      char c = text[i];
      boolean isSign = i == from && (c == '-' || c == '+');
      if (!isSign && c != '.' && c != ',' && (c < '0' || c > '9')) {
        return false;
      }
      hasComma |= c == ',';
      hasDigit |= c >= '0' && c <= '9';
    }
    return hasComma && hasDigit;
  }
}
