package dev.wengert.onnx.export;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.expression.LoopBody;
import dev.wengert.expression.Op;
import dev.wengert.kernel.AnnihilatingGemm;
import dev.wengert.kernel.FlatPositions;
import dev.wengert.kernel.Fold;
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
  private final Formulas formulas;
  private final Patterns patterns;
  private final Copies copies;
  private final Rows rows;
  private final Loops loops;
  private final GrowingConstants growingConstants;
  private final @Nullable Lowered[] values;
  private final Map<Integer, Lowered> constants = new HashMap<>();
  private final Map<Integer, String> wholes = new HashMap<>();

  Lowering(Recording recording, GraphBuilder graph) {
    this.recording = recording;
    this.graph = graph;
    this.formulas = new Formulas(graph, NamedFunctions.all());
    this.patterns = new Patterns(recording, graph, this);
    this.copies = new Copies(recording, graph);
    this.rows = new Rows(graph);
    this.loops = new Loops(recording, graph, this);
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
        if (refusal.isEmpty()) {
          loops.repeat(instruction, repeat);
        } else {
          refuse(instruction, refusal);
        }
      }
      case Operation.Choose choose -> refuse(instruction, "a choice between functions");
    }
  }

  private void lower(Instruction instruction, Kernel kernel, int first) {
    switch (kernel) {
      case Loop(LoopBody body) -> loop(instruction, body);
      case Reduction reduction -> reduce(instruction, reduction);
      case Tiled tiled -> tiled(instruction, tiled, 0);
      case Guarded guarded -> guarded(instruction, guarded);
      case Gemm gemm -> gemm(instruction, gemm);
      case AnnihilatingGemm product -> gemm(instruction, product.product());
      case Tailed tailed ->
          refuse(instruction, "a product joined with what follows it, as no recording has it");
      case View view -> view(instruction);
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
      case SparseProduct product -> sparse(instruction, product, first);
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

  private void refuse(Instruction instruction, String why) {
    String name = graph.refuse(name(instruction) + ": " + why);
    for (int i = 0; i < instruction.results().size(); i++) {
      int result = instruction.result(i);
      set(result, Lowered.of(name, recording.sides(result)));
    }
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

  private void loop(Instruction instruction, LoopBody body) {
    if (!isSame(instruction)) {
      return;
    }
    int count = instruction.operands().length();
    DType[] types = new DType[count];
    Lowered[] given = new Lowered[count];
    for (int i = 0; i < count; i++) {
      int operand = instruction.operands().get(i);
      types[i] = recording.spec(operand).dtype();
      given[i] = value(operand);
    }
    int result = instruction.result(0);
    set(result, apply(body, recording.spec(result).dtype(), recording.sides(result), types, given));
  }

  /** Returns whether a kernel is the same at all sizes; refuses it where it is not. */
  private boolean isSame(Instruction instruction) {
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

  private void reduce(Instruction instruction, Reduction reduction) {
    if (!isSame(instruction)) {
      return;
    }
    int count = instruction.operands().length();
    DType[] types = new DType[count];
    Lowered[] given = new Lowered[count];
    Side[] common = new Side[0];
    for (int i = 0; i < count; i++) {
      int operand = instruction.operands().get(i);
      types[i] = recording.spec(operand).dtype();
      given[i] = value(operand);
      common = broadcast(common, given[i].here());
    }
    int result = instruction.result(0);
    DType dtype = recording.spec(result).dtype();
    Lowered mapped = apply(reduction.body(), dtype, common, types, given);
    boolean keep = recording.spec(result).shape().rank() == common.length;
    set(instruction, reduced(reduction.fold(), reduction.axes(), keep, expanded(mapped)));
  }

  private String expanded(Lowered value) {
    return value.isWhole()
        ? value.name()
        : graph.node("Expand", value.name(), graph.shape(value.here()));
  }

  /** The steps one after the other. */
  private void tiled(Instruction instruction, Tiled tiled, int scales) {
    int inputs = instruction.operands().length();
    int numbers = tiled.numbers().length();
    DType floats = recording.spec(instruction.operands().get(0)).dtype();
    Lowered[] known = new Lowered[inputs + numbers + tiled.steps().size()];
    DType[] types = new DType[known.length];
    for (int i = 0; i < inputs; i++) {
      known[i] = value(instruction.operands().get(i));
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
      set(
          result,
          Arrays.equals(made.here(), here)
              ? made
              : Lowered.of(graph.node("Reshape", expanded(made), graph.shape(here)), here));
    }
    for (int i = tiled.returned().length(); i < tiled.returned().length() + scales; i++) {
      int result = instruction.result(i);
      set(result, Lowered.stretched(graph.scalar(floats, 1), new Side[0], recording.sides(result)));
    }
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

  /** In the usual way, whose scale is 1. */
  private void guarded(Instruction instruction, Guarded guarded) {
    if (guarded.usual() instanceof Tiled tiled) {
      tiled(instruction, tiled, 1);
    } else {
      refuse(instruction, "a computation in a scale of its own");
    }
  }

  private void gemm(Instruction instruction, Gemm gemm) {
    int a = instruction.operands().get(0);
    int b = instruction.operands().get(1);
    String left = value(a).name();
    String right = value(b).name();
    int rank = recording.spec(a).shape().rank();
    boolean isPlain = value(a).there().length == 2 && value(b).there().length == 2 && rank == 2;
    if (isPlain && (gemm.transposeA() || gemm.transposeB())) {
      set(instruction, graph.node("Gemm", transposed(gemm), left, right));
      return;
    }
    String first = gemm.transposeA() ? matrices(a) : inner(a);
    String second = gemm.transposeB() ? matrices(b) : inner(b);
    set(instruction, graph.node("MatMul", first, second));
  }

  /** Returns what a product of matrices is told. */
  static ImmutableMap<String, OnnxAttribute> transposed(Gemm gemm) {
    return ImmutableMap.of(
        "transA", OnnxAttribute.of(gemm.transposeA() ? 1L : 0L),
        "transB", OnnxAttribute.of(gemm.transposeB() ? 1L : 0L));
  }

  /** The last two axes must be there; leading ones are stretched by the product. */
  private String inner(int number) {
    Lowered value = value(number);
    int there = value.there().length;
    int here = value.here().length;
    boolean fits =
        there >= 2
            && value.there()[there - 1].equals(value.here()[here - 1])
            && value.there()[there - 2].equals(value.here()[here - 2]);
    return fits && there == here ? value.name() : whole(number);
  }

  private String matrices(int number) {
    String name = inner(number);
    int rank = recording.spec(number).shape().rank();
    int[] axes = new int[rank];
    Arrays.setAll(axes, i -> i);
    axes[rank - 1] = rank - 2;
    axes[rank - 2] = rank - 1;
    return graph.node("Transpose", Map.of("perm", OnnxAttribute.list(axes)), name);
  }

  private void view(Instruction instruction) {
    int source = instruction.operands().get(0);
    int result = instruction.result(0);
    Side[] to = recording.sides(result);
    Lowered value = value(source);
    if (product(to).equals(product(value.here()))) {
      set(result, reshaped(source, to));
    } else {
      set(result, Lowered.stretched(value.name(), value.there(), to));
    }
  }

  private Side product(Side[] sides) {
    Side product = recording.fixed(1);
    for (Side side : sides) {
      product = product.times(side);
    }
    return product;
  }

  private Lowered reshaped(int source, Side[] to) {
    Lowered value = value(source);
    if (value.there().length == 0 && value.here().length > 0) {
      return Lowered.stretched(value.name(), value.there(), to);
    }
    String flat = value.isWhole() ? value.flat() : whole(source);
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

  /** As a product with a dense matrix. */
  private void sparse(Instruction instruction, SparseProduct product, int source) {
    if (!isSame(instruction)) {
      return;
    }
    int rank = recording.spec(source).shape().rank();
    int side = recording.spec(source).shape().side(product.axis());
    double[][] matrix = new double[side][product.places()];
    for (int place = 0; place < product.places(); place++) {
      for (int k = product.starts().get(place); k < product.starts().get(place + 1); k++) {
        matrix[product.positions().get(k)][place] += product.weights().get(k);
      }
    }
    DType dtype = recording.spec(source).dtype();
    int[] axes = new int[rank];
    Arrays.setAll(axes, i -> i);
    axes[product.axis()] = rank - 1;
    axes[rank - 1] = product.axis();
    Map<String, OnnxAttribute> swap = Map.of("perm", OnnxAttribute.list(axes));
    boolean isLast = product.axis() == rank - 1;
    String x = isLast ? whole(source) : graph.node("Transpose", swap, whole(source));
    String y = graph.node("MatMul", x, graph.constant(Tensor.of(matrix).to(dtype)));
    set(instruction, isLast ? y : graph.node("Transpose", swap, y));
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
