package dev.wengert.examples.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.examples.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GraphCommandTest {

  @ParameterizedTest
  @EnumSource(GraphCommand.Example.class)
  void everyExampleHasATapeInEveryForm(GraphCommand.Example example) {
    String list = graph(example.toString()).out();
    assertThat(list.lines()).first().asString().matches("%0 = (watch|.*weight) : .*");
    String dot = graph(example.toString(), "--format=dot").out();
    assertThat(dot).startsWith("digraph tape {").endsWith("}" + System.lineSeparator());
    String mermaid = graph(example.toString(), "--format", "MERMAID").out();
    assertThat(mermaid).startsWith("flowchart TD");
    long operations = list.lines().count();
    assertThat(dot.lines().filter(line -> line.contains("[label=")).count()).isEqualTo(operations);
    assertThat(mermaid.lines().filter(line -> line.contains("[\"")).count()).isEqualTo(operations);
  }

  @Test
  void batchNormalizationHasThreeInputs() {
    String list = graph("custom-gradient").out();
    assertThat(list).contains("sqrt", "div", "add");
    assertThat(list.lines().filter(line -> line.contains("watch")).count()).isEqualTo(3);
  }

  @Test
  void anUnknownExampleNamesThoseThereAre() {
    CommandRun run = graph("poetry");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("custom-layer", "poetry");
  }

  @Test
  void aFileHoldsWhatWouldBePrinted(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("new").resolve("tape.dot");
    CommandRun run = graph("new-operation", "--format=dot", "--output=" + file);
    assertThat(run.exit()).isZero();
    assertThat(run.out()).isEmpty();
    assertThat(Files.readString(file)).isEqualTo(graph("new-operation", "--format=dot").out());
  }

  private static CommandRun graph(String... arguments) {
    return CommandRun.of(GraphCommand::new, arguments);
  }
}
