package dev.wengert.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.wengert.Sum;
import dev.wengert.Tape;
import dev.wengert.Tensor;
import dev.wengert.program.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraphsTest {

  /** x * x, summed: an entry whose two inputs are one place draws one arrow. */
  private static Tape recorded() {
    Tape tape = new Tape();
    Tensor x = tape.watch(Tensor.of(1.0, 2, 3));
    Tensor product = x.times(x).plus(Tensor.of(1.0, 1, 1));
    Tensor total = Sum.of(product, false);
    assertThat(total.item()).isEqualTo(17);
    return tape;
  }

  @Test
  void drawsDot() {
    assertThat(Graphs.dot(recorded()))
        .isEqualTo(
            """
            digraph tape {
              node [shape=box, style="rounded,filled", color="#808080", fillcolor="#f4f4f4", \
            fontname="Helvetica,Arial,sans-serif", fontsize=13];
              edge [color="#808080", arrowsize=0.7];
              n0 [label=<<b>watch</b>SMALL%0 FLOAT64[3]</font>>, fillcolor="#cfe3f3"];
              n1 [label=<<b>mul</b>SMALL%1 FLOAT64[3]</font>>];
              n2 [label=<<b>add</b>SMALL%2 FLOAT64[3]</font>>];
              n3 [label=<<b>sum</b>SMALL[axes=[0], keep=false]</font>SMALL%3 FLOAT64[]</font>>, \
            fillcolor="#f8d7c4"];
              n0 -> n1;
              n1 -> n2;
              n2 -> n3;
            }
            """
                .replace("SMALL", "<br/><font point-size=\"10\" color=\"#505050\">"));
  }

  @Test
  void drawsMermaid() {
    assertThat(Graphs.mermaid(recorded()))
        .isEqualTo(
            """
            flowchart TD
              n0(["watch<br>%0 FLOAT64[3]"])
              n1["mul<br>%1 FLOAT64[3]"]
              n2["add<br>%2 FLOAT64[3]"]
              n3["sum[axes=[0], keep=false]<br>%3 FLOAT64[]"]
              n0 --> n1
              n1 --> n2
              n2 --> n3
            """);
  }

  @Test
  void drawsAProgram() {
    Tensor x = Tensor.of(1.0, 2, 3);
    Program program =
        Program.of(
            in -> List.of(in.get(0).times(in.get(0)).plus(1), in.get(1)), x.spec(), x.spec());
    assertThat(Graphs.mermaid(program))
        .isEqualTo(
            """
            flowchart TD
              n0(["input<br>%0 FLOAT64[3]"])
              n1(["input<br>%1 FLOAT64[3]"])
              n2["fused[mul, add]<br>%2 FLOAT64[3]"]
              n0 --> n2
            """);
    assertThat(Graphs.dot(program)).startsWith("digraph program {").contains("n0 -> n2;");
  }

  @Test
  void isAGraphWithoutCircles() {
    var graph = Graphs.graph(recorded());
    assertThat(graph.nodes()).hasSize(4);
    assertThat(com.google.common.graph.Graphs.hasCycle(graph)).isFalse();
  }

  @Test
  void isUnderstoodByGraphviz(@TempDir Path folder) throws IOException, InterruptedException {
    assumeTrue(
        Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator, -1))
            .anyMatch(place -> Files.isExecutable(Path.of(place, "dot"))),
        "Graphviz is not installed");
    Path source = Files.writeString(folder.resolve("tape.dot"), Graphs.dot(recorded()), UTF_8);
    Path drawing = folder.resolve("tape.svg");
    Process dot =
        new ProcessBuilder("dot", "-Tsvg", source.toString(), "-o", drawing.toString())
            .redirectErrorStream(true)
            .start();
    String messages = new String(dot.getInputStream().readAllBytes(), UTF_8);
    assertThat(dot.waitFor()).as(messages).isZero();
    assertThat(Files.readString(drawing)).contains("<svg").contains("[axes=");
  }
}
