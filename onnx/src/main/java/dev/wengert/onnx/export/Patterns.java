package dev.wengert.onnx.export;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Elementwise;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.expression.LoopBody;
import dev.wengert.kernel.Fold;
import dev.wengert.kernel.Gemm;
import dev.wengert.kernel.Guarded;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Loop;
import dev.wengert.kernel.Reduction;
import dev.wengert.kernel.Tiled;
import dev.wengert.kernel.View;
import dev.wengert.kernel.Window;
import dev.wengert.onnx.format.OnnxAttribute;
import dev.wengert.ops.Activations;
import dev.wengert.program.Instruction;
import dev.wengert.program.Operation;
import dev.wengert.program.Program;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Several instructions that are one operator of ONNX, found from the last of them backwards. */
final class Patterns {

  private static final LoopBody ADD = Elementwise.ADD.body();
  private static final LoopBody DIV = Elementwise.DIV.body();

  private final Recording recording;
  private final GraphBuilder graph;
  private final Lowering lowering;
  private final WindowPatterns windows;
  private final NormalizationPatterns normalizations;

  Patterns(Recording recording, GraphBuilder graph, Lowering lowering) {
    this.recording = recording;
    this.graph = graph;
    this.lowering = lowering;
    this.windows = new WindowPatterns(recording, graph, lowering);
    this.normalizations = new NormalizationPatterns(recording, graph, lowering);
  }

  /** Adds the operator that an instruction is the last of; returns whether it is of one. */
  boolean apply(Instruction instruction) {
    if (!(instruction.operation() instanceof Operation.Compute(Kernel kernel))) {
      return false;
    }
    return switch (kernel) {
      case View view -> windows.view(instruction);
      case Tiled tiled -> softmax(instruction, tiled);
      case Loop(LoopBody body) when body.equals(ADD) ->
          windows.biased(instruction) || affine(instruction);
      case Loop(LoopBody body) when body.equals(DIV) -> mean(instruction);
      case Loop(LoopBody body) -> normalizations.apply(instruction, body);
      default -> false;
    };
  }

  void patches(Instruction instruction, Window window) {
    windows.patches(instruction, window);
  }

  void sums(Instruction instruction, Window window) {
    windows.sums(instruction, window);
  }

  private boolean softmax(Instruction instruction, Tiled tiled) {
    int source = instruction.operands().get(0);
    Spec spec = recording.spec(source);
    int axis = tiled.rows();
    if (!spec.equals(instruction.results().get(0)) || axis >= spec.shape().rank()) {
      return false;
    }
    List<Instruction> reference =
        Program.of(x -> List.of(Activations.softmax(x.get(0), axis)), spec)
            .after("recording")
            .instructions();
    if (!reference.get(0).operation().equals(instruction.operation())) {
      return false;
    }
    lowering.set(
        instruction,
        graph.node(
            "Softmax", Map.of("axis", OnnxAttribute.of((long) axis)), lowering.whole(source)));
    return true;
  }

  /** A product of two matrices and what is added to it. */
  private boolean affine(Instruction instruction) {
    for (int which = 0; which < 2; which++) {
      int product = instruction.operands().get(which);
      int added = instruction.operands().get(1 - which);
      if (recording.kernel(product) instanceof Gemm gemm
          && recording.spec(product).shape().rank() == 2
          && recording.spec(product).equals(recording.spec(instruction.result(0)))
          && lowering.value(added).there().length > 0
          && recording.spec(added).shape().rank() <= 2) {
        Instruction maker = Objects.requireNonNull(recording.maker(product));
        Lowered a = lowering.value(maker.operands().get(0));
        Lowered b = lowering.value(maker.operands().get(1));
        if (a.there().length == 2 && b.there().length == 2) {
          lowering.set(
              instruction,
              graph.node(
                  "Gemm",
                  Products.transposed(gemm),
                  a.name(),
                  b.name(),
                  lowering.value(added).name()));
          return true;
        }
      }
    }
    return false;
  }

  /** A sum that is divided by how many elements it has. */
  private boolean mean(Instruction instruction) {
    int sum = instruction.operands().get(0);
    int count = instruction.operands().get(1);
    if (count >= 0
        || !(recording.kernel(sum) instanceof Reduction reduction)
        || reduction.fold() != Fold.SUM
        || !reduction.body().equals(LoopBody.ELEMENT)
        || reduction.axes().isEmpty()) {
      return false;
    }
    int source = Objects.requireNonNull(recording.maker(sum)).operands().get(0);
    Side elements = recording.fixed(1);
    for (int i = 0; i < reduction.axes().length(); i++) {
      elements = elements.times(recording.sides(source)[reduction.axes().get(i)]);
    }
    if (!elements.equals(recording.whole(count))) {
      return false;
    }
    boolean keep = recording.spec(sum).shape().rank() == recording.spec(source).shape().rank();
    OnnxAttribute kept = OnnxAttribute.of(keep ? 1L : 0L);
    ImmutableIntArray axes = reduction.axes();
    String x = lowering.whole(source);
    long[] all = Arrays.stream(axes.toArray()).asLongStream().toArray();
    lowering.set(
        instruction,
        graph.opset() >= 18
            ? graph.node("ReduceMean", Map.of("keepdims", kept), x, graph.longs(all))
            : graph.node(
                "ReduceMean",
                ImmutableMap.of("axes", GraphBuilder.list(axes), "keepdims", kept),
                x));
    return true;
  }

  /**
   * Returns what a value was before its shape was changed to one of a rank; the least int if it
   * never was.
   */
  static int unviewed(Recording recording, int value, int rank) {
    int at = value;
    while (recording.spec(at).shape().rank() != rank) {
      Instruction maker = recording.maker(at);
      if (maker == null || !(recording.kernel(at) instanceof View)) {
        return Integer.MIN_VALUE;
      }
      at = maker.operands().get(0);
    }
    return at;
  }

  /** Returns the axes of moments; none if a kernel computes something else. */
  static ImmutableIntArray momentAxes(Kernel kernel) {
    return kernel instanceof Guarded guarded
            && guarded.usual() instanceof Tiled tiled
            && tiled.steps().get(0).kernel() instanceof Reduction first
        ? first.axes()
        : ImmutableIntArray.of();
  }

  /** Returns whether a shape ends in these sides. */
  static boolean endsIn(Shape shape, ImmutableIntArray sides) {
    int offset = shape.rank() - sides.length();
    for (int i = 0; i < sides.length(); i++) {
      if (offset < 0 || shape.side(offset + i) != sides.get(i)) {
        return false;
      }
    }
    return true;
  }

  /** Returns two lists behind one another. */
  static OnnxAttribute joined(ImmutableIntArray first, ImmutableIntArray second) {
    return GraphBuilder.list(ImmutableIntArray.builder().addAll(first).addAll(second).build());
  }

  /** Returns the operands of what makes a value, if its formula is a given one. */
  static ImmutableList<Integer> operands(Recording recording, int value, LoopBody body) {
    Instruction maker = recording.maker(value);
    return maker != null
            && recording.kernel(value) instanceof Loop(LoopBody found)
            && found.equals(body)
        ? ImmutableList.copyOf(maker.operands().asList())
        : ImmutableList.of();
  }
}
