package dev.wengert;

import com.google.common.base.Strings;
import dev.wengert.array.DType;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes floating numbers as NumPy does by default: each with as few digits as tell it from its
 * neighbours, and at most eight behind the point; all of a tensor in one notation, their points one
 * below the other.
 */
final class NumberFormat {

  private static final int MOST_DIGITS = 8;

  private NumberFormat() {}

  /** Returns a number by itself: all its digits, as in Python. */
  static String alone(DType dtype, double value) {
    if (!Double.isFinite(value)) {
      return special(value);
    }
    BigDecimal digits = shortest(dtype, value);
    double size = Math.abs(value);
    boolean isSmall = dtype.round(size) < dtype.round(1e-4);
    if (size != 0 && (isSmall || size >= (isShort(dtype) ? 1e6 : 1e16))) {
      String text = scientific(digits, digits.precision(), 2);
      return sign(value) + text.replace(".e", "e");
    }
    String text = digits.abs().toPlainString();
    return sign(value) + (text.contains(".") ? text : text + ".0");
  }

  /** Returns numbers that stand in columns. */
  static List<String> aligned(DType dtype, double[] values) {
    double largest = 0;
    double smallest = Double.POSITIVE_INFINITY;
    for (double value : values) {
      double size = Math.abs(value);
      if (size > 0 && Double.isFinite(size)) {
        largest = Math.max(largest, size);
        smallest = Math.min(smallest, size);
      }
    }
    boolean byExponent = largest > 0 && isWide(dtype, smallest, largest);
    List<String> texts = byExponent ? exponents(dtype, values) : points(dtype, values);
    int before = 0;
    int behind = 0;
    for (String text : texts) {
      int point = text.indexOf('.');
      if (point >= 0) {
        before = Math.max(before, point);
        behind = Math.max(behind, text.length() - point);
      }
    }
    for (int i = 0; i < values.length; i++) {
      String text = texts.get(i);
      int point = text.indexOf('.');
      texts.set(
          i,
          point < 0
              ? " ".repeat(Math.max(0, before + behind - text.length())) + text
              : " ".repeat(before - point) + text + " ".repeat(behind - text.length() + point));
    }
    return texts;
  }

  /**
   * Returns whether numbers are too large, too small or too different to stand without exponents.
   */
  private static boolean isWide(DType dtype, double smallest, double largest) {
    return largest >= (isShort(dtype) ? 1e6 : 1e8)
        || dtype.round(smallest) < dtype.round(1e-4)
        || dtype.round(dtype.round(largest) / dtype.round(smallest)) > 1000;
  }

  /** Returns whether numbers have fewer digits than a double's. */
  private static boolean isShort(DType dtype) {
    return dtype.digits() < DType.FLOAT64.digits();
  }

  private static List<String> points(DType dtype, double[] values) {
    List<String> texts = new ArrayList<>(values.length);
    for (double value : values) {
      if (!Double.isFinite(value)) {
        texts.add(special(value));
        continue;
      }
      BigDecimal digits = shortest(dtype, value);
      if (digits.scale() > MOST_DIGITS) {
        digits = new BigDecimal(value).setScale(MOST_DIGITS, RoundingMode.HALF_EVEN);
      }
      String text = stripped(digits).abs().toPlainString();
      texts.add(sign(value) + (text.contains(".") ? text : text + "."));
    }
    return texts;
  }

  /** All have as many digits as the one that needs most, taken of their exact values. */
  private static List<String> exponents(DType dtype, double[] values) {
    int precision = 1;
    int power = 2;
    for (double value : values) {
      if (Double.isFinite(value)) {
        int needed = rounded(value, Math.min(shortest(dtype, value).precision(), MOST_DIGITS + 1));
        precision = Math.max(precision, needed);
        int size = Math.abs(exponent(shortest(dtype, value)));
        power = Math.max(power, Integer.toString(size).length());
      }
    }
    List<String> texts = new ArrayList<>(values.length);
    MathContext digits = new MathContext(precision, RoundingMode.HALF_EVEN);
    for (double value : values) {
      texts.add(
          Double.isFinite(value)
              ? sign(value) + scientific(new BigDecimal(value).round(digits), precision, power)
              : special(value));
    }
    return texts;
  }

  /** Returns how many digits are left of a value that is rounded to so many. */
  private static int rounded(double value, int precision) {
    MathContext digits = new MathContext(precision, RoundingMode.HALF_EVEN);
    return stripped(new BigDecimal(value).round(digits)).precision();
  }

  private static int exponent(BigDecimal digits) {
    return digits.signum() == 0 ? 0 : digits.precision() - digits.scale() - 1;
  }

  /** Returns {@code d.ddde+xx}, with so many digits of both. */
  private static String scientific(BigDecimal digits, int precision, int exponentDigits) {
    int exponent = exponent(digits);
    String mantissa = Strings.padEnd(digits.unscaledValue().abs().toString(), precision, '0');
    String power = Strings.padStart(Integer.toString(Math.abs(exponent)), exponentDigits, '0');
    return mantissa.charAt(0) + "." + mantissa.substring(1) + (exponent < 0 ? "e-" : "e+") + power;
  }

  /** Java's text has two digits even where one would do; then one it is. */
  private static BigDecimal shortest(DType dtype, double value) {
    BigDecimal digits = stripped(new BigDecimal(dtype.text(value)));
    if (digits.precision() == 2) {
      BigDecimal one = stripped(digits.round(new MathContext(1, RoundingMode.HALF_EVEN)));
      if (dtype.round(one.doubleValue()) == dtype.round(value)) {
        return one;
      }
    }
    return digits;
  }

  private static BigDecimal stripped(BigDecimal digits) {
    return digits.signum() == 0 ? BigDecimal.ZERO : digits.stripTrailingZeros();
  }

  private static String sign(double value) {
    return Double.doubleToRawLongBits(value) < 0 ? "-" : "";
  }

  private static String special(double value) {
    return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  }
}
