package dev.wengert.onnx.export;

import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Constants that are larger at a larger size of an open axis, and whose numbers follow from their
 * places: positions 0, 1, 2, ..., and masks of what lies on one side of a diagonal.
 */
final class GrowingConstants {

  private final Recording recording;
  private final GraphBuilder graph;

  GrowingConstants(Recording recording, GraphBuilder graph) {
    this.recording = recording;
    this.graph = graph;
  }

  /** Returns a constant of one of these kinds; null if it is of none. */
  @Nullable Lowered find(int constant) {
    int rank = recording.spec(constant).shape().rank();
    for (int axis = 0; axis < rank; axis++) {
      Lowered found = progression(constant, axis);
      if (found != null) {
        return found;
      }
    }
    return rank < 2 ? null : triangle(constant, rank);
  }

  private double[] numbers(int in, int constant) {
    return recording.constant(in, constant).to(DType.FLOAT64).toDoubleArray();
  }

  /** Numbers that grow by the same step along one axis, and along no other. */
  private @Nullable Lowered progression(int constant, int axis) {
    DType dtype = recording.spec(constant).dtype();
    if (dtype == DType.BOOL) {
      return null;
    }
    double start = Double.NaN;
    double step = Double.NaN;
    for (int i = 0; i < recording.size(); i++) {
      double[] all = numbers(i, constant);
      Shape shape = recording.spec(i, constant).shape();
      int stride = shape.strides()[axis];
      if (shape.side(axis) < 2) {
        return null;
      }
      start = i == 0 ? all[0] : start;
      step = i == 0 ? all[stride] - all[0] : step;
      for (int at = 0; at < all.length; at++) {
        if (all[at] != start + step * (at / stride % shape.side(axis))) {
          return null;
        }
      }
    }
    Side[] here = recording.sides(constant);
    Side[] there = new Side[here.length];
    Arrays.fill(there, recording.fixed(1));
    there[axis] = here[axis];
    String count = along(here[axis], axis, here.length);
    String scaled = graph.node("Mul", graph.cast(count, dtype), graph.scalar(dtype, step));
    String name = graph.node("Add", scaled, graph.scalar(dtype, start));
    return Lowered.stretched(name, there, here);
  }

  /** Returns 0, 1, 2, ... along one axis of a rank, as 64-bit integers. */
  private String along(Side side, int axis, int rank) {
    String size = graph.node("Squeeze", graph.shape(new Side[] {side}), graph.longs(0));
    String range = graph.node("Range", graph.longScalar(0), size, graph.longScalar(1));
    long[] sides = new long[rank];
    Arrays.fill(sides, 1);
    sides[axis] = -1;
    return graph.node("Reshape", range, graph.longs(sides));
  }

  /** One number up to a diagonal of the last two axes, and another behind it. */
  private @Nullable Lowered triangle(int constant, int rank) {
    double[] first = numbers(0, constant);
    int columns = recording.spec(constant).shape().side(-1);
    double low = first[first.length - columns];
    double high = first[columns - 1];
    Integer diagonal = null;
    for (int i = 0; i < recording.size(); i++) {
      Integer own = diagonal(i, constant, low, high);
      if (own == null || (diagonal != null && !diagonal.equals(own))) {
        return null;
      }
      diagonal = own;
    }
    Side[] here = recording.sides(constant);
    Side[] there = new Side[rank];
    Arrays.fill(there, recording.fixed(1));
    there[rank - 2] = here[rank - 2];
    there[rank - 1] = here[rank - 1];
    String rows = along(here[rank - 2], rank - 2, rank);
    String places = along(here[rank - 1], rank - 1, rank);
    String last = graph.node("Add", rows, graph.longScalar(diagonal == null ? 0 : diagonal));
    String isLow = graph.node("LessOrEqual", places, last);
    return Lowered.stretched(
        chosen(recording.spec(constant).dtype(), isLow, low, high), there, here);
  }

  private String chosen(DType dtype, String isLow, double low, double high) {
    if (dtype == DType.BOOL) {
      return low == 1 ? isLow : graph.node("Not", isLow);
    }
    return graph.node("Where", isLow, graph.scalar(dtype, low), graph.scalar(dtype, high));
  }

  /** Returns up to which diagonal a constant has one number; null if it has it elsewhere. */
  private @Nullable Integer diagonal(int in, int constant, double low, double high) {
    double[] all = numbers(in, constant);
    Shape shape = recording.spec(in, constant).shape();
    int rows = shape.side(-2);
    int columns = shape.side(-1);
    int diagonal = -1;
    while (diagonal + 1 < columns && all[diagonal + 1] == low) {
      diagonal++;
    }
    if (low == high || diagonal + 1 == columns) {
      return null;
    }
    for (int at = 0; at < all.length; at++) {
      int row = at / columns % rows;
      boolean isLow = at % columns - row <= diagonal;
      if (all[at] != (isLow ? low : high)) {
        return null;
      }
    }
    return diagonal;
  }
}
