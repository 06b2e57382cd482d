package dev.wengert.onnx.export;

import com.google.common.primitives.ImmutableLongArray;
import dev.wengert.onnx.format.OnnxAttribute;
import dev.wengert.onnx.format.OnnxType;
import dev.wengert.program.Instruction;
import dev.wengert.program.Operation;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Bodies that run again and again: for each row of a sequence as the operator Scan, as long as
 * something holds or a number of times as the operator Loop.
 */
final class Loops {

  private final Recording recording;
  private final GraphBuilder graph;
  private final Lowering lowering;

  Loops(Recording recording, GraphBuilder graph, Lowering lowering) {
    this.recording = recording;
    this.graph = graph;
    this.lowering = lowering;
  }

  /** Returns why a repetition is neither a Scan nor a Loop; nothing if it is one. */
  static String refusal(Operation.Repeat repeat) {
    if (repeat.isCounted()) {
      return "a loop of which only a run tells how many rows it goes through";
    }
    int written = repeat.body().outputs().length() - repeat.states();
    if (repeat.condition() != null && (repeat.rows() > 0 || written > 0)) {
      return "a loop that reads or writes rows of which only a run tells how many they are";
    }
    return repeat.rows() == 0 && repeat.isReversed() && written > 0
        ? "a loop that writes backwards and goes through no rows"
        : "";
  }

  /** Adds the operator of a repetition. */
  void repeat(Instruction instruction, Operation.Repeat repeat) {
    if (repeat.rows() > 0) {
      scan(instruction, repeat);
    } else {
      loop(instruction, repeat);
    }
  }

  private void scan(Instruction instruction, Operation.Repeat repeat) {
    int states = repeat.states();
    int rows = repeat.rows();
    Recording inner = recording.within(instruction, 0);
    InnerGraph body = new InnerGraph(graph);
    Lowering lowered = new Lowering(inner, body.builder());
    for (int i = 0; i < states + rows; i++) {
      body.input(i < states ? "state" : "row", inner, lowered, i);
    }
    setOutside(instruction, lowered, states + rows, inner.body().inputs().size(), 0);
    lowered.run();
    outputs(body, inner, lowered, states);
    String[] operands = new String[states + rows];
    Arrays.setAll(operands, i -> lowering.whole(instruction.operands().get(i)));
    int written = inner.body().outputs().length() - states;
    Map<String, OnnxAttribute> attributes = new HashMap<>();
    attributes.put("num_scan_inputs", OnnxAttribute.of((long) rows));
    attributes.put("body", body.attribute("body"));
    if (repeat.isReversed()) {
      attributes.put("scan_input_directions", ones(rows));
      attributes.put("scan_output_directions", ones(written));
    }
    setResults(instruction, graph.nodes("Scan", states + written, attributes, operands));
  }

  private static OnnxAttribute ones(int count) {
    ImmutableLongArray.Builder ones = ImmutableLongArray.builder(count);
    for (int i = 0; i < count; i++) {
      ones.add(1);
    }
    return new OnnxAttribute.Wholes(ones.build());
  }

