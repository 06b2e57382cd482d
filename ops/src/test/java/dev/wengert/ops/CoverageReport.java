package dev.wengert.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.wengert.Tape;
import dev.wengert.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The report of exercised derivatives, compared with what tapes list. */
final class CoverageReport {

  private static final Path FOLDER =
      Path.of(System.getProperty("wengert.coverage.folder", "target"));

  /** What has derivative zero wherever it has one. */
  private static final Set<String> CONSTANT = Set.of("stopGradient", "floor", "ceil");

  private CoverageReport() {}

  /** Returns the operations between the inputs and the value of a sample, as a tape lists them. */
  static Set<String> recorded(GradientSample sample) {
    Tape tape = new Tape();
    List<Tensor> watched = new ArrayList<>();
    for (Tensor input : sample.inputs()) {
      watched.add(tape.watch(input));
    }
    assertThat(sample.f().apply(watched).dtype().isFloating()).isTrue();
    Set<String> operations = new TreeSet<>();
    for (Tape.Step step : tape.steps()) {
      if (!step.isWatch()) {
        String title = step.operation();
        int attributes = title.indexOf('[');
        operations.add(attributes < 0 ? title : title.substring(0, attributes));
      }
    }
    return operations;
  }

  /**
   * Asserts that both files are there and have a row for each of these operations, in both modes.
   */
  static void requireRows(Set<String> operations) {
    JsonObject json;
    String html;
    try {
      json =
          JsonParser.parseString(Files.readString(FOLDER.resolve("derivative-coverage.json")))
              .getAsJsonObject();
      html = Files.readString(FOLDER.resolve("derivative-coverage.html"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(json.get("schemaVersion").getAsInt()).isEqualTo(1);
    JsonObject rows = json.getAsJsonObject("operations");
    assertThat(operations).isNotEmpty();
    assertThat(rows.keySet()).containsAll(operations);
    for (String operation : operations) {
      JsonObject row = rows.getAsJsonObject(operation);
      assertThat(row.keySet())
          .containsExactly(
              "vjp", "jvp", "second order", "broadcasting", "float32", "empty", "property");
      boolean constant = CONSTANT.contains(operation);
      assertThat(row.get("vjp").getAsBoolean()).as(operation).isNotEqualTo(constant);
      assertThat(row.get("property").getAsBoolean()).as(operation).isNotEqualTo(constant);
      assertThat(row.get("jvp").getAsBoolean()).as(operation).isTrue();
      assertThat(html).contains("<tr><th>" + operation + "</th>");
    }
  }
}
