package dev.wengert.onnx.export;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.expression.LoopBody;
import dev.wengert.kernel.Gemm;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Reorder;
import dev.wengert.kernel.View;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.recurrent.Gru;
import dev.wengert.nn.layer.recurrent.Lstm;
import dev.wengert.nn.layer.recurrent.Recurrence;
import dev.wengert.nn.layer.recurrent.Rnn;
import dev.wengert.onnx.format.OnnxAttribute;
import dev.wengert.ops.Activations;
import dev.wengert.program.Body;
import dev.wengert.program.Instruction;
import dev.wengert.program.Operation;
import dev.wengert.program.Program;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Scans that are recurrent layers of ONNX. What a step of ours looks like is found by recording the
 * layers; a scan with such steps, whose rows are a product of all steps' inputs and a bias, does
 * the same.
 */
final class RecurrentPatterns {

  private static final LoopBody ADD = Elementwise.ADD.body();
  private static final ImmutableIntArray STEPS_FIRST = ImmutableIntArray.of(1, 0, 2);

  /** The layers that ONNX has, and the order in which it has their gates. */
  private enum Kind {
    LSTM("LSTM", "", 0, 3, 1, 2),
    GRU("GRU", "", 1, 0, 2),
    TANH("RNN", "Tanh", 0),
    RELU("RNN", "Relu", 0);

    private final String operator;
    private final String activation;
    private final ImmutableIntArray order;

    Kind(String operator, String activation, int... order) {
      this.operator = operator;
      this.activation = activation;
      this.order = ImmutableIntArray.copyOf(order);
    }

    Layer layer(int hidden) {
      return switch (this) {
        case LSTM -> Lstm.of(1, hidden);
        case GRU -> Gru.of(1, hidden);
        case TANH -> Rnn.of(1, hidden);
        case RELU -> Rnn.of(1, hidden, Recurrence.layers(1), Activations::relu);
      };
    }
  }

  private final Recording recording;
  private final GraphBuilder graph;
  private final Lowering lowering;

  RecurrentPatterns(Recording recording, GraphBuilder graph, Lowering lowering) {
    this.recording = recording;
    this.graph = graph;
    this.lowering = lowering;
  }

  /**
   * What the rows of a scan come from.
   *
   * @param x [N, T, inputs]
   * @param weight [gates hidden, inputs]
   * @param bias [gates hidden]
   */
  private record Source(int x, int weight, int bias) {}

  /**
   * The scan of a layer that was recorded.
   *
   * @param repeat its steps
   * @param paths what is the same in each of them, by its path in the layer
   */
  private record Reference(Operation.Repeat repeat, ImmutableList<String> paths) {}

  /** Adds the operator of a scan; returns whether it is of one. */
  boolean apply(Instruction instruction, Operation.Repeat repeat) {
    if (repeat.rows() != 1 || repeat.states() > 2) {
      return false;
    }
    Spec state = repeat.body().inputs().get(0);
    Source source = source(instruction.operands().get(repeat.states()));
    if (source == null || state.dtype() != DType.FLOAT32 || state.shape().rank() != 2) {
      return false;
    }
    for (Kind kind : Kind.values()) {
      Reference reference = reference(kind, state.shape());
      Map<String, String> weights = match(instruction, repeat, reference);
      if (weights != null) {
        add(instruction, repeat, kind, source, weights);
        return true;
      }
    }
    return false;
  }

  private @Nullable Source source(int row) {
    Instruction turned = recording.maker(row);
    if (turned == null
        || !(recording.kernel(row) instanceof Reorder(ImmutableIntArray axes))
        || !axes.equals(STEPS_FIRST)) {
      return null;
    }
    Instruction viewed = recording.maker(turned.operands().get(0));
    if (viewed == null || !(recording.kernel(viewed.firstResult()) instanceof View)) {
      return null;
    }
    int sum = viewed.operands().get(0);
    ImmutableList<Integer> added = Patterns.operands(recording, sum, ADD);
    if (added.isEmpty()
        || recording.spec(sum).shape().rank() != 2
        || recording.spec(added.get(1)).shape().rank() != 1
        || !(recording.kernel(added.get(0)) instanceof Gemm gemm)
        || gemm.transposeA()
        || !gemm.transposeB()) {
      return null;
    }
    ImmutableIntArray factors = Objects.requireNonNull(recording.maker(added.get(0))).operands();
    int x = Patterns.unviewed(recording, factors.get(0), 3);
    boolean fits =
        x != Integer.MIN_VALUE
            && recording.sides(x)[0].equals(recording.sides(row)[1])
            && recording.sides(x)[1].equals(recording.sides(row)[0]);
    return fits ? new Source(x, factors.get(1), added.get(1)) : null;
  }

