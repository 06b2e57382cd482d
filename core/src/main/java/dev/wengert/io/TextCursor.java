package dev.wengert.io;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A place in the text of a header or an index, which moves over what is expected there. */
final class TextCursor {

  private static final int SHOWN_CHARACTERS = 40;
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

  private final Source source;
  private final String what;
  private final String text;
  private int at;

  TextCursor(Source source, String text) {
    this(source, "the header", text);
  }

  /**
   * Creates a cursor at the front.
   *
   * @param what what the text is, for errors
   */
  TextCursor(Source source, String what, String text) {
    this.source = source;
    this.what = what;
    this.text = text;
  }

  /** Returns the next character that is not a space, without moving over it; 0 at the end. */
  char peek() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at < text.length() ? text.charAt(at) : 0;
  }

  /** Moves over a character, after spaces, if it is the next. */
  boolean take(char expected) {
    if (at < text.length() && peek() == expected) {
      at++;
      return true;
    }
    return false;
  }

  /** Moves over a word if it is next. */
  boolean take(String word) {
    peek();
    if (text.startsWith(word, at)) {
      at += word.length();
      return true;
    }
    return false;
  }

  /** Moves over a character that must be next. */
  void expect(char expected) throws MalformedFileException {
    if (!take(expected)) {
      throw unexpected("'" + expected + "'");
    }
  }

  /** Returns the next character as it is, spaces included, and moves over it. */
  char any(String wanted) throws MalformedFileException {
    if (at == text.length()) {
      throw unexpected(wanted);
    }
    return text.charAt(at++);
  }

  /** Moves over a number without sign, fraction or exponent. */
  long natural(String wanted) throws MalformedFileException {
    char first = peek();
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    if (start == at) {
      throw unexpected(wanted + ", 0 or more");
    }
    if (first == '0' && at > start + 1) {
      at = start;
      throw unexpected(wanted + " without leading zeros");
    }
    try {
      return Long.parseLong(text, start, at, 10);
    } catch (NumberFormatException e) {
      at = start;
      throw unexpected(wanted + " below 2^63");
    }
  }

  /** Moves over a number as JSON has them; none is infinite or NaN. */
  double number(String wanted) throws MalformedFileException {
    peek();
    Matcher matcher = NUMBER.matcher(text).region(at, text.length());
    double value = matcher.lookingAt() ? Double.parseDouble(matcher.group()) : Double.NaN;
    if (!Double.isFinite(value)) {
      throw unexpected(wanted + ", a finite number");
    }
    at = matcher.end();
    return value;
  }

  /** Makes sure that nothing but spaces follows. */
  void expectEnd() throws MalformedFileException {
    peek();
    if (at < text.length()) {
      throw unexpected("the end");
    }
  }

  /** Returns an error about what the text says. */
  MalformedFileException malformed(String what, @Nullable Object... values) {
    return source.malformed(what, values);
  }

  /** Returns an error that shows what stands here. */
  MalformedFileException unexpected(String wanted) {
    String found =
        at == text.length()
            ? "it ends"
            : "it reads "
                + printable(text.substring(at, Math.min(text.length(), at + SHOWN_CHARACTERS)));
    return source.malformed(
        "%s is not well formed: at character %s %s where %s belongs; the file is damaged, save it"
            + " again",
        what, at, found, wanted);
  }

  private static String printable(String text) {
    return '"' + text.replaceAll("[^\\x20-\\x7e]", "?") + '"';
  }
}
