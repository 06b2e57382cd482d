package dev.wengert.nn.text;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.wengert.io.MalformedFileException;
import dev.wengert.nn.library.OptionalLibrary;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The tokenizer of any {@code tokenizer.json}, byte pairs and unigrams too, by the library of
 * Hugging Face: {@code ai.djl.huggingface:tokenizers}, which a project adds that uses this class.
 * Its native code is in its jar.
 *
 * <p>It holds memory outside the heap until it is closed.
 */
public final class LibraryTokenizer implements Tokenizer, AutoCloseable {

  /** What fills texts up where the file does not say: by their usual names. */
  private static final ImmutableList<String> FILLING =
      ImmutableList.of("[PAD]", "<pad>", "<|padding|>", "<|endoftext|>", "</s>");

  private static final int NONE = -1;

  private final HuggingFaceTokenizer library;
  private final int padding;

  private LibraryTokenizer(HuggingFaceTokenizer library, int padding) {
    this.library = library;
    this.padding = padding;
  }

  /**
   * Returns the tokenizer of a file, for texts of any length.
   *
   * @throws MalformedFileException if the library does not read it
   * @throws IOException if it cannot be read
   * @throws IllegalStateException if the library is not there
   */
  public static LibraryTokenizer read(Path file) throws IOException {
    return read(file, Map.of("padding", "false", "truncation", "false"));
  }

  /**
   * Returns the tokenizer of a file, for texts that are cut off behind so many pieces.
   *
   * @param longest how many, special ones included; 3 or more
   * @throws IllegalArgumentException if there are less
   * @throws MalformedFileException if the library does not read it
   * @throws IOException if it cannot be read
   * @throws IllegalStateException if the library is not there
   */
  public static LibraryTokenizer read(Path file, int longest) throws IOException {
    Preconditions.checkArgument(
        longest >= 3, "tokenizer: texts of %s pieces at most; give 3 or more", longest);
    return read(
        file,
        Map.of("padding", "false", "truncation", "true", "maxLength", Integer.toString(longest)));
  }

  private static LibraryTokenizer read(Path file, Map<String, String> options) throws IOException {
    OptionalLibrary.TOKENIZERS.require("tokenizer");
    byte[] bytes = Files.readAllBytes(file);
    try {
      JsonObject json =
          JsonParser.parseString(new String(bytes, StandardCharsets.UTF_8)).getAsJsonObject();
      int padding = padding(json);
      return new LibraryTokenizer(
          HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(bytes), options), padding);
    } catch (RuntimeException e) {
      // What the library's native code throws has no type of its own.
      throw malformed(file, e);
    }
  }

  private static MalformedFileException malformed(Path file, RuntimeException e) {
    return new MalformedFileException(
        "tokenizer: " + file + " is not read: " + e.getMessage() + "; give a tokenizer.json", e);
  }

  private static int padding(JsonObject json) {
    JsonElement padding = json.get("padding");
    if (padding != null && padding.isJsonObject() && padding.getAsJsonObject().has("pad_id")) {
      return padding.getAsJsonObject().get("pad_id").getAsInt();
    }
    JsonElement added = json.get("added_tokens");
    int found = NONE;
    int rank = FILLING.size();
    if (added != null && added.isJsonArray()) {
      for (JsonElement token : added.getAsJsonArray()) {
        int own = FILLING.indexOf(token.getAsJsonObject().get("content").getAsString());
        if (own >= 0 && own < rank) {
          rank = own;
          found = token.getAsJsonObject().get("id").getAsInt();
        }
      }
    }
    return found;
  }

  @Override
  public Tokens encode(String text) {
    return tokens(library.encode(text));
  }

  @Override
  public Tokens encode(String first, String second) {
    return tokens(library.encode(first, second));
  }

  private static Tokens tokens(Encoding encoding) {
    return new Tokens(ints(encoding.getIds()), ints(encoding.getTypeIds()));
  }

  private static ImmutableIntArray ints(long[] values) {
    ImmutableIntArray.Builder all = ImmutableIntArray.builder(values.length);
    for (long value : values) {
      all.add(Math.toIntExact(value));
    }
    return all.build();
  }

  /** A number that is no piece's is left out, as the library leaves it out. */
  @Override
  public String decode(int... ids) {
    long[] all = new long[ids.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = ids[i];
    }
    return library.decode(all, true);
  }

  /**
   * Returns the number of the piece that texts are filled up with: as the file says, or else that
   * of a special piece whose name says so.
   *
   * @throws IllegalStateException if the file has none
   */
  @Override
  public int padding() {
    Preconditions.checkState(
        padding != NONE,
        "tokenizer: the file names no piece to fill texts up with; make batches by"
            + " TokenBatch.of(texts, padding)");
    return padding;
  }

  @Override
  public void close() {
    library.close();
  }
}
