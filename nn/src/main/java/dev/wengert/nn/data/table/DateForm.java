package dev.wengert.nn.data.table;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Dates in text, as {@link Column} keeps them. Without a pattern these are 2024-01-31, 2024/01/31
 * and 31.01.2024, alone or with a time behind a space or T, and that with an offset or Z.
 */
final class DateForm {

  private static final Pattern KNOWN =
      Pattern.compile(
          "(?:(\\d{4})([-/])(\\d{1,2})\\2(\\d{1,2})|(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4}))"
              + "(?:[ T](\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?"
              + " ?(Z|UTC|[+-]\\d{2}(?::?\\d{2})?)?(?:\\[[^\\]]*\\])?)?");

  private static final Pattern SLASHES = Pattern.compile("\\d{1,2}/\\d{1,2}/(\\d{2}|\\d{4})\\b.*");

  private static final int LONGEST = 60;

  private final @Nullable DateTimeFormatter given;
  private final ZoneId zone;
  private final boolean mayMix;
  private boolean hasZoned;
  private boolean hasUnzoned;

  /**
   * Makes a reader of one column's dates.
   *
   * @param pattern as {@link DateTimeFormatter} takes it; null for the known forms
   * @param zone on whose clock dates with an offset are told; null for UTC
   * @throws IllegalArgumentException if the pattern is none
   */
  DateForm(@Nullable String pattern, @Nullable ZoneId zone) {
    this.given = pattern == null ? null : formatter(pattern);
    this.zone = zone == null ? ZoneOffset.UTC : zone;
    this.mayMix = zone != null;
  }

  /**
   * Refuses what is no pattern.
   *
   * @throws IllegalArgumentException if it is none
   */
  static void check(String pattern) {
    formatter(pattern);
  }

  @CanIgnoreReturnValue
  private static DateTimeFormatter formatter(String pattern) {
    try {
      return new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .appendPattern(pattern)
          .parseDefaulting(ChronoField.ERA, 1)
          .toFormatter(Locale.ENGLISH)
          .withResolverStyle(ResolverStyle.STRICT);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "table: the pattern of dates is \""
              + pattern
              + "\": "
              + e.getMessage()
              + "; give one such as dd/MM/yyyy",
          e);
    }
  }

  /** Returns whether text looks like a date whose day and month nobody can tell apart. */
  static boolean isAmbiguous(String text) {
    return text.length() <= LONGEST && SLASHES.matcher(text).matches();
  }

  /** Returns whether the column has dates with and without an offset, and no zone was given. */
  boolean isMixed() {
    return hasZoned && hasUnzoned && !mayMix;
  }

  /** Returns the date in characters, NaN if they are none. */
  double parse(char[] text, int from, int to) {
    int length = to - from;
    if (length < 6 || length > LONGEST) {
      return Double.NaN;
    }
    if (given != null) {
      return byPattern(given, new String(text, from, length));
    }
    if (length == 10 && text[from + 4] == '-' && text[from + 7] == '-') {
      return day(digits(text, from, 4), digits(text, from + 5, 2), digits(text, from + 8, 2));
    }
    char first = text[from];
    return first >= '0' && first <= '9' ? known(new String(text, from, length)) : Double.NaN;
  }

  private static int digits(char[] text, int from, int count) {
    int number = 0;
    for (int i = from; i < from + count; i++) {
      if (text[i] < '0' || text[i] > '9') {
        return -1;
      }
      number = number * 10 + text[i] - '0';
    }
    return number;
  }

  private static double day(int year, int month, int day) {
    if (year < 0 || month < 1 || month > 12 || day < 1 || day > 31) {
      return Double.NaN;
    }
    if (day > 28 && day > LocalDate.of(year, month, 1).lengthOfMonth()) {
      return Double.NaN;
    }
    return LocalDate.of(year, month, day).toEpochDay() * Column.Dates.MILLIS_A_DAY;
  }

  private double known(String text) {
    Matcher parts = KNOWN.matcher(text);
    if (!parts.matches()) {
      return Double.NaN;
    }
    boolean isYearFirst = parts.group(1) != null;
    double day =
        day(
            Integer.parseInt(parts.group(isYearFirst ? 1 : 7)),
            Integer.parseInt(parts.group(isYearFirst ? 3 : 6)),
            Integer.parseInt(parts.group(isYearFirst ? 4 : 5)));
    if (Double.isNaN(day) || parts.group(8) == null) {
      return day;
    }
    int hour = Integer.parseInt(parts.group(8));
    int minute = Integer.parseInt(parts.group(9));
    int second = parts.group(10) == null ? 0 : Integer.parseInt(parts.group(10));
    if (hour > 23 || minute > 59 || second > 59) {
      return Double.NaN;
    }
    String fraction = parts.group(11) == null ? "" : parts.group(11);
    int millis = Integer.parseInt((fraction + "000").substring(0, 3));
    double local = day + ((hour * 60 + minute) * 60 + second) * 1000.0 + millis;
    String offset = parts.group(12);
    if (offset == null) {
      hasUnzoned = true;
      return local;
    }
    return zoned(Column.Dates.local(local), offset);
  }

  private double zoned(LocalDateTime local, String offset) {
    try {
      ZoneOffset parsed = offset.equals("UTC") ? ZoneOffset.UTC : ZoneOffset.of(offset);
      hasZoned = true;
      return Column.Dates.millis(local.toInstant(parsed).atZone(zone).toLocalDateTime());
    } catch (DateTimeException e) {
      return Double.NaN;
    }
  }

  private double byPattern(DateTimeFormatter formatter, String text) {
    try {
      TemporalAccessor parsed = formatter.parse(text);
      LocalDate day = LocalDate.from(parsed);
      LocalTime time = parsed.query(TemporalQueries.localTime());
      LocalDateTime local = day.atTime(time == null ? LocalTime.MIDNIGHT : time);
      ZoneId own = parsed.query(TemporalQueries.zone());
      hasZoned |= own != null;
      hasUnzoned |= own == null && time != null;
      return Column.Dates.millis(
          own == null ? local : local.atZone(own).withZoneSameInstant(zone).toLocalDateTime());
    } catch (DateTimeException e) {
      return Double.NaN;
    }
  }

  /** Returns a date of the JDK's types on the clock of the zone. */
  static @Nullable LocalDateTime local(Object value, @Nullable ZoneId zone) {
    ZoneId clock = zone == null ? ZoneOffset.UTC : zone;
    return switch (value) {
      case LocalDateTime date -> date;
      case LocalDate date -> date.atStartOfDay();
      case Instant instant -> instant.atZone(clock).toLocalDateTime();
      case OffsetDateTime date -> date.atZoneSameInstant(clock).toLocalDateTime();
      case ZonedDateTime date -> date.withZoneSameInstant(clock).toLocalDateTime();
      default -> null;
    };
  }
}
