package dev.wengert.ops;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Primitive;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import java.util.Arrays;

/**
 * How a window slides over the spatial axes of a tensor: sides, step, spacing of its elements, and
 * the padding that surrounds the tensor. One number an axis each.
 *
 * @param kernel the window's sides
 * @param stride how far it moves
 * @param dilation how far apart its elements lie
 * @param before padding before the first element
 * @param after padding behind the last one
 */
record Window(
    ImmutableIntArray kernel,
    ImmutableIntArray stride,
    ImmutableIntArray dilation,
    ImmutableIntArray before,
    ImmutableIntArray after) {

  /** Returns the window with checks that make every error a named one. */
  static Window of(
      String operation, int[] kernel, int[] stride, int[] dilation, int[] before, int[] after) {
    for (int axis = 0; axis < kernel.length; axis++) {
      if (kernel[axis] < 1 || stride[axis] < 1 || dilation[axis] < 1) {
        throw new IllegalArgumentException(
            operation
                + ": sides, stride and dilation must be positive: the window is "
                + Arrays.toString(kernel)
                + ", the stride "
                + Arrays.toString(stride)
                + ", the dilation "
                + Arrays.toString(dilation)
                + "; give 1 or more");
      }
      if (before[axis] < 0 || after[axis] < 0) {
        throw new IllegalArgumentException(
            operation
                + ": the padding is negative: "
                + Arrays.toString(before)
                + " before, "
                + Arrays.toString(after)
                + " after; cut with get(...) instead");
      }
    }
    return new Window(
        ImmutableIntArray.copyOf(kernel),
        ImmutableIntArray.copyOf(stride),
        ImmutableIntArray.copyOf(dilation),
        ImmutableIntArray.copyOf(before),
        ImmutableIntArray.copyOf(after));
  }

  /** Runs a primitive on [size, b, ...] as on [size b, ...]. */
  static Tensor[] merged(Primitive primitive, Tensor all) {
    int[] sides = all.shape().sides();
    int[] flat = Arrays.copyOfRange(sides, 1, sides.length);
    flat[0] = sides[0] * sides[1];
    Tensor result = primitive.apply(all.reshape(flat));
    int[] rest = Arrays.copyOfRange(result.shape().sides(), 1, result.rank());
    return new Tensor[] {result.reshape(Convolutions.prepend(rest, sides[0], sides[1]))};
  }

  /** Returns the number of spatial axes. */
  int axes() {
    return kernel.length();
  }

  /** Returns the number of elements in the window. */
  int size() {
    int size = 1;
    for (int i = 0; i < axes(); i++) {
      size *= kernel.get(i);
    }
    return size;
  }

  /** Returns from first to last element of the window. */
  long extent(int axis) {
    return extent(kernel.get(axis), dilation.get(axis));
  }

  private static long extent(int side, int dilation) {
    return (side - 1L) * dilation + 1;
  }

  /** Returns the sides of the result: how many places the window has on each axis. */
  int[] places(String operation, int[] spatial) {
    int[] places = new int[spatial.length];
    for (int axis = 0; axis < spatial.length; axis++) {
      int padded = Shape.side(operation, (long) spatial[axis] + before.get(axis) + after.get(axis));
      long room = padded - extent(axis);
      if (room < 0) {
        throw new IllegalArgumentException(
            operation
                + ": the window does not fit: its extent along spatial axis "
                + axis
                + " is "
                + extent(axis)
                + ", the padded side "
                + padded
                + " of "
                + Arrays.toString(spatial)
                + "; use a smaller window or more padding");
      }
      places[axis] = (int) (room / stride.get(axis)) + 1;
    }
    return places;
  }

  /**
   * Returns this with as much more padding behind the last element as a last step needs that is not
   * whole; but no place begins behind the last element.
   */
  Window roundedUp(int[] spatial) {
    int[] behind = after.toArray();
    for (int axis = 0; axis < behind.length; axis++) {
      long step = stride.get(axis);
      long begin = (long) spatial[axis] + before.get(axis);
      long room = begin + behind[axis] - extent(axis);
      long last = Math.ceilDiv(room, step) * step;
      if (last > room && last < begin && last >= 0) {
        behind[axis] = Math.toIntExact(behind[axis] + last - room);
      }
    }
    return new Window(kernel, stride, dilation, before, ImmutableIntArray.copyOf(behind));
  }

  /** Returns how many elements of the window lie before an end, at each place along an axis. */
  int[] countBefore(long end, int axis, int places) {
    int[] counts = new int[places];
    for (int place = 0; place < places; place++) {
      long start = (long) place * stride.get(axis) - before.get(axis);
      long count = Math.ceilDiv(end - start, (long) dilation.get(axis));
      counts[place] = Math.clamp(count, 0, kernel.get(axis));
    }
    return counts;
  }

  /** Returns the window that slides so over spatial axes. */
  static Window sliding(
      String operation,
      Padding padding,
      int[] kernel,
      int[] stride,
      int[] dilation,
      int[] spatial) {
    int axes = kernel.length;
    int[] before = new int[axes];
    int[] after = new int[axes];
    switch (padding) {
      case Padding.Fixed(ImmutableIntArray widths) -> {
        before = each(operation, "padding", axes, widths.toArray());
        after = before;
      }
      case Padding.Same same -> {
        for (int i = 0; i < axes; i++) {
          int places = Math.ceilDiv(spatial[i], Math.max(1, stride[i]));
          long used = (places - 1L) * stride[i] + extent(kernel[i], dilation[i]);
          int total = Shape.side(operation, Math.max(spatial[i], used)) - spatial[i];
          before[i] = total / 2;
          after[i] = total - total / 2;
        }
      }
    }
    return of(operation, kernel, stride, dilation, before, after);
  }

  /** Returns one number an axis, from one for all or one each. */
  static int[] each(String operation, String what, int axes, int... given) {
    if (given.length == axes) {
      return given.clone();
    }
    if (given.length != 1) {
      throw new IllegalArgumentException(
          operation
              + ": the "
              + what
              + " does not fit: "
              + Arrays.toString(given)
              + "; give one number, or one for each of "
              + axes
              + " spatial axes");
    }
    int[] all = new int[axes];
    Arrays.fill(all, given[0]);
    return all;
  }
}
