package dev.wengert.nn;

import static dev.wengert.ops.Reductions.sum;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Key;
import dev.wengert.Tape;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.layer.attention.TransformerEncoder;
import dev.wengert.nn.layer.attention.TransformerSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ModelGraphTest {

  private static final Tensor X = Key.of(1).normal(new Spec(DType.FLOAT32, Shape.of(4, 2)));

  private static ModelGraph graph() {
    Model<Sequential> model =
        Model.of(Sequential.of(Dense.of(2, 3), Activation.tanh(), Dense.of(3, 1)));
    return ModelGraph.of(
        model,
        model.initialize(Key.of(2)),
        Key.of(3),
        (net, pass) -> sum(net.forward(X, pass).times(2)));
  }

  @Test
  void framesWhatALayerComputes() {
    ModelGraph graph = graph();
    Map<String, String> layers = new LinkedHashMap<>();
    for (Tape.Step step : graph.steps()) {
      String operation = step.operation();
      int end = operation.indexOf('[');
      layers.merge(
          graph.layer(step),
          end < 0 ? operation : operation.substring(0, end),
          (a, b) -> a + " " + b);
    }
    assertThat(layers)
        .containsExactly(
            Map.entry("0", "0.weight 0.bias matmul add"),
            Map.entry("2", "2.weight 2.bias matmul add"),
            Map.entry("1", "tanh"),
            Map.entry("", "mul sum"));
  }

  @Test
  void drawsFramesInMermaidAndDot() {
    assertThat(graph().mermaid())
        .startsWith(
            """
            flowchart TD
              n9["mul<br>%9 FLOAT32[4, 1]"]
            """)
        .contains(
            """
              subgraph g0["0"]
                n0(["0.weight<br>%0 FLOAT32[3, 2]"])
                n1(["0.bias<br>%1 FLOAT32[3]"])
            """)
        .contains("  n5 --> n6\n");
    assertThat(graph().dot())
        .contains("  subgraph \"cluster_0\" {\n    label=<<b>0</b>>;")
        .contains("    n0 [label=<<b>0.weight</b>");
  }

  @Test
  void framesStandInOneAnother() {
    Model<TransformerEncoder> model =
        Model.of(TransformerEncoder.of(TransformerSettings.of(8, 2), 1));
    ModelGraph graph =
        ModelGraph.of(
            model,
            model.initialize(Key.of(2)),
            Key.of(3),
            (net, pass) ->
                sum(
                    net.forward(
                        Key.of(1).normal(new Spec(DType.FLOAT32, Shape.of(1, 3, 8))), pass)));
    TreeSet<String> layers = new TreeSet<>();
    graph.steps().stream().filter(step -> !step.isWatch()).map(graph::layer).forEach(layers::add);
    assertThat(layers)
        .containsExactly(
            "",
            "0",
            "0.attention",
            "0.attention.key",
            "0.attention.output",
            "0.attention.query",
            "0.attention.value",
            "0.attentionNorm",
            "0.feedForward",
            "0.feedForward.contract",
            "0.feedForward.expand",
            "0.feedForwardNorm");
    assertThat(graph.mermaid())
        .contains(
            """
              subgraph g0["0"]
            """,
            """
                subgraph g0_attention["0.attention"]
            """,
            """
                  subgraph g0_attention_query["0.attention.query"]
            """);
  }
}
