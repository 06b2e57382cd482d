package dev.wengert.gradcheck.point;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Shape;

/** Multi-indices of elements. */
public final class Places {

  private Places() {}

  /** Returns the multi-index of an element that is given by its place in row-major order. */
  public static ImmutableIntArray of(Shape shape, int flat) {
    int[] index = new int[shape.rank()];
    int rest = flat;
    for (int axis = index.length - 1; axis >= 0; axis--) {
      index[axis] = rest % shape.side(axis);
      rest /= shape.side(axis);
    }
    return ImmutableIntArray.copyOf(index);
  }
}
