package dev.wengert.onnx;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.onnx.format.OnnxAttribute;
import dev.wengert.onnx.format.OnnxGraph;
import dev.wengert.onnx.format.OnnxNode;
import dev.wengert.onnx.format.OnnxTensor;
import dev.wengert.onnx.format.OnnxValue;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Graphs with the graphs that their nodes hold, as branches and bodies of loops. */
final class Nested {

  private Nested() {}

  /** Returns a graph and all that are in it, each before those within. */
  static ImmutableList<OnnxGraph> graphs(OnnxGraph graph) {
    ImmutableList.Builder<OnnxGraph> all = ImmutableList.builder();
    collect(graph, all);
    return all.build();
  }

  private static void collect(OnnxGraph graph, ImmutableList.Builder<OnnxGraph> all) {
    all.add(graph);
    for (OnnxNode node : graph.nodes()) {
      for (OnnxAttribute attribute : node.attributes().values()) {
        if (attribute instanceof OnnxAttribute.Branch(OnnxGraph inner)) {
          collect(inner, all);
        }
      }
    }
  }

  /** Returns what a graph takes and does not begin with: in older files the two are mixed. */
  static ImmutableList<OnnxValue> inputs(OnnxGraph graph) {
    Set<String> initializers = new HashSet<>();
    graph.initializers().forEach(tensor -> initializers.add(tensor.name()));
    return graph.inputs().stream()
        .filter(input -> !initializers.contains(input.name()))
        .collect(ImmutableList.toImmutableList());
  }

  /** Returns a graph with other initializers, and so all that are in it. */
  static OnnxGraph withInitializers(OnnxGraph graph, UnaryOperator<OnnxTensor> others) {
    return rebuilt(
        graph, UnaryOperator.identity(), others, (node, inner) -> withInitializers(inner, others));
  }

  /**
   * Returns a graph in which no two initializers have one name, wherever they are: of two branches
   * that call theirs alike, the second's are called after the result of its node.
   */
  static OnnxGraph withUniqueInitializers(OnnxGraph graph) {
    Set<String> taken = new HashSet<>();
    for (OnnxGraph each : graphs(graph)) {
      each.nodes().forEach(node -> taken.addAll(node.outputs()));
      each.inputs().forEach(input -> taken.add(input.name()));
    }
    Set<String> seen = new HashSet<>();
    graph.initializers().forEach(tensor -> seen.add(tensor.name()));
    return renamed(graph, Map.of(), "", seen, taken);
  }

  private static OnnxGraph renamed(
      OnnxGraph graph,
      Map<String, String> outside,
      String scope,
      Set<String> seen,
      Set<String> taken) {
    Map<String, String> names = new HashMap<>(outside);
    if (!scope.isEmpty()) {
      for (OnnxTensor tensor : graph.initializers()) {
        String name = tensor.name();
        while (!seen.add(name) || (!name.equals(tensor.name()) && taken.contains(name))) {
          name = scope + "." + name;
        }
        names.put(tensor.name(), name);
      }
    }
    return rebuilt(
        graph,
        name -> names.getOrDefault(name, name),
        tensor ->
            new OnnxTensor(
                names.getOrDefault(tensor.name(), tensor.name()),
                tensor.type(),
                tensor.sides(),
                tensor.bytes()),
        (node, inner) ->
            renamed(
                inner,
                names,
                node.outputs().isEmpty() ? node.operator() : node.outputs().get(0),
                seen,
                taken));
  }

  /** What becomes of a graph in a node. */
  @FunctionalInterface
  private interface Inner {
    OnnxGraph of(OnnxNode node, OnnxGraph graph);
  }

  private static OnnxGraph rebuilt(
      OnnxGraph graph, UnaryOperator<String> name, UnaryOperator<OnnxTensor> tensor, Inner inner) {
    ImmutableList.Builder<OnnxNode> nodes = ImmutableList.builder();
    for (OnnxNode node : graph.nodes()) {
      ImmutableMap.Builder<String, OnnxAttribute> attributes = ImmutableMap.builder();
      node.attributes()
          .forEach(
              (key, attribute) ->
                  attributes.put(
                      key,
                      attribute instanceof OnnxAttribute.Branch(OnnxGraph body)
                          ? new OnnxAttribute.Branch(inner.of(node, body))
                          : attribute));
      nodes.add(
          new OnnxNode(
              node.name(),
              node.operator(),
              node.domain(),
              mapped(node.inputs(), name),
              node.outputs(),
              attributes.buildOrThrow()));
    }
    ImmutableList.Builder<OnnxValue> outputs = ImmutableList.builder();
    for (OnnxValue output : graph.outputs()) {
      outputs.add(new OnnxValue(name.apply(output.name()), output.type(), output.sides()));
    }
    ImmutableList.Builder<OnnxTensor> initializers = ImmutableList.builder();
    graph.initializers().forEach(each -> initializers.add(tensor.apply(each)));
    ImmutableList.Builder<OnnxValue> inputs = ImmutableList.builder();
    for (OnnxValue input : graph.inputs()) {
      inputs.add(new OnnxValue(name.apply(input.name()), input.type(), input.sides()));
    }
    return new OnnxGraph(
        graph.name(), nodes.build(), initializers.build(), inputs.build(), outputs.build());
  }

  private static ImmutableList<String> mapped(List<String> names, UnaryOperator<String> name) {
    return names.stream().map(name).collect(ImmutableList.toImmutableList());
  }
}
