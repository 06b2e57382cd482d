package dev.wengert.onnx.export;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.expression.LoopBody;
import dev.wengert.kernel.AnnihilatingGemm;
import dev.wengert.kernel.FlatPositions;
import dev.wengert.kernel.FoldedProduct;
import dev.wengert.kernel.GatherRows;
import dev.wengert.kernel.Gemm;
import dev.wengert.kernel.Guarded;
import dev.wengert.kernel.Host;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Loop;
import dev.wengert.kernel.MatrixFunction;
import dev.wengert.kernel.Order;
import dev.wengert.kernel.Parts;
import dev.wengert.kernel.Placement;
import dev.wengert.kernel.RandomBits;
import dev.wengert.kernel.RangeCheck;
import dev.wengert.kernel.Reduction;
import dev.wengert.kernel.Reorder;
import dev.wengert.kernel.RunningSum;
import dev.wengert.kernel.ScatterAddRows;
import dev.wengert.kernel.SparseProduct;
import dev.wengert.kernel.StridedCopy;
import dev.wengert.kernel.Tailed;
import dev.wengert.kernel.Tiled;
import dev.wengert.kernel.UnfoldedProduct;
import dev.wengert.kernel.View;
import dev.wengert.kernel.WindowArgMax;
import dev.wengert.kernel.WindowPatches;
import dev.wengert.kernel.WindowSums;
import dev.wengert.onnx.format.OnnxAttribute;
import dev.wengert.program.Instruction;
import dev.wengert.program.Operation;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Instructions of a program as operators, one kernel after the other. */
final class Lowering {

  private final Recording recording;
  private final GraphBuilder graph;
  private final Elements elements;
  private final Products products;
  private final Views views;
  private final Patterns patterns;
  private final Copies copies;
  private final Rows rows;
  private final Loops loops;
  private final RecurrentPatterns recurrent;
  private final GrowingConstants growingConstants;
  private final @Nullable Lowered[] values;
  private final Map<Integer, Lowered> constants = new HashMap<>();
  private final Map<Integer, String> wholes = new HashMap<>();

  Lowering(Recording recording, GraphBuilder graph) {
    this.recording = recording;
    this.graph = graph;
    this.elements = new Elements(recording, graph, this);
    this.products = new Products(recording, graph, this);
    this.views = new Views(recording, graph, this);
    this.patterns = new Patterns(recording, graph, this);
    this.copies = new Copies(recording, graph);
    this.rows = new Rows(recording, graph);
    this.loops = new Loops(recording, graph, this);
    this.recurrent = new RecurrentPatterns(recording, graph, this);
    this.growingConstants = new GrowingConstants(recording, graph);
    this.values = new @Nullable Lowered[recording.body().values()];
  }

  /** Says what an input is called. */
  void input(int number, String name) {
    values[number] = Lowered.of(name, recording.sides(number));
  }

  /** Adds the operators of all instructions. */
  void run() {
    for (Instruction instruction : recording.body().instructions()) {
      if (!patterns.apply(instruction)) {
        lower(instruction);
      }
    }
  }

  /** Returns a value as it is there, stretched or not. */
  Lowered value(int number) {
    if (number < 0) {
      return constants.computeIfAbsent(number, this::constant);
    }
    return Objects.requireNonNull(values[number]);
  }

  /** Returns the name of a value with all its elements. */
  String whole(int number) {
    Lowered value = value(number);
    if (value.isWhole()) {
      return value.name();
    }
    return wholes.computeIfAbsent(
        number, absent -> graph.node("Expand", value.name(), graph.shape(value.here())));
  }

  private Lowered constant(int number) {
    Side[] sides = recording.sides(number);
    Tensor tensor = recording.constant(number);
    boolean isSame = recording.isSame(number);
    if (tensor.buffer().isFill() && tensor.size() > 0) {
      Side whole = recording.whole(number);
      DType dtype = tensor.dtype();
      if (isSame || whole != null) {
        String name =
            whole != null && !isSame && dtype != DType.BOOL
                ? graph.number(whole, dtype)
                : graph.scalar(dtype, Recording.first(tensor));
        return Lowered.stretched(name, new Side[0], sides);
      }
    }
    Lowered growing = isSame ? null : growingConstants.find(number);
    if (growing != null) {
      return growing;
    }
    if (!isSame) {
      return Lowered.of(
          graph.refuse(
              "a constant "
                  + tensor.spec()
                  + " that is another at another size of an open axis; give that axis a fixed"
                  + " size"),
          sides);
    }
    return Lowered.of(graph.constant(tensor), sides);
  }

  /** Says what the first result of an instruction is called. */
  void set(Instruction instruction, String name) {
    set(instruction.result(0), Lowered.of(name, recording.sides(instruction.result(0))));
  }

  void set(int number, Lowered value) {
    values[number] = value;
  }

  private void lower(Instruction instruction) {
    int first = instruction.operands().isEmpty() ? 0 : instruction.operands().get(0);
    switch (instruction.operation()) {
      case Operation.Barrier barrier -> set(instruction.result(0), value(first));
      case Operation.Compute(Kernel kernel) -> lower(instruction, kernel, first);
      case Operation.Repeat repeat -> {
        String refusal = Loops.refusal(repeat);
        if (!refusal.isEmpty()) {
          refuse(instruction, refusal);
        } else if (!recurrent.apply(instruction, repeat)) {
          loops.repeat(instruction, repeat);
        }
      }
      case Operation.Choose choose -> loops.choose(instruction, choose);
    }
  }

