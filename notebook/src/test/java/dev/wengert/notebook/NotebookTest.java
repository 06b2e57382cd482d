package dev.wengert.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import jdk.jshell.ExpressionSnippet;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.VarSnippet;
import jdk.jshell.execution.LocalExecutionControlProvider;
import org.junit.jupiter.api.Test;

/** The notebook's cells compile, run and show what is kept of them, with Jupyter or without. */
class NotebookTest {

  /** What the kernel begins with, and its {@code display}. */
  private static final List<String> PRELUDE =
      List.of(
          "import java.util.*;",
          "import java.io.*;",
          "import java.math.*;",
          "import java.net.*;",
          "import java.util.concurrent.*;",
          "import java.util.prefs.*;",
          "import java.util.regex.*;",
          "void display(Object shown) { dev.wengert.notebook.Shown.add(shown); }");

  @Test
  void everyCellRunsAndShowsWhatIsKept() throws Exception {
    List<NotebookFile.Cell> cells = NotebookFile.cells(NotebookFile.PATH);
    assertThat(cells).hasSizeGreaterThan(10);
    assertThat(cells.getFirst().source()).isEqualTo("%jar ../../notebook/target/jars");
    try (JShell shell =
        JShell.builder().executionEngine(new LocalExecutionControlProvider(), Map.of()).build()) {
      shell.addToClasspath(System.getProperty("java.class.path"));
      for (String line : PRELUDE) {
        evaluate(shell, line);
      }
      for (NotebookFile.Cell cell : cells) {
        if (cell.isMagic()) {
          assertThat(cell.source().lines()).hasSize(1);
          assertThat(cell.shown()).as("paths of the machine").isEmpty();
          continue;
        }
        evaluate(shell, cell.source());
        assertThat(Shown.take()).as(cell.source()).isEqualTo(cell.shown());
      }
    }
  }

  /** Evaluates all snippets of a cell, and shows what the last is worth. */
  private static void evaluate(JShell shell, String cell) {
    String rest = cell;
    Snippet last = null;
    while (!rest.isBlank()) {
      CompletionInfo next = shell.sourceCodeAnalysis().analyzeCompletion(rest);
      assertThat(next.completeness().isComplete()).as("complete: %s", rest).isTrue();
      for (SnippetEvent event : shell.eval(next.source())) {
        last = checked(shell, event);
      }
      rest = next.remaining();
    }
    String worth =
        switch (last) {
          case ExpressionSnippet expression -> expression.name();
          case VarSnippet variable
              when variable.subKind() == Snippet.SubKind.TEMP_VAR_EXPRESSION_SUBKIND ->
              variable.name();
          case null, default -> "null";
        };
    String show = "dev.wengert.notebook.Shown.add(" + worth + ");";
    shell.eval(show).forEach(event -> checked(shell, event));
  }

  private static Snippet checked(JShell shell, SnippetEvent event) {
    List<String> wrong = new ArrayList<>();
    shell.diagnostics(event.snippet()).forEach(said -> wrong.add(said.getMessage(Locale.ROOT)));
    assertThat(wrong).as(event.snippet().source()).isEmpty();
    assertThat(event.exception()).as(event.snippet().source()).isNull();
    assertThat(event.status()).as(event.snippet().source()).isEqualTo(Snippet.Status.VALID);
    return event.snippet();
  }

  /** Jupyter opens it: the format's fields are there, and no cell has another's id. */
  @Test
  void theFileIsANotebookOfTheKernel() throws Exception {
    JsonObject notebook = NotebookFile.json(NotebookFile.PATH);
    assertThat(notebook.get("nbformat").getAsInt()).isEqualTo(4);
    assertThat(notebook.get("nbformat_minor").getAsInt()).isEqualTo(5);
    JsonObject kernel = notebook.getAsJsonObject("metadata").getAsJsonObject("kernelspec");
    assertThat(kernel.get("name").getAsString()).isEqualTo("rapaio-jupyter-kernel");
    Set<String> ids = new HashSet<>();
    for (JsonElement cell : notebook.getAsJsonArray("cells")) {
      assertThat(ids.add(cell.getAsJsonObject().get("id").getAsString())).isTrue();
    }
  }
}
