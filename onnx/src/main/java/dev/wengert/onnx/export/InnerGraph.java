package dev.wengert.onnx.export;

import com.google.common.collect.ImmutableList;
import dev.wengert.array.Spec;
import dev.wengert.onnx.format.OnnxAttribute;
import dev.wengert.onnx.format.OnnxGraph;
import dev.wengert.onnx.format.OnnxNode;
import dev.wengert.onnx.format.OnnxType;
import dev.wengert.onnx.format.OnnxValue;
import java.util.LinkedHashSet;
import java.util.Set;

/** A graph in a node, in the making: it sees all that is outside. */
final class InnerGraph {

  private final GraphBuilder builder;
  private final ImmutableList.Builder<OnnxValue> inputs = ImmutableList.builder();
  private final ImmutableList.Builder<OnnxValue> outputs = ImmutableList.builder();
  private final Set<String> names = new LinkedHashSet<>();

  InnerGraph(GraphBuilder outside) {
    this.builder = outside.inner();
  }

  GraphBuilder builder() {
    return builder;
  }

  /** Adds an input and returns its name. */
  String input(String what, OnnxType type, Side... sides) {
    String name = builder.fresh(what);
    inputs.add(value(name, type, sides));
    return name;
  }

  /** Adds an input that is a value of a recording. */
  void input(String what, Recording recording, Lowering lowering, int value) {
    OnnxType type = OnnxType.of(recording.spec(value).dtype());
    lowering.input(value, input(what, type, recording.sides(value)));
  }

  /** Adds an output that is a value of a recording. */
  void output(String what, Recording recording, Lowering lowering, int value) {
    Spec spec = recording.spec(value);
    output(what, lowering.whole(value), OnnxType.of(spec.dtype()), recording.sides(value));
  }

  /** Adds an output. */
  void output(String what, String made, OnnxType type, Side... sides) {
    String name = builder.fresh(what);
    builder.alias(made, name);
    outputs.add(value(name, type, sides));
    names.add(name);
  }

  private static OnnxValue value(String name, OnnxType type, Side... sides) {
    ImmutableList.Builder<String> all = ImmutableList.builder();
    for (Side side : sides) {
      all.add(side.isFixed() ? Integer.toString(side.base()) : "?");
    }
    return new OnnxValue(name, type, all.build());
  }

  /**
   * Returns the graph, as what a node is told.
   *
   * @throws Exporter.Refusal if something in it cannot be exported
   */
  OnnxAttribute attribute(String what) {
    ImmutableList<OnnxNode> nodes = builder.nodes(names);
    return new OnnxAttribute.Branch(
        new OnnxGraph(
            builder.fresh(what),
            nodes,
            builder.initializers(nodes),
            inputs.build(),
            outputs.build()));
  }
}
