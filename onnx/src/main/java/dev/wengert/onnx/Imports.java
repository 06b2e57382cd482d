package dev.wengert.onnx;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.nn.Initializer;
import dev.wengert.nn.Parameter;
import dev.wengert.nn.Statistic;
import dev.wengert.onnx.format.OnnxAttribute;
import dev.wengert.onnx.format.OnnxGraph;
import dev.wengert.onnx.format.OnnxModel;
import dev.wengert.onnx.format.OnnxNode;
import dev.wengert.onnx.format.OnnxTensor;
import dev.wengert.onnx.format.OnnxValue;
import dev.wengert.onnx.operator.Call;
import dev.wengert.onnx.operator.Operators;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What of a file's graph is input, parameter or statistic.
 *
 * @param graph the graph, in which every initializer has a name of its own
 * @param inputs what the caller gives
 * @param paths the paths of parameters and statistics whose names in the file say nothing
 * @param parameters by their names in the file
 * @param statistics by their names in the file
 */
record Imports(
    OnnxGraph graph,
    ImmutableList<OnnxValue> inputs,
    ImmutableMap<String, String> paths,
    ImmutableMap<String, Parameter> parameters,
    ImmutableMap<String, Statistic> statistics) {

  /**
   * Looks at a file.
   *
   * @throws IllegalArgumentException if an operator is not known, the version of the operators is
   *     none of those that are read, or a node takes what nothing makes
   */
  static Imports of(OnnxModel file) {
    checkOperators(file);
    checkNames(file.graph());
    OnnxGraph graph = Nested.withUniqueInitializers(file.graph());
    Map<String, OnnxTensor> initializers = new LinkedHashMap<>();
    List<OnnxNode> nodes = new ArrayList<>();
    for (OnnxGraph each : Nested.graphs(graph)) {
      each.initializers().forEach(tensor -> initializers.put(tensor.name(), tensor));
      nodes.addAll(each.nodes());
    }
    Map<String, OnnxNode> statistical = new HashMap<>();
    Map<String, OnnxNode> users = new HashMap<>();
    for (OnnxNode node : nodes) {
      for (int i = 0; i < node.inputs().size(); i++) {
        boolean isStatistic = node.operator().equals("BatchNormalization") && i >= 3;
        (isStatistic ? statistical : users).putIfAbsent(node.inputs().get(i), node);
      }
    }
    ImmutableMap.Builder<String, Parameter> parameters = ImmutableMap.builder();
    ImmutableMap.Builder<String, Statistic> statistics = ImmutableMap.builder();
    for (OnnxTensor tensor : initializers.values()) {
      boolean counts = tensor.type().isFloating() && !tensor.sides().isEmpty();
      OnnxNode user = users.get(tensor.name());
      if (counts && user != null) {
        parameters.put(tensor.name(), parameter(tensor, user));
      } else if (counts && statistical.containsKey(tensor.name())) {
        statistics.put(tensor.name(), Statistic.of(values(tensor), tensor.sides().toArray()));
      }
    }
    return new Imports(
        graph,
        Nested.inputs(graph),
        Names.of(nodes, initializers.keySet()),
        parameters.buildOrThrow(),
        statistics.buildOrThrow());
  }

  private static void checkNames(OnnxGraph graph) {
    Set<String> known = new HashSet<>();
    for (OnnxTensor tensor : graph.initializers()) {
      checkNew(known.add(tensor.name()), "the file", tensor.name());
    }
    for (OnnxValue input : Nested.inputs(graph)) {
      checkNew(known.add(input.name()), "the file", input.name());
    }
    checkOrder(graph, known);
  }

  private static void checkOperators(OnnxModel file) {
    long opset = file.opset();
    if (opset < Operators.OLDEST || opset > Operators.NEWEST) {
      throw new IllegalArgumentException(
          "onnx: the operators are of version "
              + opset
              + "; versions "
              + Operators.OLDEST
              + " to "
              + Operators.NEWEST
              + " are imported, convert or export the model again");
    }
    Set<String> unknown = new LinkedHashSet<>();
    collectUnknown(file, file.graph(), unknown);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "onnx: "
              + unknown.size()
              + " nodes have operators that are not imported: "
              + Joiner.on(", ").join(unknown)
              + "; opset "
              + opset
              + "; export the model without them, or as plain ONNX");
    }
  }

  private static void collectUnknown(OnnxModel file, OnnxGraph graph, Set<String> unknown) {
    for (OnnxNode node : graph.nodes()) {
      boolean isOwn = file.functions().contains(node.operator());
      if (!node.domain().isEmpty() || isOwn || Operators.find(node.operator()) == null) {
        unknown.add(node.toString());
      }
      for (OnnxAttribute attribute : node.attributes().values()) {
        if (attribute instanceof OnnxAttribute.Branch(OnnxGraph branch)) {
          collectUnknown(file, branch, unknown);
        }
      }
    }
  }

  private static void checkNew(boolean isNew, Object maker, String name) {
    if (!isNew) {
      throw new IllegalArgumentException(
          "onnx: "
              + maker
              + " makes \""
              + name
              + "\", which is there already; the file is damaged, save it again");
    }
  }

  /** Every name is made once, before it is taken. */
  private static void checkOrder(OnnxGraph graph, Set<String> known) {
    for (OnnxNode node : graph.nodes()) {
      for (String name : node.inputs()) {
        if (!name.isEmpty() && !known.contains(name)) {
          throw new IllegalArgumentException(
              "onnx: "
                  + node
                  + " takes \""
                  + name
                  + "\", which nothing before it makes; the file is damaged, save it again");
        }
      }
      for (OnnxAttribute attribute : node.attributes().values()) {
        if (attribute instanceof OnnxAttribute.Branch(OnnxGraph branch)) {
          Set<String> inside = new HashSet<>(known);
          for (OnnxTensor tensor : branch.initializers()) {
            checkNew(inside.add(tensor.name()), node, tensor.name());
          }
          for (OnnxValue input : Nested.inputs(branch)) {
            checkNew(inside.add(input.name()), node, input.name());
          }
          checkOrder(branch, inside);
        }
      }
      for (String name : node.outputs()) {
        checkNew(name.isEmpty() || known.add(name), node, name);
      }
    }
    for (OnnxValue output : graph.outputs()) {
      if (!known.contains(output.name())) {
        throw new IllegalArgumentException(
            "onnx: nothing makes the output " + output + "; the file is damaged, save it again");
      }
    }
  }

  private static Parameter parameter(OnnxTensor tensor, OnnxNode user) {
    Parameter parameter =
        Parameter.of(role(tensor, user), values(tensor), tensor.sides().toArray());
    boolean isInOut =
        tensor.sides().length() == 2
            && (user.operator().equals("MatMul")
                || (user.operator().equals("Gemm") && !user.attributes().containsKey("transB")));
    return isInOut ? parameter.withUnitsAlong(1) : parameter;
  }

  private static Parameter.Role role(OnnxTensor tensor, OnnxNode user) {
    return switch (user.operator()) {
      case "BatchNormalization",
          "LayerNormalization",
          "InstanceNormalization",
          "GroupNormalization" ->
          Parameter.Role.NORMALIZATION;
      case "PRelu" -> Parameter.Role.ACTIVATION;
      case "Mul" ->
          tensor.sides().length() == 1 ? Parameter.Role.NORMALIZATION : Parameter.Role.WEIGHT;
      default -> tensor.sides().length() == 1 ? Parameter.Role.BIAS : Parameter.Role.WEIGHT;
    };
  }

  private static Initializer values(OnnxTensor tensor) {
    return (key, spec) -> Call.constant(tensor, spec.dtype()).to(spec.dtype());
  }

  /** Names for matrices that have none. */
  private static final class Names {

    private Names() {}

    /** Returns the path of each initializer that is called after the bias added behind it. */
    static ImmutableMap<String, String> of(List<OnnxNode> nodes, Set<String> initializers) {
      Map<String, OnnxNode> takers = new HashMap<>();
      for (OnnxNode node : nodes) {
        node.inputs().forEach(name -> takers.put(name, node));
      }
      ImmutableMap.Builder<String, String> paths = ImmutableMap.builder();
      Set<String> taken = new HashSet<>(initializers);
      for (OnnxNode node : nodes) {
        boolean isProduct = node.operator().equals("MatMul") && node.inputs().size() == 2;
        if (!isProduct || node.outputs().isEmpty()) {
          continue;
        }
        String weight = node.inputs().get(1);
        OnnxNode next = takers.get(node.outputs().get(0));
        boolean isAnonymous = initializers.contains(weight) && isAnonymous(weight);
        if (!isAnonymous || next == null || !next.operator().equals("Add")) {
          continue;
        }
        for (String bias : next.inputs()) {
          String path = bias.replaceFirst("bias$", "weight");
          if (initializers.contains(bias) && !path.equals(bias) && taken.add(path)) {
            paths.put(weight, path);
            break;
          }
        }
      }
      return paths.buildKeepingLast();
    }

    /** A number, or what PyTorch calls a constant that it has changed. */
    private static boolean isAnonymous(String name) {
      return name.matches("(onnx::)?([A-Za-z]+_)?[0-9]+");
    }
  }
}
