package dev.wengert.onnx.operator;

import com.google.common.base.Preconditions;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Slice;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.ops.Indexing;
import dev.wengert.ops.Shapes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Parts of tensors, and tensors of parts. */
final class SliceOperators {

  private SliceOperators() {}

  static void register(Map<String, Operator> all) {
    all.put("Concat", Operator.one(SliceOperators::concat));
    all.put("Pad", Operator.one(SliceOperators::pad));
    all.put("Slice", Operator.one(SliceOperators::slice));
    all.put("Split", SliceOperators::split);
    all.put("Trilu", Operator.one(ShapeOperators::triangle));
  }

  private static Tensor concat(Call c) {
    List<Tensor> parts = new ArrayList<>();
    for (int i = 0; i < c.size(); i++) {
      parts.add(c.in(i));
    }
    return Shapes.concat(c.integer("axis"), parts);
  }

  private static Tensor[] split(Call c) {
    Tensor x = c.in(0);
    int axis = x.shape().axis("split", c.integer("axis", 0));
    int[] sides = c.has(1) ? c.integers(1) : c.integers("split");
    if (sides == null) {
      int parts = c.count("num_outputs", c.results());
      int side = x.shape().side(axis);
      Preconditions.checkArgument(
          c.opset() >= 18 || side % parts == 0,
          "split: axis %s of %s in %s parts that are not equal; name their sizes",
          axis,
          x.shape(),
          parts);
      int each = Math.ceilDiv(side, parts);
      sides = new int[parts];
      Arrays.fill(sides, each);
      sides[parts - 1] = side - each * (parts - 1);
    }
    return Shapes.split(x, axis, sides).toArray(new Tensor[0]);
  }

  private static Tensor slice(Call c) {
    Tensor x = c.in(0);
    boolean byOperands = c.opset() >= 10;
    int[] starts = byOperands ? c.integers(1) : c.integers("starts", new int[0]);
    int[] ends = byOperands ? c.integers(2) : c.integers("ends", new int[0]);
    int[] axes = new int[starts.length];
    Arrays.setAll(axes, i -> i);
    axes = byOperands ? c.has(3) ? c.integers(3) : axes : c.integers("axes", axes);
    int[] steps = new int[starts.length];
    Arrays.fill(steps, 1);
    steps = byOperands && c.has(4) ? c.integers(4) : steps;
    return part(x, starts, ends, axes, steps);
  }

  /** What lies outside is not there. */
  static Tensor part(Tensor x, int[] starts, int[] ends, int[] axes, int[] steps) {
    Preconditions.checkArgument(
        starts.length == ends.length
            && starts.length == axes.length
            && starts.length == steps.length,
        "slice: there are %s starts, %s ends, %s axes and %s steps; the file is damaged",
        starts.length,
        ends.length,
        axes.length,
        steps.length);
    int[] sides = x.shape().sides();
    int[] begin = new int[sides.length];
    int[] step = new int[sides.length];
    Arrays.fill(step, 1);
    for (int i = 0; i < starts.length; i++) {
      int axis = x.shape().axis("slice", axes[i]);
      long side = x.shape().side(axis);
      long by = steps[i];
      Preconditions.checkArgument(by != 0, "slice: a step of 0 along axis %s; give another", axis);
      long start = starts[i] < 0 ? starts[i] + side : starts[i];
      long end = ends[i] < 0 ? ends[i] + side : ends[i];
      if (by > 0) {
        start = Math.clamp(start, 0, side);
        end = Math.clamp(end, 0, side);
      } else {
        start = Math.clamp(start, 0, Math.max(0, side - 1));
        end = Math.clamp(end, -1, Math.max(-1, side - 1));
      }
      long count = side == 0 ? 0 : Math.max(0, Math.ceilDiv(end - start, by));
      sides[axis] = (int) count;
      begin[axis] = count == 0 ? 0 : (int) start;
      step[axis] = steps[i];
    }
    Shape part = Shape.of(sides);
    return part.equals(x.shape()) && Arrays.stream(step).allMatch(by -> by == 1)
        ? x
        : new Slice(ImmutableIntArray.copyOf(begin), ImmutableIntArray.copyOf(step), part).apply(x);
  }

  private static Tensor pad(Call c) {
    Tensor x = c.in(0);
    int[] pads = c.opset() >= 11 ? c.integers(1) : c.integers("pads", new int[0]);
    int[] axes = new int[x.rank()];
    Arrays.setAll(axes, i -> i);
    axes = c.has(3) ? c.integers(3) : axes;
    Preconditions.checkArgument(
        pads.length == 2 * axes.length,
        "pad: %s widths for %s axes; there are two an axis, the file does not fit the input",
        pads.length,
        axes.length);
    int[] before = new int[x.rank()];
    int[] after = new int[x.rank()];
    for (int i = 0; i < axes.length; i++) {
      int axis = x.shape().axis("pad", axes[i]);
      before[axis] = pads[i];
      after[axis] = pads[i + axes.length];
    }
    String mode = c.text("mode", "constant");
    if (!mode.equals("constant")) {
      return mirrored(x, before, after, mode);
    }
    double value = c.opset() < 11 ? c.number("value", 0) : c.has(2) ? c.number(2) : 0;
    return padded(x, before, after, value);
  }

  /** A negative width takes away. */
  static Tensor padded(Tensor x, int[] before, int[] after, double value) {
    int rank = x.rank();
    int[] all = new int[rank];
    int[] starts = new int[rank];
    int[] ends = new int[rank];
    int[] ones = new int[rank];
    Arrays.setAll(all, i -> i);
    Arrays.fill(ones, 1);
    for (int i = 0; i < rank; i++) {
      starts[i] = Math.max(0, -before[i]);
      ends[i] = x.shape().side(i) - Math.max(0, -after[i]);
    }
    Tensor kept = part(x, starts, ends, all, ones);
    int[] front = Arrays.stream(before).map(width -> Math.max(0, width)).toArray();
    int[] back = Arrays.stream(after).map(width -> Math.max(0, width)).toArray();
    boolean nothing = Arrays.stream(front).sum() + Arrays.stream(back).sum() == 0;
    if (nothing) {
      return kept;
    }
    if (x.dtype() == DType.BOOL) {
      return Shapes.pad(kept.to(DType.INT32), front, back, value).ne(0);
    }
    return Shapes.pad(kept, front, back, value);
  }

  private static Tensor mirrored(Tensor x, int[] before, int[] after, String mode) {
    Tensor result = x;
    for (int axis = 0; axis < x.rank(); axis++) {
      if (before[axis] == 0 && after[axis] == 0) {
        continue;
      }
      int side = x.shape().side(axis);
      int[] from = new int[before[axis] + side + after[axis]];
      for (int i = 0; i < from.length; i++) {
        int at = i - before[axis];
        int period = Math.max(1, 2 * side - 2);
        from[i] =
            switch (mode) {
              case "edge" -> Math.clamp(at, 0, side - 1);
              case "wrap" -> Math.floorMod(at, side);
              case "reflect" -> {
                int place = Math.floorMod(at, period);
                yield place < side ? place : period - place;
              }
              default ->
                  throw new IllegalArgumentException(
                      "pad: there is no mode " + mode + "; constant, reflect, edge and wrap are");
            };
      }
      result = Indexing.take(result, Tensor.of(from), axis);
    }
    return result;
  }
}
