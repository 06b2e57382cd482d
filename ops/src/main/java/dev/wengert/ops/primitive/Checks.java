package dev.wengert.ops.primitive;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Shape;

/** What several functions refuse, in the same words. */
public final class Checks {

  private Checks() {}

  /** Refuses a sum along an axis that is empty. */
  public static void notEmpty(String operation, Shape shape, int axis) {
    if (shape.side(axis) == 0) {
      throw new IllegalArgumentException(
          operation
              + ": nothing to sum: axis "
              + axis
              + " of shape "
              + shape
              + " is empty; reduce along axes that are not empty");
    }
  }

  /**
   * Refuses a mean of nothing, or of too little for a correction, and returns of how many it is.
   */
  public static int count(String operation, Shape shape, int correction, int... axes) {
    int count = 1;
    for (int axis : Axes.ascending(operation, shape, axes).toArray()) {
      count *= shape.side(axis);
    }
    if (count == 0) {
      throw new IllegalArgumentException(
          operation
              + ": nothing to average: the shape is "
              + shape
              + "; reduce along axes that are not empty");
    }
    if (count <= correction) {
      throw new IllegalArgumentException(
          operation
              + ": too few elements for correction "
              + correction
              + ": "
              + count
              + " along axes "
              + ImmutableIntArray.copyOf(axes)
              + " of shape "
              + shape
              + "; give correction 0 or more elements");
    }
    return count;
  }
}