  /** Records a layer, its parameters as inputs behind the sequence. */
  private static Reference reference(Kind kind, Shape state) {
    Model<Layer> model = Model.of(kind.layer(state.side(1)));
    ImmutableList<String> paths = model.specs().keySet().asList();
    List<Spec> specs = new ArrayList<>();
    specs.add(new Spec(DType.FLOAT32, Shape.of(state.side(0), 2, 1)));
    specs.addAll(model.specs().values());
    Body body =
        Program.of(
                in -> {
                  Map<String, Tensor> values = new LinkedHashMap<>();
                  for (int i = 0; i < paths.size(); i++) {
                    values.put(paths.get(i), in.get(1 + i));
                  }
                  return List.of(
                      model
                          .root()
                          .forward(
                              in.get(0), model.inference(new Values(ImmutableMap.copyOf(values)))));
                },
                specs.toArray(new Spec[0]))
            .after("recording");
    for (Instruction instruction : body.instructions()) {
      if (instruction.operation() instanceof Operation.Repeat repeat) {
        ImmutableList.Builder<String> same = ImmutableList.builder();
        for (int i = repeat.states() + 1; i < instruction.operands().length(); i++) {
          same.add(paths.get(instruction.operands().get(i) - 1));
        }
        return new Reference(repeat, same.build());
      }
    }
    throw new IllegalStateException("export: the layer " + kind + " has no steps");
  }

  /**
   * Returns what stands for the parameters of a layer in a scan, by their paths; null if its steps
   * do something else. What is the same in each step may be a constant within.
   */
  private @Nullable Map<String, String> match(
      Instruction instruction, Operation.Repeat repeat, Reference reference) {
    Body steps = reference.repeat.body();
    Recording inner = recording.within(instruction, 0);
    Body found = inner.body();
    int own = reference.repeat.states() + 1;
    if (repeat.states() != reference.repeat.states()
        || found.instructions().size() != steps.instructions().size()
        || found.outputs().length() != steps.outputs().length()) {
      return null;
    }
    int[] values = new int[steps.values()];
    Arrays.setAll(values, i -> i < own ? i : Integer.MIN_VALUE);
    for (int at = 0; at < steps.instructions().size(); at++) {
      Instruction expected = steps.instructions().get(at);
      Instruction actual = found.instructions().get(at);
      if (!isAlike(inner, expected, actual)
          || !areSame(values, expected.operands(), actual.operands(), own)) {
        return null;
      }
      for (int i = 0; i < expected.results().size(); i++) {
        values[expected.result(i)] = actual.result(i);
      }
    }
    if (!areSame(values, steps.outputs(), found.outputs(), own)) {
      return null;
    }
    Map<String, String> names = new LinkedHashMap<>();
    for (int i = 0; i < reference.paths.size(); i++) {
      int value = values[own + i];
      if (value < 0 && !inner.isSame(value)) {
        return null;
      }
      names.put(
          reference.paths.get(i),
          value < 0
              ? graph.constant(inner.constant(value))
              : lowering.whole(instruction.operands().get(value)));
    }
    return names;
  }

  private static boolean isAlike(Recording inner, Instruction expected, Instruction actual) {
    boolean alike = expected.results().size() == actual.results().size();
    for (int i = 0; i < inner.size() && alike; i++) {
      alike =
          expected.operation() instanceof Operation.Compute(Kernel a)
              && inner.operation(i, actual) instanceof Operation.Compute(Kernel b)
              && a.equals(b);
    }
    return alike;
  }

