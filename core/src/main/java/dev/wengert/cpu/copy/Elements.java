package dev.wengert.cpu.copy;

import dev.wengert.array.Buffer;
import dev.wengert.array.Shape;
import dev.wengert.cpu.loop.LoopNest;
import java.util.Arrays;

/** Moves elements between arrays of one type, whatever the type is. */
@SuppressWarnings("ReferenceEquality") // whether it is the same array
public final class Elements {

  private Elements() {}

  /** Returns the same values in a contiguous buffer: the buffer itself if it is one. */
  public static Buffer contiguous(Buffer source) {
    return source.isContiguous() ? source : source.copy();
  }

  /** Copies the elements of a contiguous buffer to another, if it is not the same place. */
  public static void move(Buffer source, Buffer target) {
    if (source.array() != target.array() || source.offset() != target.offset()) {
      System.arraycopy(
          source.array(), source.offset(), target.array(), target.offset(), target.shape().size());
    }
  }

  /** Sets all elements of a contiguous buffer to zero (false for BOOL). */
  public static void clear(Buffer target) {
    fill(target, 0);
  }

  /** Sets all elements of a contiguous buffer to a number; to its truth for BOOL. */
  public static void fill(Buffer target, double value) {
    int from = target.offset();
    fill(target.array(), from, from + target.shape().size(), value);
  }

  /** Sets a stretch of an array to zero (false for BOOL). */
  public static void clear(Object array, int from, int to) {
    fill(array, from, to, 0);
  }

  private static void fill(Object array, int from, int to, double value) {
    switch (array) {
      case float[] a -> Arrays.fill(a, from, to, (float) value);
      case double[] a -> Arrays.fill(a, from, to, value);
      case int[] a -> Arrays.fill(a, from, to, (int) value);
      case boolean[] a -> Arrays.fill(a, from, to, value != 0);
      default -> throw new AssertionError(array);
    }
  }

  /**
   * Copies a space of elements from one strided place to another.
   *
   * @param sourceOffset where the first one is, counted from the source's first element
   * @param targetOffset where it goes, counted from the target's first element
   */
  static void copy(
      Shape space,
      Buffer source,
      int sourceOffset,
      int[] sourceStrides,
      Buffer target,
      int targetOffset,
      int[] targetStrides) {
    if (space.size() == 0) {
      return;
    }
    int[] axes = new int[space.rank()];
    Arrays.setAll(axes, i -> i);
    LoopNest nest = LoopNest.over(space, axes, new int[][] {sourceStrides, targetStrides});
    int[] offsets = {source.offset() + sourceOffset, target.offset() + targetOffset};
    int[] index = new int[nest.sides.length];
    int inner = nest.inner();
    for (int at = nest.size(); at > 0; at -= inner) {
      Buffer.copy(
          source.array(),
          offsets[0],
          nest.innerStride(0),
          target.array(),
          offsets[1],
          nest.innerStride(1),
          inner);
      nest.advanceOuter(index, offsets);
    }
  }
}