  /**
   * The condition is asked of the first state outside and of each next one in the body. What a
   * program bounds, so that a backward walk has room, is not bounded there.
   */
  private void loop(Instruction instruction, Operation.Repeat repeat) {
    int states = repeat.states();
    Recording inner = recording.within(instruction, 0);
    InnerGraph body = new InnerGraph(graph);
    Lowering lowered = new Lowering(inner, body.builder());
    body.input("number", OnnxType.INT64);
    String holds = body.input("holds", OnnxType.BOOL);
    for (int i = 0; i < states; i++) {
      body.input("state", inner, lowered, i);
    }
    setOutside(instruction, lowered, states, inner.body().inputs().size(), 0);
    lowered.run();
    String first = "";
    String next = holds;
    if (repeat.condition() != null) {
      Recording condition = recording.within(instruction, 1);
      Lowering before = new Lowering(condition, graph);
      setOutside(instruction, before, 0, condition.body().inputs().size(), 0);
      before.run();
      first = before.whole(condition.body().outputs().get(0));
      Lowering after = new Lowering(condition, body.builder());
      for (int i = 0; i < states; i++) {
        after.set(i, lowered.value(inner.body().outputs().get(i)));
      }
      setOutside(instruction, after, states, condition.body().inputs().size(), 0);
      after.run();
      next = after.whole(condition.body().outputs().get(0));
    }
    body.output("holds", next, OnnxType.BOOL);
    outputs(body, inner, lowered, states);
    String[] operands = new String[2 + states];
    operands[0] = repeat.condition() == null ? length(instruction) : "";
    operands[1] = first;
    for (int i = 0; i < states; i++) {
      operands[2 + i] = lowering.whole(instruction.operands().get(i));
    }
    Map<String, OnnxAttribute> attributes = Map.of("body", body.attribute("body"));
    int results = inner.body().outputs().length();
    setResults(instruction, graph.nodes("Loop", results, attributes, operands));
  }

  /** Returns how many steps there are: one number, which may depend on open axes. */
  private String length(Instruction instruction) {
    Side length =
        recording.side(i -> ((Operation.Repeat) recording.operation(i, instruction)).length());
    return length.isFixed()
        ? graph.longScalar(length.base())
        : graph.node("Squeeze", graph.shape(new Side[] {length}), graph.longs(0));
  }

  /** Adds the operator of a choice: one If within another where there are more than two. */
  void choose(Instruction instruction, Operation.Choose choose) {
    setResults(instruction, choice(graph, instruction, choose.branches().size(), 0));
  }

  private String[] choice(GraphBuilder in, Instruction instruction, int branches, int from) {
    int number = instruction.operands().get(0);
    String isThis =
        in.node(
            "Equal",
            lowering.value(number).name(),
            in.scalar(recording.spec(number).dtype(), from));
    InnerGraph then = branch(in, instruction, from);
    InnerGraph rest;
    if (from + 2 < branches) {
      rest = new InnerGraph(in);
      String[] others = choice(rest.builder(), instruction, branches, from + 1);
      for (int i = 0; i < others.length; i++) {
        int result = instruction.result(i);
        OnnxType type = OnnxType.of(recording.spec(result).dtype());
        rest.output("chosen", others[i], type, recording.sides(result));
      }
    } else {
      rest = branches == 1 ? branch(in, instruction, from) : branch(in, instruction, from + 1);
    }
    return in.nodes(
        "If",
        instruction.results().size(),
        Map.of("then_branch", then.attribute("then"), "else_branch", rest.attribute("else")),
        isThis);
  }

  private InnerGraph branch(GraphBuilder in, Instruction instruction, int which) {
    Recording inner = recording.within(instruction, which);
    InnerGraph branch = new InnerGraph(in);
    Lowering lowered = new Lowering(inner, branch.builder());
    setOutside(instruction, lowered, 0, inner.body().inputs().size(), 1);
    lowered.run();
    outputs(branch, inner, lowered, 0);
    return branch;
  }

  /** Says what inputs of a body are outside: operands of the instruction, from one of them on. */
  private void setOutside(Instruction instruction, Lowering inner, int from, int to, int offset) {
    for (int i = from; i < to; i++) {
      inner.set(i, lowering.value(instruction.operands().get(offset + i)));
    }
  }

  private static void outputs(InnerGraph graph, Recording inner, Lowering lowered, int states) {
    List<Integer> outputs = inner.body().outputs().asList();
    for (int i = 0; i < outputs.size(); i++) {
      graph.output(i < states ? "next" : "written", inner, lowered, outputs.get(i));
    }
  }

  private void setResults(Instruction instruction, String[] names) {
    for (int i = 0; i < names.length; i++) {
      int result = instruction.result(i);
      lowering.set(result, Lowered.of(names[i], recording.sides(result)));
    }
  }
}
