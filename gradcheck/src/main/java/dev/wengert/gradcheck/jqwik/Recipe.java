package dev.wengert.gradcheck.jqwik;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * The independent parts that a random tensor is put together from.
 *
 * @param sides one for each axis that there may be; the first ones are used
 * @param eighths the value of all elements that no edit changes, in eighths
 * @param edits elements that differ
 */
record Recipe(int rank, ImmutableList<Integer> sides, int eighths, ImmutableList<Edit> edits) {

  Recipe(int rank, List<Integer> sides, int eighths, List<Edit> edits) {
    this(rank, ImmutableList.copyOf(sides), eighths, ImmutableList.copyOf(edits));
  }

  /**
   * One element.
   *
   * @param place its position on each axis that there may be; one outside the shape is no element
   * @param eighths its value in eighths
   */
  record Edit(ImmutableList<Integer> place, int eighths) {

    Edit(List<Integer> place, int eighths) {
      this(ImmutableList.copyOf(place), eighths);
    }
  }

  /** Returns the sides, made smaller from the largest on while there are too many elements. */
  int[] shape() {
    int[] shape = new int[rank];
    for (int i = 0; i < rank; i++) {
      shape[i] = sides.get(i);
    }
    while (size(shape) > TensorArbitrary.MOST_ELEMENTS) {
      int largest = 0;
      for (int i = 1; i < rank; i++) {
        largest = shape[i] > shape[largest] ? i : largest;
      }
      shape[largest]--;
    }
    return shape;
  }

  static int size(int[] shape) {
    int size = 1;
    for (int side : shape) {
      size *= side;
    }
    return size;
  }

  /** Returns the elements of a tensor of a shape. */
  double[] values(int[] shape) {
    double[] values = new double[size(shape)];
    java.util.Arrays.fill(values, eighths / 8.0);
    for (Edit edit : edits) {
      int at = 0;
      boolean inside = true;
      for (int axis = 0; axis < shape.length; axis++) {
        int position = edit.place().get(axis);
        inside &= position < shape[axis];
        at = at * shape[axis] + position;
      }
      if (inside && values.length > 0) {
        values[at] = edit.eighths() / 8.0;
      }
    }
    return values;
  }
}
