package dev.wengert.notebook;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The notebook as it is kept. */
final class NotebookFile {

  static final Path PATH = Path.of("../docs/notebook/wengert.ipynb");

  private NotebookFile() {}

  /**
   * A cell of code.
   *
   * @param source its text
   * @param shown what it showed when it was run: the HTML, the text, or the type of each output
   */
  record Cell(String source, List<String> shown) {

    /** Returns whether it speaks to the kernel instead of Java. */
    boolean isMagic() {
      return source.startsWith("%");
    }
  }

  static JsonObject json(Path file) throws IOException {
    return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
  }

  static List<Cell> cells(Path file) throws IOException {
    List<Cell> cells = new ArrayList<>();
    for (JsonElement element : json(file).getAsJsonArray("cells")) {
      JsonObject cell = element.getAsJsonObject();
      if (cell.get("cell_type").getAsString().equals("code")) {
        List<String> shown = new ArrayList<>();
        cell.getAsJsonArray("outputs")
            .forEach(output -> shown.add(shown(output.getAsJsonObject())));
        cells.add(new Cell(text(cell.get("source")), shown));
      }
    }
    return cells;
  }

  private static String shown(JsonObject output) {
    if (!output.has("data")) {
      return output.get("output_type").getAsString();
    }
    JsonObject data = output.getAsJsonObject("data");
    return data.has("text/html") ? text(data.get("text/html")) : String.join(" ", data.keySet());
  }

  private static String text(JsonElement lines) {
    if (!lines.isJsonArray()) {
      return lines.getAsString();
    }
    JsonArray array = lines.getAsJsonArray();
    return array.asList().stream().map(JsonElement::getAsString).collect(Collectors.joining());
  }
}
