package dev.wengert.nn.text;

import com.google.common.base.Preconditions;
import com.google.common.primitives.ImmutableIntArray;

/**
 * A text, or a pair of texts, as a network reads it.
 *
 * @param ids the number of each piece in the vocabulary
 * @param segments which text each piece is of: 0, or 1 in the second of a pair
 */
public record Tokens(ImmutableIntArray ids, ImmutableIntArray segments) {

  /**
   * Makes tokens.
   *
   * @throws IllegalArgumentException if there is not one segment for each piece
   */
  public Tokens {
    Preconditions.checkArgument(
        ids.length() == segments.length(),
        "tokens: %s pieces and %s segments; give one for each piece",
        ids.length(),
        segments.length());
  }

  /** Returns those of a single text. */
  public static Tokens of(int... ids) {
    return new Tokens(ImmutableIntArray.copyOf(ids), ImmutableIntArray.copyOf(new int[ids.length]));
  }

  /** Returns how many pieces there are. */
  public int length() {
    return ids.length();
  }
}
