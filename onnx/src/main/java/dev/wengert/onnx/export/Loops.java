package dev.wengert.onnx.export;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import dev.wengert.array.Spec;
import dev.wengert.onnx.format.OnnxAttribute;
import dev.wengert.onnx.format.OnnxGraph;
import dev.wengert.onnx.format.OnnxNode;
import dev.wengert.onnx.format.OnnxType;
import dev.wengert.onnx.format.OnnxValue;
import dev.wengert.program.Body;
import dev.wengert.program.Instruction;
import dev.wengert.program.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Bodies that run for each row of a sequence, as the operator Scan. */
final class Loops {

  private final Recording recording;
  private final GraphBuilder graph;
  private final Lowering lowering;

  Loops(Recording recording, GraphBuilder graph, Lowering lowering) {
    this.recording = recording;
    this.graph = graph;
    this.lowering = lowering;
  }

  /** Returns why a repetition is no Scan; nothing if it is one. */
  static String refusal(Operation.Repeat repeat) {
    if (repeat.condition() != null || repeat.isCounted()) {
      return "a loop of which only a run tells how often it goes";
    }
    return repeat.rows() == 0 ? "a loop that goes through no rows" : "";
  }

  /** Adds the operator of a repetition. */
  void repeat(Instruction instruction, Operation.Repeat repeat) {
    int states = repeat.states();
    int rows = repeat.rows();
    Recording inner = inner(instruction);
    GraphBuilder body = graph.inner();
    Lowering lowered = new Lowering(inner, body);
    ImmutableList.Builder<OnnxValue> given = ImmutableList.builder();
    for (int i = 0; i < inner.body().inputs().size(); i++) {
      if (i < states + rows) {
        String name = body.fresh(i < states ? "state" : "row");
        given.add(value(name, inner.spec(i), inner.sides(i)));
        lowered.input(i, name);
      } else {
        lowered.set(i, lowering.value(instruction.operands().get(i)));
      }
    }
    lowered.run();
    ImmutableList.Builder<OnnxValue> made = ImmutableList.builder();
    Set<String> names = new LinkedHashSet<>();
    for (int i = 0; i < inner.body().outputs().length(); i++) {
      int output = inner.body().outputs().get(i);
      String name = body.fresh(i < states ? "next" : "written");
      body.alias(lowered.whole(output), name);
      made.add(value(name, inner.spec(output), inner.sides(output)));
      names.add(name);
    }
    ImmutableList<OnnxNode> nodes = body.nodes(names);
    OnnxGraph run =
        new OnnxGraph(
            body.fresh("body"), nodes, body.initializers(nodes), given.build(), made.build());
    String[] operands = new String[states + rows];
    Arrays.setAll(operands, i -> lowering.whole(instruction.operands().get(i)));
    int written = inner.body().outputs().length() - states;
    Map<String, OnnxAttribute> attributes = new HashMap<>();
    attributes.put("num_scan_inputs", OnnxAttribute.of((long) rows));
    attributes.put("body", new OnnxAttribute.Branch(run));
    if (repeat.isReversed()) {
      attributes.put("scan_input_directions", ones(rows));
      attributes.put("scan_output_directions", ones(written));
    }
    String[] results = graph.nodes("Scan", states + written, attributes, operands);
    for (int i = 0; i < results.length; i++) {
      int result = instruction.result(i);
      lowering.set(result, Lowered.of(results[i], recording.sides(result)));
    }
  }

  private static OnnxAttribute ones(int count) {
    ImmutableLongArray.Builder ones = ImmutableLongArray.builder(count);
    for (int i = 0; i < count; i++) {
      ones.add(1);
    }
    return new OnnxAttribute.Wholes(ones.build());
  }

  private Recording inner(Instruction instruction) {
    List<Body> bodies = new ArrayList<>();
    for (int i = 0; i < recording.size(); i++) {
      bodies.add(((Operation.Repeat) recording.operation(i, instruction)).body());
    }
    return new Recording(recording.axes(), ImmutableList.copyOf(bodies));
  }

  private static OnnxValue value(String name, Spec spec, Side[] sides) {
    ImmutableList.Builder<String> all = ImmutableList.builder();
    for (Side side : sides) {
      all.add(side.isFixed() ? Integer.toString(side.base()) : "?");
    }
    return new OnnxValue(name, OnnxType.of(spec.dtype()), all.build());
  }
}
