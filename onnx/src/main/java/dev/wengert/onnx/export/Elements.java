package dev.wengert.onnx.export;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.DType;
import dev.wengert.expression.LoopBody;
import dev.wengert.expression.Op;
import dev.wengert.kernel.Fold;
import dev.wengert.kernel.Guarded;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Loop;
import dev.wengert.kernel.Reduction;
import dev.wengert.kernel.Tiled;
import dev.wengert.onnx.format.OnnxAttribute;
import dev.wengert.program.Instruction;
import java.util.Arrays;
import java.util.Map;

/** Formulas of elements and folds of them, of values that may be stretched. */
final class Elements {

  private final Recording recording;
  private final GraphBuilder graph;
  private final Lowering lowering;
  private final Formulas formulas;

  Elements(Recording recording, GraphBuilder graph, Lowering lowering) {
    this.recording = recording;
    this.graph = graph;
    this.lowering = lowering;
    this.formulas = new Formulas(graph, NamedFunctions.all());
  }

  void loop(Instruction instruction, LoopBody body) {
    if (!lowering.isSame(instruction)) {
      return;
    }
    int count = instruction.operands().length();
    DType[] types = new DType[count];
    Lowered[] given = new Lowered[count];
    for (int i = 0; i < count; i++) {
      int operand = instruction.operands().get(i);
      types[i] = recording.spec(operand).dtype();
      given[i] = lowering.value(operand);
    }
    int result = instruction.result(0);
    lowering.set(
        result, apply(body, recording.spec(result).dtype(), recording.sides(result), types, given));
  }

  void reduce(Instruction instruction, Reduction reduction) {
    if (!lowering.isSame(instruction)) {
      return;
    }
    int count = instruction.operands().length();
    DType[] types = new DType[count];
    Lowered[] given = new Lowered[count];
    Side[] common = new Side[0];
    for (int i = 0; i < count; i++) {
      int operand = instruction.operands().get(i);
      types[i] = recording.spec(operand).dtype();
      given[i] = lowering.value(operand);
      common = broadcast(common, given[i].here());
    }
    int result = instruction.result(0);
    DType dtype = recording.spec(result).dtype();
    Lowered mapped = apply(reduction.body(), dtype, common, types, given);
    boolean keep = recording.spec(result).shape().rank() == common.length;
    lowering.set(instruction, reduced(reduction.fold(), reduction.axes(), keep, expanded(mapped)));
  }

  /** The steps one after the other. */
  void tiled(Instruction instruction, Tiled tiled, int scales) {
    int inputs = instruction.operands().length();
    int numbers = tiled.numbers().length();
    DType floats = recording.spec(instruction.operands().get(0)).dtype();
    Lowered[] known = new Lowered[inputs + numbers + tiled.steps().size()];
    DType[] types = new DType[known.length];
    for (int i = 0; i < inputs; i++) {
      known[i] = lowering.value(instruction.operands().get(i));
      types[i] = recording.spec(instruction.operands().get(i)).dtype();
    }
    for (int i = 0; i < numbers; i++) {
      known[inputs + i] = Lowered.of(number(instruction, i, floats), new Side[0]);
      types[inputs + i] = floats;
    }
    for (int i = 0; i < tiled.steps().size(); i++) {
      int at = inputs + numbers + i;
      types[at] = tiled.steps().get(i).results().get(0).dtype();
      known[at] = step(instruction, i, known, types);
    }
    for (int i = 0; i < tiled.returned().length(); i++) {
      int result = instruction.result(i);
      Lowered made = known[inputs + numbers + tiled.returned().get(i)];
      Side[] here = recording.sides(result);
      lowering.set(
          result,
          Arrays.equals(made.here(), here)
              ? made
              : Lowered.of(graph.node("Reshape", expanded(made), graph.shape(here)), here));
    }
    for (int i = tiled.returned().length(); i < tiled.returned().length() + scales; i++) {
      int result = instruction.result(i);
      lowering.set(
          result, Lowered.stretched(graph.scalar(floats, 1), new Side[0], recording.sides(result)));
    }
  }

  /** In the usual way, whose scale is 1. */
  void guarded(Instruction instruction, Guarded guarded) {
    if (guarded.usual() instanceof Tiled tiled) {
      tiled(instruction, tiled, 1);
    } else {
      lowering.refuse(instruction, "a computation in a scale of its own");
    }
  }

