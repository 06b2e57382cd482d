package dev.wengert.onnx;

import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.onnx.format.OnnxAttribute;
import dev.wengert.onnx.format.OnnxGraph;
import dev.wengert.onnx.format.OnnxNode;
import dev.wengert.onnx.format.OnnxTensor;
import dev.wengert.onnx.format.OnnxValue;
import dev.wengert.onnx.operator.Call;
import dev.wengert.onnx.operator.Operator;
import dev.wengert.onnx.operator.Operators;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Runs a graph whose operators are known, node by node; what nobody needs any more is let go. */
final class GraphRun {

  private final OnnxGraph graph;
  private final long opset;

  /** For each node the names that no later one takes. */
  private final ImmutableList<ImmutableList<String>> lastUses;

  /** What a run is given besides what is known: in older files initializers may be among it. */
  private final ImmutableList<OnnxValue> inputs;

  GraphRun(OnnxGraph graph, long opset) {
    this.graph = graph;
    this.opset = opset;
    this.inputs = Nested.inputs(graph);
    this.lastUses = lastUses(graph);
  }

  private static ImmutableList<ImmutableList<String>> lastUses(OnnxGraph graph) {
    Set<String> seen = new HashSet<>();
    graph.outputs().forEach(output -> seen.add(output.name()));
    List<ImmutableList<String>> uses = new ArrayList<>();
    for (OnnxNode node : graph.nodes().reverse()) {
      ImmutableList.Builder<String> last = ImmutableList.builder();
      Set<String> names = new HashSet<>(node.outputs());
      addUses(node, names);
      for (String name : names) {
        if (seen.add(name)) {
          last.add(name);
        }
      }
      uses.add(last.build());
    }
    return ImmutableList.copyOf(uses).reverse();
  }

  /** Adds what a node takes, and what the graphs in it take. */
  static void addUses(OnnxNode node, Set<String> names) {
    names.addAll(node.inputs());
    for (OnnxAttribute attribute : node.attributes().values()) {
      if (attribute instanceof OnnxAttribute.Branch(OnnxGraph branch)) {
        branch.nodes().forEach(inner -> addUses(inner, names));
        branch.outputs().forEach(output -> names.add(output.name()));
      }
    }
  }

  /**
   * Returns the outputs.
   *
   * @param known what is there by name: inputs and parameters
   */
  ImmutableList<Tensor> run(Map<String, Tensor> known, DType floats) {
    return runOn(new HashMap<>(known), floats);
  }

  /**
   * A graph in a node.
   *
   * @param outside what is there by name where the node is
   */
  private record Inner(GraphRun graph, Map<String, Tensor> outside, DType floats)
      implements Call.Body {
    @Override
    public int inputs() {
      return graph.inputs.size();
    }

    @Override
    public int outputs() {
      return graph.graph.outputs().size();
    }

    @Override
    public ImmutableList<Tensor> run(List<Tensor> given) {
      Map<String, Tensor> values = new HashMap<>(outside);
      for (int i = 0; i < given.size(); i++) {
        values.put(graph.inputs.get(i).name(), given.get(i));
      }
      return graph.runOn(values, floats);
    }
  }

  private ImmutableList<Tensor> runOn(Map<String, Tensor> values, DType floats) {
    for (OnnxTensor constant : graph.initializers()) {
      if (!values.containsKey(constant.name())) {
        values.put(constant.name(), Call.constant(constant, floats));
      }
    }
    for (int i = 0; i < graph.nodes().size(); i++) {
      OnnxNode node = graph.nodes().get(i);
      run(node, values, floats);
      lastUses.get(i).forEach(values::remove);
    }
    ImmutableList.Builder<Tensor> outputs = ImmutableList.builder();
    for (OnnxValue output : graph.outputs()) {
      Tensor value = values.get(output.name());
      if (value == null) {
        throw new IllegalArgumentException(
            "onnx: nothing makes the output " + output + "; the file is damaged, save it again");
      }
      outputs.add(value);
    }
    return outputs.build();
  }

  private void run(OnnxNode node, Map<String, Tensor> values, DType floats) {
    @Nullable Tensor[] operands = new @Nullable Tensor[node.inputs().size()];
    for (int i = 0; i < operands.length; i++) {
      operands[i] = values.get(node.inputs().get(i));
    }
    Operator operator = Objects.requireNonNull(Operators.find(node.operator()));
    Call.Bodies bodies = inner -> new Inner(new GraphRun(inner, opset), values, floats);
    Tensor[] results;
    try {
      results = operator.apply(new Call(node, opset, floats, operands, bodies));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("onnx: " + node + ": " + e.getMessage(), e);
    } catch (ArithmeticException | ArrayIndexOutOfBoundsException | NegativeArraySizeException e) {
      throw new IllegalArgumentException(
          "onnx: "
              + node
              + ": its attributes and operands do not fit each other: "
              + e.getMessage()
              + "; the file is damaged, save it again",
          e);
    } catch (IndexOutOfBoundsException e) {
      IndexOutOfBoundsException named =
          new IndexOutOfBoundsException("onnx: " + node + ": " + e.getMessage());
      named.initCause(e);
      throw named;
    }
    for (int i = 0; i < node.outputs().size(); i++) {
      String name = node.outputs().get(i);
      if (name.isEmpty()) {
        continue;
      }
      if (i >= results.length) {
        throw new IllegalArgumentException(
            "onnx: "
                + node
                + ": result "
                + i
                + " is not imported; export the model without it, or compute it outside");
      }
      values.put(name, results[i]);
    }
  }
}
