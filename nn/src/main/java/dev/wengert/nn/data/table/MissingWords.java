package dev.wengert.nn.data.table;

import java.util.Arrays;
import java.util.Set;

/** Tells words for a missing cell from others. */
final class MissingWords {

  private final char[][] known;
  private final char[][] always;
  private final boolean[] begins = new boolean[128];

  MissingWords(TextRules rules) {
    this.known = characters(rules.known());
    this.always = characters(rules.missing());
  }

  private char[][] characters(Set<String> words) {
    for (String word : words) {
      if (!word.isEmpty()) {
        begins[Math.min(word.charAt(0), 127)] = true;
      }
    }
    return words.stream().map(String::toCharArray).toArray(char[][]::new);
  }

  boolean isMissing(char[] text, int from, int to, boolean isQuoted) {
    if (from == to) {
      return true;
    }
    if (!begins[Math.min(text[from], 127)]) {
      return false;
    }
    return isOneOf(always, text, from, to) || (!isQuoted && isOneOf(known, text, from, to));
  }

  private static boolean isOneOf(char[][] words, char[] text, int from, int to) {
    for (char[] word : words) {
      if (Arrays.equals(word, 0, word.length, text, from, to)) {
        return true;
      }
    }
    return false;
  }
}
