package dev.wengert.nn.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.wengert.io.MalformedFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordPieceTest {

  private static final ImmutableList<String> PIECES =
      ImmutableList.of(
          "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "un", "##aff", "##able", "##un", "runn",
          "##ing", "want", "##want", "##ed", "wa", ",", ".", "low", "##est", "cafe", "strasse", "中",
          "文", "!", "'", "s", "don", "t", "σ", "##σ", "a", "b", "##b", "$", "`");

  @TempDir Path folder;

  private static List<String> pieces(WordPiece words, Tokens tokens) {
    return tokens.ids().stream().mapToObj(words::piece).toList();
  }

  private static List<String> pieces(String text) {
    WordPiece words = WordPiece.of(PIECES, true);
    List<String> all = pieces(words, words.encode(text));
    assertThat(all).startsWith("[CLS]").endsWith("[SEP]");
    return all.subList(1, all.size() - 1);
  }

  /** The examples of the reference implementation's tests. */
  @Test
  void wordsAreCutIntoTheLongestPieces() {
    assertThat(pieces("UNwant\u00E9d,running"))
        .containsExactly("un", "##want", "##ed", ",", "runn", "##ing");
    assertThat(pieces("unwanted running")).containsExactly("un", "##want", "##ed", "runn", "##ing");
    assertThat(pieces("unwantedX running")).containsExactly("[UNK]", "runn", "##ing");
    assertThat(pieces("unaffable")).containsExactly("un", "##aff", "##able");
    assertThat(pieces("")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Café | cafe",
        "CAFÉ | cafe",
        "low中文low | low 中 文 low",
        "'don''t!' | don ' t !",
        "Σσς | [UNK]",
        "ΣΣ | σ ##σ",
        "a$b`a | a $ b ` a",
        "a[MASK]b | a [MASK] b",
        "a [mask] b | a [UNK] [UNK] [UNK] b",
        "straße | [UNK]",
        "İ | [UNK]",
      })
  void textsArePreparedAsForBert(String text, String expected) {
    assertThat(String.join(" ", pieces(text))).isEqualTo(expected.strip());
  }

  @Test
  void everyBlankEndsAWordAndControlCharactersAreNothing() {
    assertThat(pieces("low\u00a0low\u2003low\tlow\nlow\u3000low"))
        .containsExactly("low", "low", "low", "low", "low", "low");
    assertThat(pieces("l\u200bo\u0000w\ufffd\u0007")).containsExactly("low");
  }

  @Test
  void lettersStayAsTheyAreForModelsThatTellThemApart() {
    WordPiece words = WordPiece.of(PIECES, false);
    assertThat(pieces(words, words.encode("low Low café cafe")))
        .containsExactly("[CLS]", "low", "[UNK]", "[UNK]", "cafe", "[SEP]");
  }

  @Test
  void aWordOfMoreThanAHundredLettersIsUnknown() {
    assertThat(pieces("a" + "b".repeat(99))).hasSize(100).endsWith("##b");
    assertThat(pieces("a" + "b".repeat(100))).containsExactly("[UNK]");
  }

  @Test
  void ofAPairTheSecondIsAnotherSegment() {
    WordPiece words = WordPiece.of(PIECES, true);
    Tokens pair = words.encode("a b", "low");
    assertThat(pieces(words, pair)).containsExactly("[CLS]", "a", "b", "[SEP]", "low", "[SEP]");
    assertThat(pair.segments().asList()).containsExactly(0, 0, 0, 0, 1, 1);
  }

  @Test
  void textsThatAreTooLongLoseTheirEnd() {
    WordPiece words = WordPiece.of(PIECES, true).withLongest(6);
    assertThat(pieces(words, words.encode("a b a b a b")))
        .containsExactly("[CLS]", "a", "b", "a", "b", "[SEP]");
    assertThat(pieces(words, words.encode("a b a b a b", "low")))
        .containsExactly("[CLS]", "a", "b", "[SEP]", "low", "[SEP]");
    assertThat(pieces(words, words.encode("low", "a b a b a b")))
        .containsExactly("[CLS]", "low", "[SEP]", "a", "b", "[SEP]");
    assertThat(words.longest()).isEqualTo(6);
    assertThatThrownBy(() -> words.withLongest(2))
        .hasMessage("wordPiece: texts of 2 pieces at most; give 3 or more");
  }

  @Test
  void piecesBecomeTextAgain() {
    WordPiece words = WordPiece.of(PIECES, true);
    int[] ids = words.encode("Unaffable, unwanted! a b").ids().toArray();
    assertThat(words.decode(ids)).isEqualTo("unaffable, unwanted! a b");
    assertThat(words.decode()).isEmpty();
    assertThatThrownBy(() -> words.decode(35))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("wordPiece: there is no piece 35; numbers are from 0 to 34");
  }

  @Test
  void aVocabularyIsCompleteAndWithoutTwins() {
    assertThatThrownBy(() -> WordPiece.of(PIECES.subList(1, 9), true))
        .hasMessage(
            "wordPiece: the vocabulary of 8 pieces has no [PAD]; give all of [[PAD], [UNK], [CLS],"
                + " [SEP], [MASK]]");
    assertThatThrownBy(() -> WordPiece.of(List.of("a", "b", "a"), true))
        .hasMessage("wordPiece: the piece a has the numbers 0 and 2; give each piece once");
  }

  /** Returns what the library of Hugging Face writes. */
  private static String json(String vocabulary) {
    return """
    {"version": "1.0", "truncation": {"direction": "Right", "max_length": 7},
     "padding": null,
     "normalizer": {"type": "BertNormalizer", "clean_text": true,
       "handle_chinese_chars": true, "strip_accents": null, "lowercase": true},
     "pre_tokenizer": {"type": "BertPreTokenizer"},
     "model": {"type": "WordPiece", "unk_token": "[UNK]",
       "continuing_subword_prefix": "##", "max_input_chars_per_word": 100,
       "vocab": %s}}
    """
        .formatted(vocabulary);
  }

  private static String vocabulary() {
    return IntStream.range(0, PIECES.size())
        .mapToObj(i -> "\"" + PIECES.get(i) + "\": " + i)
        .collect(Collectors.joining(",", "{", "}"));
  }

  @Test
  void bothKindsOfFilesAreRead() throws IOException {
    Path lines = folder.resolve("vocab.txt");
    Files.write(lines, PIECES);
    Path json = Files.writeString(folder.resolve("tokenizer.json"), json(vocabulary()));
    WordPiece ofLines = WordPiece.read(lines);
    WordPiece ofJson = WordPiece.read(json);
    assertThat(ofLines.size()).isEqualTo(PIECES.size());
    assertThat(ofLines).hasToString("WordPiece(35 pieces)");
    for (String text : ImmutableSet.of("Unaffable, café", "中文 low", "")) {
      assertThat(ofJson.encode(text)).isEqualTo(ofLines.encode(text));
    }
    assertThat(ofLines.longest()).isEqualTo(Integer.MAX_VALUE);
    assertThat(ofJson.longest()).isEqualTo(7);
    assertThat(ofJson.encode("a b a b a b a b").length()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{}",
        "[]",
        "{\"model\": {\"type\": \"BPE\", \"vocab\": {}}}",
        "{\"model\": {\"vocab\": {\"[PAD]\": 1}}}",
        "{\"model\": {\"vocab\": {\"a\": -1}}}",
        "{\"model\": {\"vocab\": {\"a\": 0, \"b\": 0}}}",
        "{\"model\": {\"vocab\": {\"a\": 1e99}}}",
        "{\"model\": {\"vocab\": {\"a\": \"x\"}}}",
        "{\"model\": {\"vocab\": [1, 2]}}",
        "{\"model\": 3}",
      })
  void whatIsNoVocabularyIsRefused(String text) {
    assertThatThrownBy(() -> WordPiece.ofJson("file", text))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageStartingWith("wordPiece: file is no vocabulary of pieces of words: ")
        .hasMessageEndingWith("; give vocab.txt or tokenizer.json of a model of BERT's kind");
  }

  @Test
  void whatIsPreparedOtherwiseIsRefused() {
    String good = json(vocabulary());
    assertThatThrownBy(() -> WordPiece.ofJson("f", good.replace("BertNormalizer", "Lowercase")))
        .hasMessageContaining("its normalizer is Lowercase, and BertNormalizer is read");
    assertThatThrownBy(() -> WordPiece.ofJson("f", good.replace("BertPre", "Whitespace")))
        .hasMessageContaining("its pre-tokenizer is WhitespaceTokenizer, and BertPreTokenizer is");
    assertThatThrownBy(() -> WordPiece.ofJson("f", good.replace("length\": 7", "length\": 2")))
        .hasMessageContaining("texts have 2 pieces at most");
  }

  /** Each byte of a file changed in turn: it is read, or it is refused. */
  @Test
  void aDamagedFileIsReadOrRefused() {
    byte[] good = json(vocabulary()).getBytes(StandardCharsets.UTF_8);
    int refused = 0;
    for (int at = 0; at < good.length; at++) {
      byte[] bad = at % 3 == 0 ? Arrays.copyOf(good, at) : good.clone();
      if (bad.length == good.length) {
        bad[at] ^= (byte) (1 << at % 7);
      }
      try {
        WordPiece.ofJson("file", new String(bad, StandardCharsets.UTF_8)).encode("a b low, 中");
      } catch (MalformedFileException e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(good.length / 3, good.length - 1);
  }

  @Test
  void aFileThatIsNoTextIsRefused() throws IOException {
    Path file = folder.resolve("vocab.txt");
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertThatThrownBy(() -> WordPiece.read(file))
        .isInstanceOf(MalformedFileException.class)
        .hasMessage("wordPiece: " + file + ": it is not UTF-8; give vocab.txt or tokenizer.json");
  }
}
