package dev.wengert.examples.characters;

import dev.wengert.Tensor;
import dev.wengert.datasets.Texts;
import dev.wengert.examples.UserError;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * A text as numbers: each of its characters is its place in the text's own alphabet. The first nine
 * tenths are for training, the rest is held out.
 */
final class Corpus {

  /** Fewer characters leave too few to hold out. */
  static final int LEAST = 1000;

  private static final long MOST_BYTES = 50_000_000;

  private final int[] alphabet;
  private final int[] symbols;

  private Corpus(int[] alphabet, int[] symbols) {
    this.alphabet = alphabet;
    this.symbols = symbols;
  }

  /** Returns the corpus of a text. */
  static Corpus of(String text) {
    int[] characters = text.replace("\r\n", "\n").codePoints().toArray();
    int[] alphabet = Arrays.stream(characters).distinct().sorted().toArray();
    Arrays.setAll(characters, i -> Arrays.binarySearch(alphabet, characters[i]));
    return new Corpus(alphabet, characters);
  }

  /** Returns sonnets 1 to 24 of William Shakespeare, 1609, in modern spelling; public domain. */
  static Corpus sonnets() {
    return of(Texts.sonnets());
  }

  /**
   * Reads a text in UTF-8.
   *
   * @throws UserError if it cannot be read or is too short to learn from
   */
  static Corpus read(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw bad(file, "is too long: " + Files.size(file) + " bytes", "at most " + MOST_BYTES);
      }
      Corpus corpus = of(Files.readString(file));
      if (corpus.length() < LEAST) {
        throw bad(file, "is too short: " + corpus.length() + " characters", "at least " + LEAST);
      }
      if (corpus.letters() < 2) {
        throw bad(file, "repeats one character", "a text");
      }
      return corpus;
    } catch (CharacterCodingException e) {
      throw new UserError("--text: " + file + ": is not UTF-8; convert it", e);
    } catch (IOException e) {
      throw new UserError(
          "--text: " + file + ": cannot be read: " + UserError.reason(e) + "; give another file",
          e);
    }
  }

  private static UserError bad(Path file, String problem, String remedy) {
    return new UserError("--text: " + file + ": " + problem + "; give " + remedy);
  }

  /** Returns the number of characters. */
  int length() {
    return symbols.length;
  }

  /** Returns the number of different characters. */
  int letters() {
    return alphabet.length;
  }

  /** Returns where the held-out part begins. */
  int heldOut() {
    return (int) (symbols.length * 9L / 10);
  }

  /** Returns the number of a character, or of the text's first if the text does not have it. */
  int symbol(int character) {
    int found = Arrays.binarySearch(alphabet, character);
    return found < 0 ? symbols[0] : found;
  }

  /** Returns numbers as text. */
  String text(int[] numbers) {
    StringBuilder text = new StringBuilder();
    for (int number : numbers) {
      text.appendCodePoint(alphabet[number]);
    }
    return text.toString();
  }

  /**
   * Returns pieces of the text.
   *
   * @param start where each piece begins, by its number
   * @return INT32 [count, length]
   */
  Tensor pieces(int count, int length, IntUnaryOperator start) {
    int[] result = new int[count * length];
    for (int i = 0; i < count; i++) {
      System.arraycopy(symbols, start.applyAsInt(i), result, i * length, length);
    }
    return Tensor.wrap(result, count, length);
  }

  /**
   * Returns the bits that a held-out character takes if one knows how often each occurs in the
   * training part, and nothing of what comes before it.
   */
  double bitsByFrequency() {
    double[] counts = new double[letters()];
    Arrays.fill(counts, 1); // Laplace: a character that training has not seen is possible
    for (int i = 0; i < heldOut(); i++) {
      counts[symbols[i]]++;
    }
    double total = heldOut() + letters();
    double nats = 0;
    for (int i = heldOut(); i < length(); i++) {
      nats -= Math.log(counts[symbols[i]] / total);
    }
    return nats / (length() - heldOut()) / Math.log(2);
  }
}
