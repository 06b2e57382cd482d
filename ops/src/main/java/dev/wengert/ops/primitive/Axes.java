package dev.wengert.ops.primitive;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Permute;
import dev.wengert.Primitive;
import dev.wengert.Slice;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import java.util.Arrays;

/** Moving and cutting along axes that are counted from the front. */
public final class Axes {

  private Axes() {}

  /** Returns all axes of a tensor. */
  public static int[] all(Tensor x) {
    return range(0, x.rank());
  }

  /** Returns the axes from one up to but without another. */
  public static int[] range(int from, int to) {
    int[] axes = new int[to - from];
    Arrays.setAll(axes, i -> from + i);
    return axes;
  }

  /** Returns distinct axes counted from the front, in ascending order; none when none is given. */
  public static ImmutableIntArray ascending(String operation, Shape shape, int... axes) {
    return axes.length == 0
        ? ImmutableIntArray.of()
        : ImmutableIntArray.copyOf(shape.axes(operation, axes));
  }

  /** Returns the positions from start up to but without stop along one axis. */
  public static Tensor part(Tensor x, int axis, int start, int stop) {
    return stepped(x, axis, start, 1, stop - start);
  }

  /** Returns {@code count} positions along one axis: start, start + step, ... */
  public static Tensor stepped(Tensor x, int axis, int start, int step, int count) {
    int side = x.shape().side(axis);
    if (start == 0 && step == 1 && count == side) {
      return x;
    }
    int[] starts = new int[x.rank()];
    int[] steps = new int[x.rank()];
    Arrays.fill(steps, 1);
    starts[axis] = start;
    steps[axis] = step;
    return new Slice(
            ImmutableIntArray.copyOf(starts),
            ImmutableIntArray.copyOf(steps),
            x.shape().withSide(axis, count))
        .apply(x);
  }

  /** Returns a matrix: the elements along some axes in the rows, all others down the columns. */
  public static Tensor flattenLast(Tensor x, int[] axes) {
    int rank = x.rank();
    int[] order = new int[rank];
    int at = 0;
    int rows = 1;
    int columns = 1;
    for (int axis = 0; axis < rank; axis++) {
      if (Arrays.binarySearch(axes, axis) < 0) {
        order[at++] = axis;
        rows *= x.shape().side(axis);
      } else {
        columns *= x.shape().side(axis);
      }
    }
    for (int axis : axes) {
      order[at++] = axis;
    }
    return permute(x, order).reshape(Shape.of(rows, columns));
  }

  /** Returns x with its axes in another order; itself if the order is the same. */
  public static Tensor permute(Tensor x, int[] order) {
    for (int i = 0; i < order.length; i++) {
      if (order[i] != i) {
        return Permute.of(x, order);
      }
    }
    return x;
  }

  /** Returns the order of axes that moves one axis to another place. */
  public static int[] moving(int rank, int from, int to) {
    int[] order = new int[rank];
    int next = 0;
    for (int i = 0; i < rank; i++) {
      if (i == to) {
        order[i] = from;
      } else {
        next += next == from ? 1 : 0;
        order[i] = next++;
      }
    }
    return order;
  }

  /** Returns the inverse of an order of axes. */
  public static int[] inverse(int[] order) {
    int[] inverse = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      inverse[order[i]] = i;
    }
    return inverse;
  }

  /** Runs a primitive on [size, b, ...] as on [size b, ...]. */
  public static Tensor[] merged(Primitive primitive, Tensor all) {
    int[] sides = all.shape().sides();
    int[] flat = Arrays.copyOfRange(sides, 1, sides.length);
    flat[0] = sides[0] * sides[1];
    Tensor result = primitive.apply(all.reshape(flat));
    return new Tensor[] {result.reshape(result.shape().drop(1).prepend(sides[0], sides[1]))};
  }
}
