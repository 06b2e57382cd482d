package dev.wengert.ops;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.kernel.Window;
import java.util.Arrays;

/** Makes a {@link Window} of what a user gives, and reads the sides that it slides over. */
final class Windows {

  private Windows() {}

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
      case Padding.Bordered(Border border, ImmutableIntArray widths) ->
          throw new IllegalArgumentException(
              operation
                  + ": the padding is "
                  + border
                  + " by "
                  + widths
                  + ", which only a convolution that is not transposed has; pad with"
                  + " Borders.pad(...) first");
      case Padding.Same same -> {
        for (int i = 0; i < axes; i++) {
          int places = Math.ceilDiv(spatial[i], Math.max(1, stride[i]));
          long used = (places - 1L) * stride[i] + Window.extent(kernel[i], dilation[i]);
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

  /** Returns the sides of the spatial axes of [N, C, spatial...]. */
  static int[] spatial(String operation, Tensor x) {
    if (x.rank() < 3 || x.dtype() == DType.INT32 || x.dtype() == DType.BOOL) {
      throw new IllegalArgumentException(
          operation + ": x is " + x.spec() + "; give a floating tensor [N, C, spatial...]");
    }
    return Arrays.copyOfRange(x.shape().sides(), 2, x.rank());
  }

  /** Returns one positive number an axis, from one for all or one each. */
  static int[] positive(String operation, int[] spatial, int... given) {
    int[] each = each(operation, "number", spatial.length, given);
    for (int axis = 0; axis < each.length; axis++) {
      if (each[axis] < 1 || spatial[axis] == 0) {
        throw new IllegalArgumentException(
            operation
                + ": sides must be positive: "
                + Arrays.toString(each)
                + " from "
                + Arrays.toString(spatial)
                + "; give 1 or more, and elements to take them from");
      }
    }
    return each;
  }
}
