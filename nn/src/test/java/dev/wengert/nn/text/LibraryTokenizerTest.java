package dev.wengert.nn.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.wengert.io.MalformedFileException;
import dev.wengert.testing.Gates;
import dev.wengert.testing.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The library's tokenizers, and this module's own beside them. */
class LibraryTokenizerTest {

  /**
   * Letters, signs and digits of Latin, Greek, Cyrillic, Hebrew, Arabic, Devanagari, Thai,
   * Japanese, Chinese and Korean, first and last of each range. What Unicode has got since the
   * library's tables were made is not among them.
   */
  private static final int[][] SCRIPTS = {
    {0x21, 0x7e, 0xa1, 0x17f, 0x1e00, 0x1eff},
    {0x386, 0x38a, 0x391, 0x3a1, 0x3a3, 0x3ff, 0x1f00, 0x1f15},
    {0x400, 0x52f},
    {0x591, 0x5c7, 0x5d0, 0x5ea},
    {0x606, 0x61b, 0x61e, 0x6ff},
    {0x900, 0x97f},
    {0xe01, 0xe3a, 0xe3f, 0xe5b},
    {0x3001, 0x303f, 0x3041, 0x3096, 0x3099, 0x30ff},
    {0x4e00, 0x9fcc, 0xf900, 0xfa6d, 0x20000, 0x20200},
    {0xac00, 0xd7a3, 0x1100, 0x11ff},
  };

  /** Blanks, controls, what joins, general punctuation and pictures: in texts of any script. */
  private static final int[][] ANYWHERE = {
    {' ', ' '},
    {'\t', '\r'},
    {0x85, 0x85},
    {0xa0, 0xa0},
    {1, 8},
    {0x2000, 0x2027},
    {0x300, 0x36f},
    {0x3000, 0x3000},
    {0xfeff, 0xfeff},
    {0xfffd, 0xfffd},
    {0x1f300, 0x1f5ff},
    {'A', 'Z'},
    {'#', '#'}
  };

  private static final int LINES = Gates.of(2_000, 10_000);

  @TempDir Path folder;

  private static int drawn(Random random, int[] ranges) {
    int at = 2 * random.nextInt(ranges.length / 2);
    return ranges[at] + random.nextInt(ranges[at + 1] - ranges[at] + 1);
  }

  private static String line(Random random, int[] script) {
    StringBuilder line = new StringBuilder();
    int length = random.nextInt(60);
    for (int i = 0; i < length; i++) {
      int kind = random.nextInt(12);
      line.appendCodePoint(
          kind == 0
              ? ' '
              : kind == 1
                  ? drawn(random, ANYWHERE[random.nextInt(ANYWHERE.length)])
                  : drawn(random, script));
      if (random.nextInt(400) == 0) {
        line.append("[MASK]");
      }
    }
    return line.toString();
  }

