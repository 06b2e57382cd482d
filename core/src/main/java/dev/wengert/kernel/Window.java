package dev.wengert.kernel;

import com.google.common.primitives.ImmutableIntArray;
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
public record Window(
    ImmutableIntArray kernel,
    ImmutableIntArray stride,
    ImmutableIntArray dilation,
    ImmutableIntArray before,
    ImmutableIntArray after) {

  /** Returns the number of spatial axes. */
  public int axes() {
    return kernel.length();
  }

  /** Returns the number of elements in the window. */
  public int size() {
    int size = 1;
    for (int i = 0; i < axes(); i++) {
      size *= kernel.get(i);
    }
    return size;
  }

  /** Returns from first to last element of the window. */
  public long extent(int axis) {
    return extent(kernel.get(axis), dilation.get(axis));
  }

  /** Returns from first to last element of a window of one axis. */
  public static long extent(int side, int dilation) {
    return (side - 1L) * dilation + 1;
  }

  /**
   * Returns how many places the window has on each axis.
   *
   * @param operation what an error names
   * @param spatial the sides of the spatial axes
   * @throws IllegalArgumentException if it does not fit
   */
  public int[] places(String operation, int[] spatial) {
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
  public Window roundedUp(int[] spatial) {
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
  public int[] countBefore(long end, int axis, int places) {
    int[] counts = new int[places];
    for (int place = 0; place < places; place++) {
      long start = (long) place * stride.get(axis) - before.get(axis);
      long count = Math.ceilDiv(end - start, (long) dilation.get(axis));
      counts[place] = Math.clamp(count, 0, kernel.get(axis));
    }
    return counts;
  }
}
