package dev.wengert.onnx.export;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Parts;
import dev.wengert.kernel.Placement;
import dev.wengert.kernel.StridedCopy;
import dev.wengert.onnx.format.OnnxAttribute;
import dev.wengert.program.Instruction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Regular parts of arrays, found again in offsets and strides. */
final class Copies {

  private final Recording recording;
  private final GraphBuilder graph;

  Copies(Recording recording, GraphBuilder graph) {
    this.recording = recording;
    this.graph = graph;
  }

  /**
   * A part of each axis.
   *
   * @param starts where it begins
   * @param steps how far apart its elements lie
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Part(int[] starts, int[] steps) {

    /** Finds the part of a whole that an offset and strides reach; null if there is none. */
    static @Nullable Part of(Shape whole, Shape part, int offset, ImmutableIntArray strides) {
      if (whole.rank() != part.rank() || whole.size() == 0) {
        return null;
      }
      int[] own = whole.strides();
      int[] starts = new int[own.length];
      int[] steps = new int[own.length];
      int rest = offset;
      for (int axis = 0; axis < own.length; axis++) {
        starts[axis] = rest / own[axis];
        rest %= own[axis];
        steps[axis] = part.side(axis) <= 1 ? 1 : strides.get(axis) / own[axis];
        int last = starts[axis] + Math.max(0, part.side(axis) - 1) * steps[axis];
        boolean fits = part.side(axis) <= 1 || strides.get(axis) == steps[axis] * own[axis];
        if (!fits || steps[axis] == 0 || last < 0 || last >= whole.side(axis)) {
          return null;
        }
      }
      return rest == 0 ? new Part(starts, steps) : null;
    }
  }

  /** Returns the part of a value that one kernel reads. */
  String part(Instruction instruction, String name, int source) {
    return part(instruction, 0, name, source);
  }

  /** Returns one of the parts of a value that a kernel reads. */
  String part(Instruction instruction, int which, String name, int source) {
    int result = instruction.result(which);
    Part[] parts = new Part[recording.size()];
    for (int i = 0; i < parts.length; i++) {
      Kernel kernel = recording.kernel(i, instruction);
      boolean one = kernel instanceof StridedCopy;
      int offset = one ? ((StridedCopy) kernel).offset() : ((Parts) kernel).offsets().get(which);
      ImmutableIntArray strides =
          one ? ((StridedCopy) kernel).strides() : ((Parts) kernel).strides();
      Part part =
          Part.of(
              recording.spec(i, source).shape(),
              recording.spec(i, result).shape(),
              offset,
              strides);
      if (part == null) {
        return picked(instruction, result, name, source, offset, strides);
      }
      parts[i] = part;
    }
    return sliced(instruction, result, name, source, parts);
  }

  private String sliced(
      Instruction instruction, int result, String name, int source, Part[] parts) {
    Side[] whole = recording.sides(source);
    Side[] sides = recording.sides(result);
    int rank = whole.length;
    List<Place> starts = new ArrayList<>();
    List<Place> ends = new ArrayList<>();
    long[] axes = new long[rank];
    long[] steps = new long[rank];
    int count = 0;
    for (int axis = 0; axis < rank; axis++) {
      int at = axis;
      Side start = recording.side(i -> parts[i].starts()[at]);
      Side step = recording.side(i -> parts[i].steps()[at]);
      boolean isWhole = sides[axis].equals(whole[axis]);
      if (isWhole && start.isFixed() && start.base() == 0 && step.isOne()) {
        continue;
      }
      Side end =
          recording.side(
              i ->
                  parts[i].starts()[at]
                      + (recording.spec(i, result).shape().side(at) - 1) * parts[i].steps()[at]
                      + Integer.signum(parts[i].steps()[at]));
      if (!step.isFixed()) {
        return graph.refuse(
            Lowering.name(instruction) + ": how far its part steps depends on an open axis");
      }
      starts.add(place(start, whole[axis]));
      ends.add(
          end.isFixed() && end.base() < 0 ? Place.of(Long.MIN_VALUE + 1) : place(end, whole[axis]));
      axes[count] = axis;
      steps[count++] = step.base();
    }
    if (count == 0) {
      return name;
    }
    return graph.node(
        "Slice",
        name,
        joined(starts),
        joined(ends),
        graph.longs(Arrays.copyOf(axes, count)),
        graph.longs(Arrays.copyOf(steps, count)));
  }

  /**
   * Where a part begins or ends along an axis.
   *
   * @param number where, if that is known; from the end if negative
   * @param side where, if it depends on an open axis otherwise
   */
  private record Place(long number, @Nullable Side side) {

    static Place of(long number) {
      return new Place(number, null);
    }
  }

  /** A place counts from the front, or where the side is open from the end, or is computed. */
  private static Place place(Side place, Side side) {
    if (place.isFixed()) {
      return Place.of(place.base());
    }
    Side behind = place.upTo(side);
    if (!behind.isFixed()) {
      return new Place(0, place);
    }
    return Place.of(behind.base() == 0 ? Long.MAX_VALUE : -behind.base());
  }

  private String joined(List<Place> places) {
    if (places.stream().allMatch(place -> place.side == null)) {
      return graph.longs(places.stream().mapToLong(Place::number).toArray());
    }
    String[] parts = new String[places.size()];
    for (int i = 0; i < parts.length; i++) {
      Side side = places.get(i).side;
      parts[i] = side == null ? graph.longs(places.get(i).number) : graph.shape(new Side[] {side});
    }
    return parts.length == 1
        ? parts[0]
        : graph.node("Concat", Map.of("axis", OnnxAttribute.of(0L)), parts);
  }

  /** Returns elements by their places in row-major order. */
  private String picked(
      Instruction instruction,
      int result,
      String name,
      int source,
      int offset,
      ImmutableIntArray strides) {
    Side[] whole = recording.sides(source);
    Side[] sides = recording.sides(result);
    int open = 0;
    while (open < Math.min(whole.length, sides.length)
        && !whole[open].isFixed()
        && whole[open].equals(sides[open])) {
      open++;
    }
    boolean fixed = true;
    for (int i = open; i < whole.length; i++) {
      fixed &= whole[i].isFixed();
    }
    for (int i = open; i < sides.length; i++) {
      fixed &= sides[i].isFixed();
    }
    if (!fixed) {
      return graph.refuse(
          Lowering.name(instruction)
              + ": what it takes depends on an open axis; give that a fixed size");
    }
    int[] inner = Arrays.copyOfRange(recording.spec(result).shape().sides(), open, sides.length);
    int[] rest = Arrays.copyOfRange(strides.toArray(), open, strides.length());
    Side[] flat = Arrays.copyOf(whole, open + 1);
    int size = 1;
    for (int i = open; i < whole.length; i++) {
      size *= whole[i].base();
    }
    flat[open] = recording.fixed(size);
    String rows = Views.reshaped(graph, name, whole, flat);
    int[] places = places(inner, offset, rest);
    String index = graph.constant(Tensor.of(places));
    String taken = graph.node("Gather", Map.of("axis", OnnxAttribute.of((long) open)), rows, index);
    Side[] now = flat.clone();
    now[open] = recording.fixed(places.length);
    return Views.reshaped(graph, taken, now, sides);
  }

  private static int[] places(int[] sides, int offset, int[] strides) {
    Shape shape = Shape.of(sides);
    int[] places = new int[shape.size()];
    for (int i = 0; i < places.length; i++) {
      int[] at = shape.indices(i);
      int place = offset;
      for (int axis = 0; axis < at.length; axis++) {
        place += at[axis] * strides[axis];
      }
      places[i] = place;
    }
    return places;
  }

  /** Returns operands written into zeros: side by side, surrounded, or each to its place. */
  String placed(Instruction instruction, String... operands) {
    int result = instruction.result(0);
    int axis = joined(instruction);
    if (axis >= 0) {
      return graph.node("Concat", Map.of("axis", OnnxAttribute.of((long) axis)), operands);
    }
    if (operands.length == 1) {
      String padded = padded(instruction, operands[0]);
      if (padded != null) {
        return padded;
      }
    }
    for (Side side : recording.sides(result)) {
      if (!side.isFixed()) {
        return graph.refuse(
            Lowering.name(instruction)
                + ": where it writes depends on an open axis; give that a fixed size");
      }
    }
    return scattered(instruction, operands);
  }

  /**
   * The axis along which the operands fill the result, one behind the other; -1 if there is none.
   */
  private int joined(Instruction instruction) {
    int result = instruction.result(0);
    int rank = recording.spec(result).shape().rank();
    for (int axis = 0; axis < rank; axis++) {
      boolean fits = true;
      for (int i = 0; i < recording.size() && fits; i++) {
        fits = isJoined(instruction, i, axis);
      }
      if (fits) {
        return axis;
      }
    }
    return -1;
  }

  private boolean isJoined(Instruction instruction, int in, int axis) {
    Placement placement = (Placement) recording.kernel(in, instruction);
    Shape whole = recording.spec(in, instruction.result(0)).shape();
    int[] strides = whole.strides();
    if (!placement.strides().equals(ImmutableIntArray.copyOf(strides))) {
      return false;
    }
    long at = 0;
    for (int k = 0; k < instruction.operands().length(); k++) {
      Shape part = recording.spec(in, instruction.operands().get(k)).shape();
      if (part.rank() != whole.rank()
          || !part.withSide(axis, 0).equals(whole.withSide(axis, 0))
          || placement.offsets().get(k) != at * strides[axis]) {
        return false;
      }
      at += part.side(axis);
    }
    return at == whole.side(axis);
  }

  private @Nullable String padded(Instruction instruction, String operand) {
    int result = instruction.result(0);
    int source = instruction.operands().get(0);
    int rank = recording.spec(result).shape().rank();
    Part[] parts = new Part[recording.size()];
    for (int i = 0; i < parts.length; i++) {
      Placement placement = (Placement) recording.kernel(i, instruction);
      Part part =
          Part.of(
              recording.spec(i, result).shape(),
              recording.spec(i, source).shape(),
              placement.offsets().get(0),
              placement.strides());
      if (part == null || Arrays.stream(part.steps()).anyMatch(step -> step != 1)) {
        return null;
      }
      parts[i] = part;
    }
    long[] pads = new long[2 * rank];
    for (int axis = 0; axis < rank; axis++) {
      int at = axis;
      Side before = recording.side(i -> parts[i].starts()[at]);
      Side after =
          recording.side(
              i ->
                  recording.spec(i, result).shape().side(at)
                      - parts[i].starts()[at]
                      - recording.spec(i, source).shape().side(at));
      if (!before.isFixed() || !after.isFixed()) {
        return null;
      }
      pads[axis] = before.base();
      pads[rank + axis] = after.base();
    }
    Spec spec = recording.spec(source);
    if (spec.dtype() == DType.BOOL) {
      String numbers = graph.cast(operand, DType.INT32);
      return graph.cast(graph.node("Pad", numbers, graph.longs(pads)), DType.BOOL);
    }
    return graph.node("Pad", operand, graph.longs(pads));
  }

  private String scattered(Instruction instruction, String[] operands) {
    int result = instruction.result(0);
    Placement placement = (Placement) recording.kernel(0, instruction);
    Spec spec = recording.spec(result);
    String values = graph.constant(Tensor.full(spec.withShape(Shape.of(spec.shape().size())), 0));
    for (int k = 0; k < operands.length; k++) {
      int source = instruction.operands().get(k);
      int[] sides = recording.spec(source).shape().sides();
      int[] places = places(sides, placement.offsets().get(k), placement.strides().toArray());
      String flat = graph.node("Reshape", operands[k], graph.longs(-1));
      values = graph.node("ScatterElements", values, graph.constant(Tensor.of(places)), flat);
    }
    return graph.node("Reshape", values, graph.shape(recording.sides(result)));
  }
}
