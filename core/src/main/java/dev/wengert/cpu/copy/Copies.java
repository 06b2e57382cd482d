package dev.wengert.cpu.copy;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Buffer;
import dev.wengert.array.Shape;
import dev.wengert.kernel.Parts;
import dev.wengert.kernel.Placement;
import dev.wengert.kernel.Reorder;
import dev.wengert.kernel.StridedCopy;
import dev.wengert.kernel.View;

/** How kernels run that move elements and change none. */
public final class Copies {

  private Copies() {}

  /** Fills the result with the operand's elements in their order, under another shape. */
  public static void fill(View view, Buffer input, Buffer result) {
    Elements.copy(input.shape(), input, 0, input.strides(), result, 0, input.shape().strides());
  }

  /** Fills the result; where it is stretched, each value that it stores. */
  public static void fill(Reorder reorder, Buffer input, Buffer result) {
    Shape narrow = result.narrow();
    int[] from = input.strides();
    int[] strides = new int[from.length];
    for (int axis = 0; axis < strides.length; axis++) {
      strides[axis] = from[reorder.axes().get(axis)];
    }
    Elements.copy(narrow, input, 0, strides, result, 0, narrow.strides());
  }

  /** Fills the result. */
  public static void fill(StridedCopy copy, Buffer input, Buffer result) {
    fill(copy.offset(), copy.strides(), Elements.contiguous(input), result);
  }

  /** Fills the results. */
  public static void fill(Parts parts, Buffer input, Buffer[] results) {
    Buffer whole = Elements.contiguous(input);
    for (int k = 0; k < results.length; k++) {
      fill(parts.offsets().get(k), parts.strides(), whole, results[k]);
    }
  }

  private static void fill(int offset, ImmutableIntArray strides, Buffer source, Buffer result) {
    Shape shape = result.shape();
    Elements.copy(shape, source, offset, strides.toArray(), result, 0, shape.strides());
  }

  /** Fills the result, with zeros where nothing is placed. */
  public static void fill(Placement placement, Buffer[] inputs, Buffer result, boolean blank) {
    int placed = 0;
    for (Buffer input : inputs) {
      placed += input.shape().size();
    }
    if (!blank && placed < result.shape().size()) {
      Elements.clear(result);
    }
    int[] strides = placement.strides().toArray();
    for (int k = 0; k < inputs.length; k++) {
      Buffer input = inputs[k];
      int at = placement.offsets().get(k);
      Elements.copy(input.shape(), input, 0, input.strides(), result, at, strides);
    }
  }
}
