package dev.wengert.examples.characters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.array.Shape;
import dev.wengert.examples.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusTest {

  @TempDir Path folder;

  @Test
  void charactersAreTheirPlacesInTheAlphabet() {
    Corpus corpus = Corpus.of("cab\u00e9\ud83d\ude00\r\nab");
    assertThat(corpus.length()).isEqualTo(8);
    assertThat(corpus.letters()).isEqualTo(6);
    assertThat(corpus.symbol('b')).isEqualTo(2);
    assertThat(corpus.symbol('z')).as("the first instead").isEqualTo(3);
    assertThat(corpus.text(new int[] {5, 4, 0, 1})).isEqualTo("\ud83d\ude00\u00e9\na");
    assertThat(corpus.pieces(2, 3, n -> n + 1).shape()).isEqualTo(Shape.of(2, 3));
    assertThat(corpus.pieces(2, 3, n -> n + 1).toIntArray()).containsExactly(1, 2, 4, 2, 4, 5);
  }

  @Test
  void theBuiltInTextHasTwentyFourSonnets() {
    Corpus corpus = Corpus.sonnets();
    String text = corpus.text(corpus.pieces(1, corpus.length(), n -> 0).toIntArray());
    assertThat(text.split("\n\n"))
        .hasSize(24)
        .allSatisfy(sonnet -> assertThat(sonnet.lines()).hasSize(14));
    assertThat(text)
        .startsWith("From fairest creatures we desire increase,")
        .contains("\n\nShall I compare thee to a summer's day?\n");
  }

  @Test
  void frequenciesAreThoseOfTheTrainingPart() {
    // Half of the first nine tenths is a, the rest b; Laplace adds one to both counts.
    Corpus corpus = Corpus.of("ab".repeat(450) + "a".repeat(100));
    assertThat(corpus.bitsByFrequency()).isCloseTo(1, within(1e-12));
    // All is a but the last tenth: -log2(1 / 902).
    Corpus surprise = Corpus.of("a".repeat(900) + "b".repeat(100));
    assertThat(surprise.bitsByFrequency()).isCloseTo(9.816983, within(1e-6));
  }

  @Test
  void aMissingFileIsRefused() {
    assertRefused(folder.resolve("none.txt"), "cannot be read: no such file; give another file");
  }

  @Test
  void shortAndMonotonousTextsAreRefused() throws IOException {
    assertRefused(
        Files.writeString(folder.resolve("empty.txt"), ""),
        "is too short: 0 characters; give at least 1000");
    assertRefused(
        Files.writeString(folder.resolve("short.txt"), "ab".repeat(499) + "c"),
        "is too short: 999 characters; give at least 1000");
    assertRefused(
        Files.writeString(folder.resolve("one.txt"), "a".repeat(1000)),
        "repeats one character; give a text");
  }

  @Test
  void otherEncodingsAreRefused() throws IOException {
    byte[] latin = "\u00e9t\u00e9 ".repeat(300).getBytes(StandardCharsets.ISO_8859_1);
    assertRefused(Files.write(folder.resolve("latin.txt"), latin), "is not UTF-8; convert it");
  }

  private static void assertRefused(Path file, String message) {
    assertThatThrownBy(() -> Corpus.read(file))
        .isInstanceOf(UserError.class)
        .hasMessage("--text: " + file + ": " + message);
  }
}
