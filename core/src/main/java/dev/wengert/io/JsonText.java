package dev.wengert.io;

import it.unimi.dsi.fastutil.longs.LongArrayList;
import it.unimi.dsi.fastutil.longs.LongList;
import org.jspecify.annotations.Nullable;

/**
 * JSON under a cursor: strings, numbers, objects and arrays, and values of any kind to be passed
 * over.
 */
final class JsonText {

  private static final int DEEPEST = 64;

  private final TextCursor cursor;

  JsonText(TextCursor cursor) {
    this.cursor = cursor;
  }

  /** Moves into an object and returns whether it has an entry. */
  boolean open() throws MalformedFileException {
    cursor.expect('{');
    return !cursor.take('}');
  }

  /** Moves behind an entry of an object and returns whether another follows. */
  boolean next() throws MalformedFileException {
    if (cursor.take(',')) {
      return true;
    }
    if (cursor.take('}')) {
      return false;
    }
    throw cursor.unexpected("',' or '}'");
  }

  /** Moves into an array and returns whether it has an element. */
  boolean openArray() throws MalformedFileException {
    cursor.expect('[');
    return !cursor.take(']');
  }

  /** Moves behind an element of an array and returns whether another follows. */
  boolean nextElement() throws MalformedFileException {
    if (cursor.take(',')) {
      return true;
    }
    if (cursor.take(']')) {
      return false;
    }
    throw cursor.unexpected("',' or ']'");
  }

  /** Moves over the name of an entry, and the colon, and returns the name. */
  String key() throws MalformedFileException {
    String key = string();
    cursor.expect(':');
    return key;
  }

  /** Moves over an array of numbers without sign, fraction or exponent. */
  LongList naturals(String wanted) throws MalformedFileException {
    LongList result = new LongArrayList();
    for (boolean more = openArray(); more; more = nextElement()) {
      result.add(cursor.natural(wanted));
    }
    return result;
  }

  /**
   * Returns what an entry says, which must not have been said before.
   *
   * @param before what was said, or null
   * @param where what has the entry, for the error
   */
  <T> T once(@Nullable T before, String key, String where, T now) throws MalformedFileException {
    if (before != null) {
      throw twice(key, where);
    }
    return now;
  }

  /** Returns an error about a name that is there twice. */
  MalformedFileException twice(String name, String where) {
    return cursor.malformed("%s names \"%s\" twice; give each a name of its own", where, name);
  }

  /** Moves over a string and returns it. */
  String string() throws MalformedFileException {
    cursor.expect('"');
    StringBuilder text = new StringBuilder();
    while (true) {
      char c = cursor.any("a closing quote");
      switch (c) {
        case '"' -> {
          return text.toString();
        }
        case '\\' -> text.append(escaped());
        default -> {
          if (c < ' ') {
            throw cursor.unexpected("a string without control characters");
          }
          text.append(c);
        }
      }
    }
  }

  private char escaped() throws MalformedFileException {
    char c = cursor.any("an escaped character");
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        int code = 0;
        for (int i = 0; i < 4; i++) {
          int digit = Character.digit(cursor.any("a hexadecimal digit"), 16);
          if (digit < 0) {
            throw cursor.unexpected("four hexadecimal digits");
          }
          code = code << 4 | digit;
        }
        yield (char) code;
      }
      default -> throw cursor.unexpected("an escaped character of JSON");
    };
  }

  /** Moves over a value, whatever it is. */
  void skip() throws MalformedFileException {
    skip(0);
  }

  private void skip(int depth) throws MalformedFileException {
    if (depth > DEEPEST) {
      throw cursor.unexpected("a value that is not nested so deeply");
    }
    switch (cursor.peek()) {
      case '"' -> string();
      case '{' -> {
        for (boolean more = open(); more; more = next()) {
          key();
          skip(depth + 1);
        }
      }
      case '[' -> {
        for (boolean more = openArray(); more; more = nextElement()) {
          skip(depth + 1);
        }
      }
      default -> word();
    }
  }

  /** Moves over a number or one of JSON's three words. */
  private void word() throws MalformedFileException {
    int length = 0;
    while (true) {
      char next = cursor.peek();
      boolean isPart = Character.isLetterOrDigit(next) || "+-.".indexOf(next) >= 0;
      if (next == 0 || !isPart) {
        break;
      }
      cursor.expect(next);
      length++;
    }
    if (length == 0) {
      throw cursor.unexpected("a value");
    }
  }

  /** Appends a string in quotes. */
  static StringBuilder quote(String string, StringBuilder text) {
    text.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ') {
        text.append("\\u%04x".formatted((int) c));
      } else {
        text.append(c);
      }
    }
    return text.append('"');
  }
}
