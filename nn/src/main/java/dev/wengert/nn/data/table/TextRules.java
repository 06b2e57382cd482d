package dev.wengert.nn.data.table;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * How cells are written.
 *
 * @param separator what stands between cells of a line; 0 to find it
 * @param decimal the decimal mark, and the other of point and comma parts thousands; 0 for a point,
 *     and nothing that parts thousands
 * @param missing words for a missing cell, beside those that are known without being told
 * @param known words for a missing cell where they are not quoted
 * @param zone the time zone whose clock dates are told by; null for UTC and no mixture
 * @param patterns the patterns of dates by column
 */
record TextRules(
    char separator,
    char decimal,
    ImmutableSet<String> missing,
    ImmutableSet<String> known,
    @Nullable ZoneId zone,
    ImmutableMap<String, String> patterns) {

  /** Nothing, quoted or not, is always missing. */
  static final ImmutableSet<String> USUAL =
      ImmutableSet.of("NA", "N/A", "n/a", "NaN", "nan", "NULL", "null", "None", "#N/A", "<NA>");

  static final TextRules DEFAULT =
      new TextRules((char) 0, (char) 0, ImmutableSet.of(), USUAL, null, ImmutableMap.of());

  /** Yes and no, in pairs; the words of a pair do not mix with those of another. */
  static final ImmutableList<ImmutableList<String>> YES_AND_NO =
      ImmutableList.of(
          ImmutableList.of("true", "false"),
          ImmutableList.of("yes", "no"),
          ImmutableList.of("y", "n"),
          ImmutableList.of("t", "f"));

  TextRules withSeparator(char found) {
    return new TextRules(found, decimal, missing, known, zone, patterns);
  }

  TextRules withDecimal(char mark) {
    return new TextRules(separator, mark, missing, known, zone, patterns);
  }

  TextRules withMissing(ImmutableSet<String> words, ImmutableSet<String> unquoted) {
    return new TextRules(separator, decimal, words, unquoted, zone, patterns);
  }

  /** Returns the rules of a source that has a way of its own to say that a cell is missing. */
  TextRules ofTyped() {
    return withMissing(missing, ImmutableSet.of());
  }

  TextRules withZone(ZoneId clock) {
    return new TextRules(separator, decimal, missing, known, clock, patterns);
  }

  TextRules withPatterns(ImmutableMap<String, String> byColumn) {
    return new TextRules(separator, decimal, missing, known, zone, byColumn);
  }
}