  private Lowered step(Instruction instruction, int which, Lowered[] known, DType[] types) {
    Tiled.Step step = tiled(0, instruction).steps().get(which);
    int count = step.operands().length();
    Lowered[] given = new Lowered[count];
    DType[] givenTypes = new DType[count];
    Side[] common = new Side[0];
    for (int i = 0; i < count; i++) {
      given[i] = known[step.operands().get(i)];
      givenTypes[i] = types[step.operands().get(i)];
      common = broadcast(common, given[i].here());
    }
    Side[] here = new Side[step.results().get(0).shape().rank()];
    for (int axis = 0; axis < here.length; axis++) {
      int at = axis;
      here[axis] =
          recording.side(
              k -> tiled(k, instruction).steps().get(which).results().get(0).shape().side(at));
    }
    DType dtype = step.results().get(0).dtype();
    if (step.kernel() instanceof Reduction reduction) {
      Lowered mapped = apply(reduction.body(), dtype, common, givenTypes, given);
      String name = reduced(reduction.fold(), reduction.axes(), true, expanded(mapped));
      return Lowered.of(name, here);
    }
    return apply(((Loop) step.kernel()).body(), dtype, here, givenTypes, given);
  }

  /** Returns what a formula gives in the dtype of its first number. */
  private Lowered apply(LoopBody body, DType result, Side[] here, DType[] types, Lowered[] given) {
    DType computed = null;
    for (int i = 0; i < types.length && computed == null; i++) {
      computed = body.inputs().get(i) == Op.Kind.NUMBER ? types[i] : null;
    }
    computed = computed == null ? result : computed;
    String[] names = new String[given.length];
    Side[] there = new Side[0];
    for (int i = 0; i < given.length; i++) {
      boolean differs = body.inputs().get(i) == Op.Kind.NUMBER && types[i] != computed;
      names[i] = differs ? graph.cast(given[i].name(), computed) : given[i].name();
      there = broadcast(there, given[i].there());
    }
    String name = formulas.of(body, computed, names);
    DType made = body.kind() == Op.Kind.LOGICAL ? DType.BOOL : computed;
    String cast = made == result ? name : graph.cast(name, result);
    return Lowered.stretched(cast, there, here);
  }

  private static Side[] broadcast(Side[] a, Side[] b) {
    Side[] longer = (a.length >= b.length ? a : b).clone();
    Side[] shorter = a.length >= b.length ? b : a;
    int offset = longer.length - shorter.length;
    for (int i = 0; i < shorter.length; i++) {
      if (longer[offset + i].isOne()) {
        longer[offset + i] = shorter[i];
      }
    }
    return longer;
  }

  private String reduced(Fold fold, ImmutableIntArray axes, boolean keep, String x) {
    if (axes.isEmpty()) {
      return x;
    }
    String operator =
        switch (fold) {
          case SUM -> "ReduceSum";
          case PRODUCT -> "ReduceProd";
          case MAX -> "ReduceMax";
          case MIN -> "ReduceMin";
        };
    OnnxAttribute kept = OnnxAttribute.of(keep ? 1L : 0L);
    if (fold == Fold.SUM || graph.opset() >= 18) {
      long[] all = Arrays.stream(axes.toArray()).asLongStream().toArray();
      return graph.node(operator, Map.of("keepdims", kept), x, graph.longs(all));
    }
    return graph.node(
        operator, ImmutableMap.of("axes", GraphBuilder.list(axes), "keepdims", kept), x);
  }

  private String expanded(Lowered value) {
    return value.isWhole()
        ? value.name()
        : graph.node("Expand", value.name(), graph.shape(value.here()));
  }

  private Tiled tiled(int in, Instruction instruction) {
    Kernel kernel = recording.kernel(in, instruction);
    return (Tiled) (kernel instanceof Guarded guarded ? guarded.usual() : kernel);
  }

  /** A count of elements may depend on open axes. */
  private String number(Instruction instruction, int which, DType dtype) {
    double base = tiled(0, instruction).numbers().get(which);
    for (int i = 1; i < recording.size(); i++) {
      if (tiled(i, instruction).numbers().get(which) != base) {
        return graph.number(
            recording.side(k -> (int) tiled(k, instruction).numbers().get(which)), dtype);
      }
    }
    return graph.scalar(dtype, base);
  }
}