  private void lower(Instruction instruction, Kernel kernel, int first) {
    switch (kernel) {
      case Loop(LoopBody body) -> elements.loop(instruction, body);
      case Reduction reduction -> elements.reduce(instruction, reduction);
      case Tiled tiled -> elements.tiled(instruction, tiled, 0);
      case Guarded guarded -> elements.guarded(instruction, guarded);
      case Gemm gemm -> products.gemm(instruction, gemm);
      case AnnihilatingGemm product -> products.gemm(instruction, product.product());
      case Tailed tailed ->
          refuse(instruction, "a product joined with what follows it, as no recording has it");
      case UnfoldedProduct unfolded ->
          refuse(instruction, "a product joined with its windows, as no recording has it");
      case FoldedProduct folded ->
          refuse(instruction, "a product joined with its windows, as no recording has it");
      case View view -> views.view(instruction);
      case Reorder(ImmutableIntArray axes) ->
          set(
              instruction,
              graph.node("Transpose", Map.of("perm", GraphBuilder.list(axes)), whole(first)));
      case StridedCopy copy -> set(instruction, copies.part(instruction, whole(first), first));
      case Parts parts -> {
        for (int i = 0; i < instruction.results().size(); i++) {
          int result = instruction.result(i);
          set(
              result,
              Lowered.of(
                  copies.part(instruction, i, whole(first), first), recording.sides(result)));
        }
      }
      case Placement placement -> {
        String[] operands = new String[instruction.operands().length()];
        Arrays.setAll(operands, i -> whole(instruction.operands().get(i)));
        set(instruction, copies.placed(instruction, operands));
      }
      case GatherRows gather ->
          set(
              instruction,
              rows.gathered(
                  gather,
                  whole(first),
                  recording.sides(first),
                  whole(instruction.operands().get(1)),
                  recording.sides(instruction.operands().get(1)),
                  recording.sides(instruction.result(0))));
      case ScatterAddRows scatter ->
          set(
              instruction,
              rows.scattered(
                  scatter,
                  recording.spec(first).dtype(),
                  whole(first),
                  recording.sides(first),
                  whole(instruction.operands().get(1)),
                  recording.sides(instruction.operands().get(1)),
                  recording.sides(instruction.result(0))));
      case FlatPositions flat -> flatPositions(instruction, flat);
      case RangeCheck check -> set(instruction.result(0), value(first));
      case SparseProduct product -> products.sparse(instruction, product, first);
      case Order order -> order(instruction, order, first);
      case RunningSum sum ->
          set(
              instruction,
              graph.node(
                  "CumSum",
                  Map.of("reverse", OnnxAttribute.of(sum.fromEnd() ? 1L : 0L)),
                  whole(first),
                  graph.longScalar(sum.axis())));
      case WindowPatches(var window) -> patterns.patches(instruction, window);
      case WindowSums(var window) -> patterns.sums(instruction, window);
      case WindowArgMax windows ->
          refuse(instruction, "positions of a maximum in windows, but for those of maxPool");
      case RandomBits bits -> refuse(instruction, "random numbers: ONNX draws none from a key");
      case MatrixFunction function ->
          refuse(instruction, "a decomposition of matrices: ONNX has no operator for it");
      case Host host -> refuse(instruction, "a Java function");
    }
  }

  /** Returns what does an instruction, without its attributes. */
  static String name(Instruction instruction) {
    String title = instruction.title();
    int end = title.indexOf('[');
    return end < 0 ? title : title.substring(0, end);
  }

  /**
   * Says why an instruction has no operator; it counts if somebody needs its results in the end.
   */
  void refuse(Instruction instruction, String why) {
    String name = graph.refuse(name(instruction) + ": " + why);
    for (int i = 0; i < instruction.results().size(); i++) {
      int result = instruction.result(i);
      set(result, Lowered.of(name, recording.sides(result)));
    }
  }

  /** Returns whether a kernel is the same at all sizes; refuses it where it is not. */
  boolean isSame(Instruction instruction) {
    for (int i = 1; i < recording.size(); i++) {
      if (!recording.kernel(i, instruction).equals(recording.kernel(0, instruction))) {
        refuse(
            instruction,
            "what it computes depends on the size of the axis \""
                + recording.axes().get(i - 1).name()
                + "\", give that axis a fixed size");
        return false;
      }
    }
    return true;
  }

  private void flatPositions(Instruction instruction, FlatPositions flat) {
    String result = "";
    for (int i = 0; i < flat.sides().length(); i++) {
      int axis = i;
      String at = whole(instruction.operands().get(i));
      Side side =
          recording.side(k -> ((FlatPositions) recording.kernel(k, instruction)).sides().get(axis));
      String size = graph.number(side, DType.INT32);
      String wrapped =
          graph.node(
              "Where",
              graph.node("Less", at, graph.scalar(DType.INT32, 0)),
              graph.node("Add", at, size),
              at);
      result =
          result.isEmpty() ? wrapped : graph.node("Add", graph.node("Mul", result, size), wrapped);
    }
    set(instruction, result);
  }

  private void order(Instruction instruction, Order order, int source) {
    Side side = recording.sides(source)[order.axis()];
    String count = graph.shape(new Side[] {side});
    String[] found =
        graph.nodes(
            "TopK",
            2,
            ImmutableMap.of(
                "axis", OnnxAttribute.of((long) order.axis()),
                "largest", OnnxAttribute.of(order.descending() ? 1L : 0L)),
            whole(source),
            count);
    set(instruction, graph.cast(found[1], DType.INT32));
  }
}
