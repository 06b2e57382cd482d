package dev.wengert.nn.data.table;

import it.unimi.dsi.fastutil.HashCommon;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Different words in the order in which they come; looked up without making a string of each. A
 * word of eight letters or fewer is nearly always found by one comparison of numbers.
 */
final class Levels {

  static final int NONE = -1;

  private static final int PACKED = 8;
  private static final int BITS = 8;

  /** The odd number by which a number's digits are spread: 2^64 over the golden ratio. */
  private static final long SPREAD = 0x9e3779b97f4a7c15L;

  private final List<String> words = new ArrayList<>();
  private char[][] characters = new char[8][];
  private long[] keys = new long[8];
  private int[] table = new int[16];

  Levels() {
    Arrays.fill(table, NONE);
  }

  List<String> words() {
    return words;
  }

  /** Returns the place of a word, {@link #NONE} if it has none yet. */
  int find(char[] text, int from, int to) {
    long key = key(text, from, to);
    int mask = table.length - 1;
    for (int slot = slot(key) & mask; ; slot = slot + 1 & mask) {
      int place = table[slot];
      if (place == NONE || (keys[place] == key && isSame(characters[place], text, from, to))) {
        return place;
      }
    }
  }

  /** Adds a word that has no place yet. */
  int add(String word) {
    int place = words.size();
    if (place * 2 >= table.length) {
      characters = Arrays.copyOf(characters, table.length);
      keys = Arrays.copyOf(keys, table.length);
      table = new int[table.length * 2];
      Arrays.fill(table, NONE);
      for (int i = 0; i < place; i++) {
        insert(i);
      }
    }
    characters[place] = word.toCharArray();
    keys[place] = key(characters[place], 0, word.length());
    words.add(word);
    insert(place);
    return place;
  }

  private void insert(int place) {
    int mask = table.length - 1;
    int slot = slot(keys[place]) & mask;
    while (table[slot] != NONE) {
      slot = slot + 1 & mask;
    }
    table[slot] = place;
  }

  private static int slot(long key) {
    return (int) HashCommon.mix(key * SPREAD);
  }

  /** Returns the letters themselves where they fit, else a number that depends on all. */
  private static long key(char[] text, int from, int to) {
    long key = 0;
    for (int i = from; i < to; i++) {
      key = to - from <= PACKED ? key << BITS | text[i] : (key + text[i]) * SPREAD;
    }
    return key;
  }

  private static boolean isSame(char[] word, char[] text, int from, int to) {
    if (word.length != to - from) {
      return false;
    }
    for (int i = 0; i < word.length; i++) {
      if (word[i] != text[from + i]) {
        return false;
      }
    }
    return true;
  }
}
