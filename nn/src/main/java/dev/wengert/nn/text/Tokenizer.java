package dev.wengert.nn.text;

import com.google.common.collect.ImmutableList;
import java.util.List;

/** Cuts texts into pieces, each with a number. */
public interface Tokenizer {

  /** Returns a text in pieces, with what stands around a text. */
  Tokens encode(String text);

  /** Returns two texts as one, with what stands around and between them. */
  Tokens encode(String first, String second);

  /**
   * Returns the text of pieces, without those that stand for no text.
   *
   * @throws IndexOutOfBoundsException if there is no such piece, where the tokenizer tells
   */
  String decode(int... ids);

  /** Returns the number of the piece that texts are filled up with. */
  int padding();

  /** Returns texts filled up to the length of the longest. */
  default TokenBatch batch(List<String> texts) {
    ImmutableList.Builder<Tokens> all = ImmutableList.builder();
    texts.forEach(text -> all.add(encode(text)));
    return TokenBatch.of(all.build(), padding());
  }
}