  private static List<String> lines() {
    Random random = Seeds.random(20);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < LINES; i++) {
      lines.add(line(random, SCRIPTS[i % SCRIPTS.length]));
    }
    return lines;
  }

  /** Most of the letters that there are, alone and within words, and some pairs. */
  private static Set<String> vocabulary(List<String> lines) {
    Set<String> pieces = new LinkedHashSet<>(List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"));
    for (String line : lines) {
      for (int c :
          Normalizer.normalize(line, Normalizer.Form.NFD)
              .toLowerCase(Locale.ROOT)
              .codePoints()
              .toArray()) {
        if (!Character.isWhitespace(c) && c % 16 != 5) {
          String letter = Character.toString(c);
          pieces.add(letter);
          pieces.add("##" + letter);
          pieces.add("##" + letter + Character.toString(c + 1));
        }
      }
    }
    return pieces;
  }

  private Path wordPiece(Iterable<String> pieces, boolean lowercases, int longest)
      throws IOException {
    JsonObject vocabulary = new JsonObject();
    int id = 0;
    JsonArray added = new JsonArray();
    for (String piece : pieces) {
      if (WordPiece.SPECIAL.contains(piece)) {
        added.add(
            JsonParser.parseString(
                """
                {"id": %d, "content": "%s", "single_word": false, "lstrip": false,
                 "rstrip": false, "normalized": false, "special": true}
                """
                    .formatted(id, piece)));
      }
      vocabulary.addProperty(piece, id++);
    }
    String truncation =
        longest == 0
            ? "null"
            : """
            {"direction": "Right", "max_length": %d, "strategy": "LongestFirst", "stride": 0}
            """
                .formatted(longest);
    String text =
        """
        {"version": "1.0", "truncation": %s, "padding": null, "added_tokens": %s,
         "normalizer": {"type": "BertNormalizer", "clean_text": true,
           "handle_chinese_chars": true, "strip_accents": null, "lowercase": %s},
         "pre_tokenizer": {"type": "BertPreTokenizer"},
         "post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]},
         "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": true},
         "model": {"type": "WordPiece", "unk_token": "[UNK]",
           "continuing_subword_prefix": "##", "max_input_chars_per_word": 100, "vocab": %s}}
        """
            .formatted(truncation, added, lowercases, vocabulary);
    return Files.writeString(folder.resolve("tokenizer-" + lowercases + longest + ".json"), text);
  }

  @Test
  void ownPiecesAreTheLibrarysInTenScripts() throws IOException {
    List<String> lines = lines();
    Set<String> pieces = vocabulary(lines);
    for (boolean lowercases : new boolean[] {true, false}) {
      Path file = wordPiece(pieces, lowercases, 0);
      WordPiece own = WordPiece.read(file);
      int unknown = 0;
      int all = 0;
      try (LibraryTokenizer library = LibraryTokenizer.read(file)) {
        assertThat(library.padding()).isEqualTo(own.padding());
        for (String line : lowercases ? lines : lines.subList(0, LINES / 10)) {
          Tokens tokens = own.encode(line);
          assertThat(tokens).as("%s", line).isEqualTo(library.encode(line));
          int[] ids = tokens.ids().toArray();
          assertThat(own.decode(ids)).isEqualTo(library.decode(ids));
          all += ids.length;
          unknown += (int) tokens.ids().stream().filter(id -> id == 1).count();
        }
      }
      assertThat(all).isGreaterThan(lowercases ? 10 * LINES : LINES);
      // Known and unknown words are both there.
      assertThat(unknown).isBetween(all / 20, all / 2);
    }
  }

  @Test
  void pairsAndCutsAreTheLibrarys() throws IOException {
    List<String> lines = lines().subList(0, LINES / 5);
    Set<String> pieces = vocabulary(lines);
    Path open = wordPiece(pieces, true, 0);
    Path closed = wordPiece(pieces, true, 16);
    WordPiece own = WordPiece.read(closed);
    WordPiece whole = WordPiece.read(open);
    assertThat(own.longest()).isEqualTo(16);
    try (LibraryTokenizer library = LibraryTokenizer.read(closed, 16);
        LibraryTokenizer any = LibraryTokenizer.read(closed)) {
      for (int i = 1; i < lines.size(); i++) {
        String one = lines.get(i - 1);
        String two = lines.get(i);
        assertThat(own.encode(one)).isEqualTo(library.encode(one));
        assertThat(own.encode(one, two))
            .as("%s | %s", one, two)
            .isEqualTo(library.encode(one, two));
        assertThat(whole.encode(one, two)).isEqualTo(any.encode(one, two));
      }
    }
  }

  /** As GPT-2 has it: bytes as letters, joined pair by pair. */
  @Test
  void bytePairsAreReadToo() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("tokenizer.json"),
            """
            {"version": "1.0", "truncation": null, "padding": null,
             "added_tokens": [{"id": 0, "content": "<|endoftext|>", "single_word": false,
               "lstrip": false, "rstrip": false, "normalized": true, "special": true}],
             "normalizer": null,
             "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true},
             "post_processor": {"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": false},
             "decoder": {"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true},
             "model": {"type": "BPE", "dropout": null, "unk_token": null,
               "continuing_subword_prefix": "", "end_of_word_suffix": "", "fuse_unk": false,
               "vocab": {"<|endoftext|>": 0, "l": 1, "o": 2, "w": 3, "e": 4, "r": 5, "\\u0120": 6,
                 "lo": 7, "low": 8, "er": 9, "\\u0120low": 10},
               "merges": ["l o", "lo w", "e r", "\\u0120 low"]}}
            """);
    try (LibraryTokenizer library = LibraryTokenizer.read(file)) {
      Tokens tokens = library.encode("lower low");
      assertThat(tokens.ids().asList()).containsExactly(8, 9, 10);
      assertThat(tokens.segments().asList()).containsExactly(0, 0, 0);
      assertThat(library.decode(8, 9, 10)).isEqualTo("lower low");
      assertThat(library.decode(8, 99, -1, 9)).isEqualTo("lower");
      assertThat(library.padding()).isZero();
      assertThat(library.batch(List.of("low", "lower low")).ids().toIntArray())
          .containsExactly(8, 0, 0, 8, 9, 10);
    }
  }

  @Test
  void whatTheLibraryDoesNotReadIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("tokenizer.json"), "{\"model\": 3}");
    assertThatThrownBy(() -> LibraryTokenizer.read(file))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageStartingWith("tokenizer: " + file + " is not read: ")
        .hasMessageEndingWith("; give a tokenizer.json");
    Files.writeString(file, "no json");
    assertThatThrownBy(() -> LibraryTokenizer.read(file))
        .isInstanceOf(MalformedFileException.class);
    assertThatThrownBy(() -> LibraryTokenizer.read(file, 2))
        .hasMessage("tokenizer: texts of 2 pieces at most; give 3 or more");
  }

  @Test
  void withoutAPieceToFillUpWithBatchesAreRefused() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("tokenizer.json"),
            """
            {"version": "1.0", "pre_tokenizer": {"type": "Whitespace"},
             "model": {"type": "WordLevel", "vocab": {"a": 0, "b": 1}, "unk_token": "a"}}
            """);
    try (LibraryTokenizer library = LibraryTokenizer.read(file)) {
      assertThat(library.encode("b a").ids().asList()).containsExactly(1, 0);
      assertThatThrownBy(() -> library.batch(List.of("a")))
          .hasMessage(
              "tokenizer: the file names no piece to fill texts up with; make batches by"
                  + " TokenBatch.of(texts, padding)");
    }
  }
}
