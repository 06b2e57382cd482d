package dev.wengert.nn.train;

import com.google.common.base.CharMatcher;
import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.wengert.io.AtomicFile;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one row for each epoch that it is told of, and gives them as CSV and as JSON: {@code
 * epoch}, {@code step}, {@code examples}, {@code loss}, {@code data}, each penalty as {@code
 * penalty.NAME}, each figure under its name, {@code rate} and {@code seconds}.
 */
public final class History implements TrainingListener {

  private static final CharMatcher NEEDS_QUOTES = CharMatcher.anyOf(",\"\r\n");

  private final List<EpochReport> epochs = new ArrayList<>();
  private final @Nullable Path file;

  /** Makes an empty history, in memory alone. */
  public History() {
    this(null);
  }

  private History(@Nullable Path file) {
    this.file = file;
  }

  /**
   * Returns an empty history that writes itself to a file after each epoch, so that a run which
   * fails or is killed leaves what it had.
   *
   * @param file {@code NAME.csv} or {@code NAME.json}
   * @throws IllegalArgumentException if it is called otherwise
   */
  public static History in(Path file) {
    Preconditions.checkArgument(
        isCsv(file) || file.toString().endsWith(".json"),
        "history: the form of %s is not known; call it .csv or .json",
        file);
    return new History(file);
  }

  private static boolean isCsv(Path file) {
    return file.toString().endsWith(".csv");
  }

  /**
   * Keeps an epoch.
   *
   * @throws UncheckedIOException if there is a file and it cannot be written
   */
  @Override
  public void epochEnded(EpochReport report) {
    epochs.add(report);
    if (file != null) {
      try {
        write(file, isCsv(file) ? toCsv() : toJson());
      } catch (IOException e) {
        throw new UncheckedIOException(
            "history: writing " + file + " failed: " + e.getMessage(), e);
      }
    }
  }

  /** Returns the epochs so far. */
  public ImmutableList<EpochReport> epochs() {
    return ImmutableList.copyOf(epochs);
  }

  /**
   * Returns the rows as CSV (RFC 4180) with a header; a cell is empty where a row has no figure.
   */
  public String toCsv() {
    List<Map<String, Number>> rows = rows();
    Set<String> names = new LinkedHashSet<>();
    rows.forEach(row -> names.addAll(row.keySet()));
    StringJoiner header = new StringJoiner(",", "", "\r\n");
    names.forEach(name -> header.add(quoted(name)));
    StringBuilder text = new StringBuilder(header.toString());
    for (Map<String, Number> row : rows) {
      StringJoiner line = new StringJoiner(",", "", "\r\n");
      for (String name : names) {
        Number value = row.get(name);
        line.add(value == null ? "" : value.toString());
      }
      text.append(line);
    }
    return text.toString();
  }

  /** Numbers need no quotes; names may. */
  private static String quoted(String name) {
    return NEEDS_QUOTES.matchesAnyOf(name) ? '"' + name.replace("\"", "\"\"") + '"' : name;
  }

  /** Returns the rows as a JSON array of objects; what is NaN or infinite is null. */
  public String toJson() {
    JsonArray array = new JsonArray();
    for (Map<String, Number> row : rows()) {
      JsonObject object = new JsonObject();
      row.forEach(
          (name, value) ->
              object.add(
                  name,
                  Double.isFinite(value.doubleValue())
                      ? new JsonPrimitive(value)
                      : JsonNull.INSTANCE));
      array.add(object);
    }
    return new GsonBuilder().serializeNulls().setPrettyPrinting().create().toJson(array);
  }

  /**
   * Writes the CSV, whole or not at all.
   *
   * @throws IOException if that fails
   */
  public void writeCsv(Path file) throws IOException {
    write(file, toCsv());
  }

  /**
   * Writes the JSON, whole or not at all.
   *
   * @throws IOException if that fails
   */
  public void writeJson(Path file) throws IOException {
    write(file, toJson());
  }

  private static void write(Path file, String text) throws IOException {
    AtomicFile.write(
        file,
        out -> {
          OutputStreamWriter writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
          writer.write(text);
          writer.flush();
        });
  }

  private List<Map<String, Number>> rows() {
    List<Map<String, Number>> rows = new ArrayList<>();
    for (EpochReport epoch : epochs) {
      Map<String, Number> row = new LinkedHashMap<>();
      row.put("epoch", epoch.epoch());
      row.put("step", epoch.step());
      row.put("examples", epoch.examples());
      row.put("loss", epoch.loss().total());
      row.put("data", epoch.loss().data());
      epoch.loss().penalties().forEach((name, value) -> row.put("penalty." + name, value));
      row.putAll(epoch.figures());
      row.put("rate", epoch.rate());
      row.put("seconds", epoch.seconds());
      rows.add(row);
    }
    return rows;
  }
}
