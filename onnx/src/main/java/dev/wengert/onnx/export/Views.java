package dev.wengert.onnx.export;

import dev.wengert.onnx.format.OnnxAttribute;
import dev.wengert.program.Instruction;
import java.util.Arrays;
import java.util.Map;

/** Values under another shape. */
final class Views {

  private final Recording recording;
  private final GraphBuilder graph;
  private final Lowering lowering;

  Views(Recording recording, GraphBuilder graph, Lowering lowering) {
    this.recording = recording;
    this.graph = graph;
    this.lowering = lowering;
  }

  void view(Instruction instruction) {
    int source = instruction.operands().get(0);
    int result = instruction.result(0);
    Side[] to = recording.sides(result);
    Lowered value = lowering.value(source);
    if (recording.product(to).equals(recording.product(value.here()))) {
      lowering.set(result, reshaped(source, to));
    } else {
      lowering.set(result, Lowered.stretched(value.name(), value.there(), to));
    }
  }

  private Lowered reshaped(int source, Side[] to) {
    Lowered value = lowering.value(source);
    if (value.there().length == 0 && value.here().length > 0) {
      return Lowered.stretched(value.name(), value.there(), to);
    }
    String flat = value.isWhole() ? value.flat() : lowering.whole(source);
    Side[] from = value.isWhole() ? value.flatSides() : value.here();
    if (Arrays.equals(from, to)) {
      return Lowered.of(flat, to);
    }
    return new Lowered(reshaped(graph, flat, from, to), to, to, flat, from);
  }

  /** Returns a value under another shape; what is open stays, or is what is left. */
  static String reshaped(GraphBuilder graph, String name, Side[] from, Side[] to) {
    long[] target = new long[to.length];
    int left = 0;
    for (int i = 0; i < to.length; i++) {
      boolean stays = i < from.length && from[i].equals(to[i]);
      if (to[i].isFixed()) {
        target[i] = to[i].base();
      } else if (stays && left >= 0) {
        target[i] = 0;
      } else {
        target[i] = -1;
        left++;
      }
    }
    boolean hasEmpty = Arrays.stream(to).anyMatch(side -> side.isFixed() && side.base() == 0);
    return left <= 1 && !hasEmpty
        ? graph.node("Reshape", name, graph.longs(target))
        : graph.node("Reshape", Map.of("allowzero", OnnxAttribute.of(1L)), name, graph.shape(to));
  }
}
