package dev.wengert.nn.text;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.io.MalformedFileException;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.objects.Object2IntOpenHashMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The tokenizer of BERT: words are cut into the longest pieces that the vocabulary has, from the
 * left, and what goes on within a word begins with {@code ##}. A word with a part that no piece is
 * for is {@code [UNK]} as a whole.
 *
 * <p>A text is {@code [CLS] pieces [SEP]}, a pair {@code [CLS] first [SEP] second [SEP]}. Special
 * pieces that are written out in a text are these pieces.
 *
 * <p>It gives the numbers that the library of Hugging Face gives for the same file; signs that are
 * in Unicode since 2015 are taken for what they are, where that library does not know them. Source:
 * Devlin, Chang, Lee and Toutanova, "BERT: pre-training of deep bidirectional transformers for
 * language understanding", 2019, section 3; Wu et al., "Google's neural machine translation
 * system", 2016, section 4.1.
 */
public final class WordPiece implements Tokenizer {

  /** What stands for no text, by its usual name: filling, unknown, beginning, end, gap. */
  static final ImmutableList<String> SPECIAL =
      ImmutableList.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");

  private static final Pattern WRITTEN_OUT =
      Pattern.compile(SPECIAL.stream().map(Pattern::quote).collect(Collectors.joining("|")));

  private static final int MISSING = -1;

  private final ImmutableList<String> pieces;
  private final Object2IntOpenHashMap<String> ids;
  private final Settings settings;

  /**
   * How texts are read.
   *
   * @param text what becomes of a text before it is cut
   * @param within what pieces within a word begin with
   * @param longestWord of how many characters a word may be, before it is unknown
   * @param longest of how many pieces a text may be; what is more is left out at its end
   */
  record Settings(BasicText text, String within, int longestWord, int longest) {

    static final String WITHIN = "##";
    static final int LONGEST_WORD = 100;

    static Settings usual(boolean lowercases) {
      return new Settings(
          new BasicText(true, true, lowercases, lowercases),
          WITHIN,
          LONGEST_WORD,
          Integer.MAX_VALUE);
    }
  }

  private WordPiece(
      ImmutableList<String> pieces, Object2IntOpenHashMap<String> ids, Settings settings) {
    this.pieces = pieces;
    this.ids = ids;
    this.settings = settings;
  }

  /**
   * Returns a tokenizer of a vocabulary.
   *
   * @param pieces each at the place that is its number, {@code [PAD]}, {@code [UNK]}, {@code
   *     [CLS]}, {@code [SEP]} and {@code [MASK]} among them
   * @param lowercases whether letters are made small and lose their accents, as {@code uncased}
   *     models want it
   * @throws IllegalArgumentException if one of those is missing, or a piece is there twice
   */
  public static WordPiece of(List<String> pieces, boolean lowercases) {
    return of(ImmutableList.copyOf(pieces), Settings.usual(lowercases));
  }

  static WordPiece of(ImmutableList<String> pieces, Settings settings) {
    Object2IntOpenHashMap<String> ids = new Object2IntOpenHashMap<>(pieces.size());
    ids.defaultReturnValue(MISSING);
    for (int id = 0; id < pieces.size(); id++) {
      int before = ids.put(pieces.get(id), id);
      Preconditions.checkArgument(
          before == MISSING,
          "wordPiece: the piece %s has the numbers %s and %s; give each piece once",
          pieces.get(id),
          before,
          id);
    }
    for (String name : SPECIAL) {
      Preconditions.checkArgument(
          ids.containsKey(name),
          "wordPiece: the vocabulary of %s pieces has no %s; give all of %s",
          pieces.size(),
          name,
          SPECIAL);
    }
    return new WordPiece(pieces, ids, settings);
  }

  /**
   * Returns the tokenizer of a file: {@code vocab.txt}, a piece a line, or {@code tokenizer.json}
   * of the model {@code WordPiece}. The latter says how texts are prepared and how long they may
   * be; with the former letters are made small and texts have any length.
   *
   * @throws MalformedFileException if it is none, or is damaged
   * @throws IOException if it cannot be read
   */
  public static WordPiece read(Path file) throws IOException {
    return WordPieceFile.read(file);
  }

  /**
   * Returns the tokenizer of what {@code tokenizer.json} has.
   *
   * @param name what is read, for errors
   * @throws MalformedFileException if it is none, or is damaged
   */
  public static WordPiece ofJson(String name, String json) throws MalformedFileException {
    return WordPieceFile.ofJson(name, json);
  }

  /**
   * Returns the same for texts that are cut off behind so many pieces, special ones included.
   *
   * @param pieces 3 or more
   * @throws IllegalArgumentException if there are less
   */
  public WordPiece withLongest(int pieces) {
    Preconditions.checkArgument(
        pieces >= 3, "wordPiece: texts of %s pieces at most; give 3 or more", pieces);
    Settings s = settings;
    return new WordPiece(this.pieces, ids, new Settings(s.text, s.within, s.longestWord, pieces));
  }

  /** Returns how many pieces the vocabulary has. */
  public int size() {
    return pieces.size();
  }

  /** Returns of how many pieces a text may be. */
  public int longest() {
    return settings.longest;
  }

  /**
   * Returns a piece.
   *
   * @throws IndexOutOfBoundsException if there is none of that number
   */
  public String piece(int id) {
    if (id < 0 || id >= pieces.size()) {
      throw new IndexOutOfBoundsException(
          "wordPiece: there is no piece " + id + "; numbers are from 0 to " + (pieces.size() - 1));
    }
    return pieces.get(id);
  }

  @Override
  public int padding() {
    return special("[PAD]");
  }

  private int special(String name) {
    return ids.getInt(name);
  }

  @Override
  public Tokens encode(String text) {
    IntArrayList pieces = cut(text);
    pieces.size(Math.min(pieces.size(), settings.longest - 2));
    IntArrayList all = new IntArrayList(pieces.size() + 2);
    all.add(special("[CLS]"));
    all.addAll(pieces);
    all.add(special("[SEP]"));
    return Tokens.of(all.toIntArray());
  }

  /** Where a pair is too long, the longer of both loses its end first. */
  @Override
  public Tokens encode(String first, String second) {
    IntArrayList one = cut(first);
    IntArrayList two = cut(second);
    shorten(one, two, settings.longest - 3);
    IntArrayList all = new IntArrayList(one.size() + two.size() + 3);
    all.add(special("[CLS]"));
    all.addAll(one);
    all.add(special("[SEP]"));
    int[] segments = new int[one.size() + two.size() + 3];
    Arrays.fill(segments, all.size(), segments.length, 1);
    all.addAll(two);
    all.add(special("[SEP]"));
    return new Tokens(
        ImmutableIntArray.copyOf(all.toIntArray()), ImmutableIntArray.copyOf(segments));
  }

  /**
   * Shortens a pair as the library of Hugging Face does: the shorter keeps what it has up to half
   * of the room, the longer the rest.
   */
  private static void shorten(IntArrayList one, IntArrayList two, int room) {
    if (one.size() + two.size() <= room) {
      return;
    }
    boolean isFirstShorter = one.size() <= two.size();
    int shorter = Math.min(one.size(), two.size());
    int longer = shorter > room ? shorter : Math.max(shorter, room - shorter);
    if (shorter + longer > room) {
      shorter = room / 2;
      longer = shorter + room % 2;
    }
    one.size(isFirstShorter ? shorter : longer);
    two.size(isFirstShorter ? longer : shorter);
  }

  /** Returns the pieces of a text, without what stands around it. */
  private IntArrayList cut(String text) {
    IntArrayList all = new IntArrayList();
    Matcher matcher = WRITTEN_OUT.matcher(text);
    int from = 0;
    while (matcher.find()) {
      settings.text.words(text.substring(from, matcher.start()), word -> cutWord(word, all));
      all.add(special(matcher.group()));
      from = matcher.end();
    }
    settings.text.words(text.substring(from), word -> cutWord(word, all));
    return all;
  }

  private void cutWord(String word, IntArrayList all) {
    int before = all.size();
    if (word.codePointCount(0, word.length()) > settings.longestWord) {
      all.add(special("[UNK]"));
      return;
    }
    int from = 0;
    while (from < word.length()) {
      int to = word.length();
      int id = MISSING;
      while (to > from) {
        String part = word.substring(from, to);
        id = ids.getInt(from == 0 ? part : settings.within + part);
        if (id != MISSING) {
          break;
        }
        to = word.offsetByCodePoints(to, -1);
      }
      if (id == MISSING) {
        all.size(before);
        all.add(special("[UNK]"));
        return;
      }
      all.add(id);
      from = to;
    }
  }

  /** Pieces are joined by blanks, and those within words, stops and commas to what is before. */
  @Override
  public String decode(int... ids) {
    StringBuilder text = new StringBuilder();
    for (int id : ids) {
      String piece = piece(id);
      if (SPECIAL.contains(piece)) {
        continue;
      }
      if (text.isEmpty()) {
        text.append(piece);
      } else if (piece.startsWith(settings.within)) {
        text.append(piece, settings.within.length(), piece.length());
      } else if (".?!,".contains(piece)) {
        text.append(piece);
      } else {
        text.append(' ').append(piece);
      }
    }
    return text.toString();
  }

  /** Returns for example {@code WordPiece(30522 pieces)}. */
  @Override
  public String toString() {
    return "WordPiece(" + pieces.size() + " pieces)";
  }
}
