package dev.wengert.nn.text;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.wengert.io.MalformedFileException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The files that a {@link WordPiece} is kept in. */
final class WordPieceFile {

  private static final Pattern LINE_END = Pattern.compile("\r?\n");
  private static final long MOST_BYTES = 1 << 28;

  private WordPieceFile() {}

  static WordPiece read(Path file) throws IOException {
    long size = Files.size(file);
    if (size > MOST_BYTES) {
      throw new MalformedFileException(
          "wordPiece: "
              + file
              + ": it has "
              + size
              + " bytes, and vocabularies have a few millions; give vocab.txt or tokenizer.json");
    }
    String text;
    try {
      text = Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new MalformedFileException(
          "wordPiece: " + file + ": it is not UTF-8; give vocab.txt or tokenizer.json", e);
    }
    boolean isJson =
        file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".json")
            || text.stripLeading().startsWith("{");
    return isJson ? ofJson(file.toString(), text) : ofLines(file.toString(), text);
  }

  private static WordPiece ofLines(String name, String text) throws MalformedFileException {
    // Not lines(): pieces may be separators that it would end a line at.
    List<String> lines = Splitter.on(LINE_END).splitToList(text);
    boolean isEnded = lines.getLast().isEmpty();
    List<String> pieces = isEnded ? lines.subList(0, lines.size() - 1) : lines;
    try {
      return WordPiece.of(pieces, true);
    } catch (IllegalArgumentException e) {
      throw damaged(name, e);
    }
  }

  static WordPiece ofJson(String name, String text) throws MalformedFileException {
    try {
      JsonObject json = JsonParser.parseString(text).getAsJsonObject();
      JsonObject model = json.getAsJsonObject("model");
      // Older files do not name the model.
      require("model", string(model, "type", "WordPiece"), "WordPiece");
      require("unknown piece", string(model, "unk_token", "[UNK]"), "[UNK]");
      return WordPiece.of(pieces(model.getAsJsonObject("vocab")), settings(json, model));
    } catch (JsonParseException
        | IllegalStateException
        | IllegalArgumentException
        | UnsupportedOperationException
        | ClassCastException
        | NullPointerException e) {
      throw damaged(name, e);
    }
  }

  private static MalformedFileException damaged(String name, Throwable e) {
    return new MalformedFileException(
        "wordPiece: "
            + name
            + " is no vocabulary of pieces of words: "
            + e.getMessage()
            + "; give vocab.txt or tokenizer.json of a model of BERT's kind",
        e);
  }

  /** Each piece at the place that is its number; the numbers are without gaps. */
  private static ImmutableList<String> pieces(JsonObject vocabulary) {
    int size = vocabulary.size();
    @Nullable String[] pieces = new @Nullable String[size];
    for (Map.Entry<String, JsonElement> entry : vocabulary.entrySet()) {
      int id = entry.getValue().getAsInt();
      if (id < 0 || id >= size || pieces[id] != null) {
        throw new IllegalArgumentException(
            "the piece " + entry.getKey() + " of " + size + " has the number " + id);
      }
      pieces[id] = entry.getKey();
    }
    ImmutableList.Builder<String> all = ImmutableList.builderWithExpectedSize(size);
    for (@Nullable String piece : pieces) {
      if (piece != null) {
        all.add(piece);
      }
    }
    return all.build();
  }

  private static WordPiece.Settings settings(JsonObject json, JsonObject model) {
    JsonObject normalizer = json.getAsJsonObject("normalizer");
    require("normalizer", string(normalizer, "type", ""), "BertNormalizer");
    JsonObject words = json.getAsJsonObject("pre_tokenizer");
    require("pre-tokenizer", string(words, "type", ""), "BertPreTokenizer");
    boolean lowercases = flag(normalizer, "lowercase", true);
    int longest = Integer.MAX_VALUE;
    JsonElement truncation = json.get("truncation");
    if (truncation != null && !truncation.isJsonNull()) {
      longest = truncation.getAsJsonObject().get("max_length").getAsInt();
      if (longest < 3) {
        throw new IllegalArgumentException("texts have " + longest + " pieces at most");
      }
    }
    JsonElement longestWord = model.get("max_input_chars_per_word");
    return new WordPiece.Settings(
        new BasicText(
            flag(normalizer, "clean_text", true),
            flag(normalizer, "handle_chinese_chars", true),
            flag(normalizer, "strip_accents", lowercases),
            lowercases),
        string(model, "continuing_subword_prefix", WordPiece.Settings.WITHIN),
        longestWord == null ? WordPiece.Settings.LONGEST_WORD : longestWord.getAsInt(),
        longest);
  }

  private static void require(String what, String found, String expected) {
    if (!found.equals(expected)) {
      throw new IllegalArgumentException(
          "its " + what + " is " + found + ", and " + expected + " is read");
    }
  }

  private static String string(JsonObject json, String key, String otherwise) {
    JsonElement value = json.get(key);
    return value == null || value.isJsonNull() ? otherwise : value.getAsString();
  }

  private static boolean flag(JsonObject json, String key, boolean otherwise) {
    JsonElement value = json.get(key);
    return (value == null || value.isJsonNull()) ? otherwise : value.getAsBoolean();
  }
}