  /** A value of the layer that is the same in each step stands for any one value such. */
  private static boolean areSame(
      int[] values, ImmutableIntArray expected, ImmutableIntArray actual, int own) {
    boolean same = expected.length() == actual.length();
    for (int i = 0; i < expected.length() && same; i++) {
      int known = values[expected.get(i)];
      int found = actual.get(i);
      if (known == Integer.MIN_VALUE && (found < 0 || found >= own)) {
        values[expected.get(i)] = found;
      } else {
        same = known == found;
      }
    }
    return same;
  }

  private void add(
      Instruction instruction,
      Operation.Repeat repeat,
      Kind kind,
      Source source,
      Map<String, String> weights) {
    int hidden = repeat.body().inputs().get(0).shape().side(1);
    String ofInputs = lowering.whole(source.bias());
    String ofStates = weights.get("0.stateBias");
    if (ofStates == null) {
      ImmutableList<Integer> both = Patterns.operands(recording, source.bias(), ADD);
      boolean isSum = !both.isEmpty() && both.stream().allMatch(this::isList);
      ofInputs = isSum ? lowering.whole(both.get(0)) : ofInputs;
      ofStates = isSum ? lowering.whole(both.get(1)) : zeros(kind.order.length() * hidden);
    }
    String biases =
        graph.node(
            "Concat",
            Map.of("axis", OnnxAttribute.of(0L)),
            ordered(ofInputs, kind, hidden),
            ordered(ofStates, kind, hidden));
    String[] operands = new String[5 + repeat.states()];
    operands[0] = steps(lowering.whole(source.x()));
    operands[1] = direction(ordered(lowering.whole(source.weight()), kind, hidden));
    operands[2] =
        direction(ordered(Objects.requireNonNull(weights.get("0.stateWeight")), kind, hidden));
    operands[3] = direction(biases);
    operands[4] = "";
    for (int i = 0; i < repeat.states(); i++) {
      operands[5 + i] = direction(lowering.whole(instruction.operands().get(i)));
    }
    ImmutableMap.Builder<String, OnnxAttribute> attributes = ImmutableMap.builder();
    attributes.put("hidden_size", OnnxAttribute.of((long) hidden));
    attributes.put("direction", OnnxAttribute.of(repeat.isReversed() ? "reverse" : "forward"));
    if (kind == Kind.GRU) {
      attributes.put("linear_before_reset", OnnxAttribute.of(1L));
    }
    if (!kind.activation.isEmpty()) {
      attributes.put("activations", new OnnxAttribute.Texts(ImmutableList.of(kind.activation)));
    }
    String[] results =
        graph.nodes(kind.operator, 1 + repeat.states(), attributes.buildOrThrow(), operands);
    for (int i = 0; i < repeat.states(); i++) {
      set(instruction.result(i), graph.node("Squeeze", results[1 + i], graph.longs(0)));
    }
    String outputs = graph.node("Squeeze", results[0], graph.longs(1));
    set(instruction.result(repeat.states()), outputs);
  }

  private boolean isList(int value) {
    return recording.spec(value).shape().rank() == 1
        && recording.sides(value)[0].isFixed()
        && lowering.value(value).isWhole();
  }

  private void set(int result, String name) {
    lowering.set(result, Lowered.of(name, recording.sides(result)));
  }

  private String zeros(int size) {
    return graph.node("Expand", graph.scalar(DType.FLOAT32, 0), graph.longs(size));
  }

  /** Returns [T, N, features] of [N, T, features]. */
  private String steps(String x) {
    return graph.node("Transpose", Map.of("perm", GraphBuilder.list(STEPS_FIRST)), x);
  }

  /** Returns what there is of the one direction, along a first axis of directions. */
  private String direction(String x) {
    return graph.node("Unsqueeze", x, graph.longs(0));
  }

  /** Returns rows in the order in which ONNX has the gates. */
  private String ordered(String x, Kind kind, int hidden) {
    long[] rows = new long[kind.order.length() * hidden];
    boolean isSame = true;
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (long) kind.order.get(i / hidden) * hidden + i % hidden;
      isSame &= rows[i] == i;
    }
    return isSame
        ? x
        : graph.node("Gather", Map.of("axis", OnnxAttribute.of(0L)), x, graph.longs(rows));
  }
}
