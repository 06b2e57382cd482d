package dev.wengert;

import com.google.common.base.Splitter;
import com.google.common.primitives.Ints;
import java.util.List;

/** Indices as NumPy writes them between brackets: {@code ":, 0"}, {@code "1:-1, ..., None"}. */
final class IndexText {

  private static final Splitter COMMAS = Splitter.on(',').trimResults();
  private static final Splitter COLONS = Splitter.on(':').trimResults();

  private IndexText() {}

  /**
   * Returns the indices that a text names.
   *
   * @throws IllegalArgumentException if it is no such text
   */
  static Index[] parse(String text) {
    List<String> parts = COMMAS.splitToList(text);
    Index[] indices = new Index[parts.size()];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = index(text, parts.get(i));
    }
    return indices;
  }

  private static Index index(String text, String part) {
    if (part.equals("...")) {
      return Index.ellipsis();
    }
    if (part.equals("None") || part.equals("newaxis")) {
      return Index.newAxis();
    }
    List<String> numbers = COLONS.splitToList(part);
    return switch (numbers.size()) {
      case 1 -> Index.at(number(text, part));
      case 2 -> range(text, numbers, 1);
      case 3 -> range(text, numbers, or(text, numbers.get(2), 1));
      default -> throw refusal(text, part);
    };
  }

  /** What is left out is the end of the axis where the range begins or ends. */
  private static Index range(String text, List<String> numbers, int step) {
    int start = or(text, numbers.get(0), step < 0 ? Integer.MAX_VALUE : 0);
    int stop = or(text, numbers.get(1), step < 0 ? Integer.MIN_VALUE : Integer.MAX_VALUE);
    return Index.range(start, stop, step);
  }

  private static int or(String text, String number, int otherwise) {
    return number.isEmpty() ? otherwise : number(text, number);
  }

  private static int number(String text, String part) {
    Integer number = Ints.tryParse(part);
    if (number == null) {
      throw refusal(text, part);
    }
    return number;
  }

  private static IllegalArgumentException refusal(String text, String part) {
    return new IllegalArgumentException(
        "get: not an index: \""
            + part
            + "\" in \""
            + text
            + "\"; give for each axis a number, a range such as 1:5 or ::-1, ... or None");
  }
}
