package dev.wengert.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.onnx.format.OnnxModel;
import dev.wengert.onnx.operator.Operators;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The table in the package's documentation has every operator that is imported or exported, and no
 * other. {@link ImportTest} tries each that is imported; what is exported is found by exporting
 * every function and every layer, and loops and choices, which {@link ExportTest}, {@link
 * LayerExportTest} and {@link ControlFlowExportTest} run.
 */
class OperatorTableTest {

  private static final Path DOCUMENTATION =
      Path.of("src/main/java/dev/wengert/onnx/package-info.java");

  @Test
  void theTableIsComplete() throws IOException {
    Set<String> imported = Operators.names();
    Set<String> exported = exported();
    Set<String> all = new TreeSet<>(imported);
    all.addAll(exported);
    List<String> rows = new ArrayList<>();
    for (String name : all) {
      rows.add(
          " *   <tr><td>"
              + name
              + "</td><td>"
              + (imported.contains(name) ? "yes" : "")
              + "</td><td>"
              + (exported.contains(name) ? "yes" : "")
              + "</td></tr>");
    }
    List<String> there =
        Files.readAllLines(DOCUMENTATION).stream()
            .filter(line -> line.startsWith(" *   <tr><td>"))
            .toList();
    assertThat(there).isEqualTo(rows);
  }

  private static Set<String> exported() {
    Set<String> exported = new TreeSet<>();
    for (FunctionCase each : FunctionCases.all()) {
      for (long opset : new long[] {17, 21}) {
        addOperators(ExportTest.export(each).opset(opset).model(), exported);
      }
    }
    LayerExportTest.files().forEach(file -> addOperators(file, exported));
    ControlFlowExportTest.files().forEach(file -> addOperators(file, exported));
    return exported;
  }

  private static void addOperators(OnnxModel file, Set<String> operators) {
    file.graph().nodes().forEach(node -> operators.add(node.operator()));
  }
}
