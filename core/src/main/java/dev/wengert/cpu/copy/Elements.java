package dev.wengert.cpu.copy;

import java.util.Arrays;

/** Sets elements of an array, whatever its type is. */
@SuppressWarnings("ReferenceEquality") // whether it is the same array
public final class Elements {

  private Elements() {}

  /** Sets elements of an array to zero (false for BOOL). */
  public static void clear(Object array, int from, int count) {
    fill(array, from, count, 0);
  }

  /** Sets elements of an array to a number; to its truth for BOOL. */
  public static void fill(Object array, int from, int count, double value) {
    int to = from + count;
    switch (array) {
      case float[] a -> Arrays.fill(a, from, to, (float) value);
      case double[] a -> Arrays.fill(a, from, to, value);
      case int[] a -> Arrays.fill(a, from, to, (int) value);
      case boolean[] a -> Arrays.fill(a, from, to, value != 0);
      default -> throw new AssertionError(array);
    }
  }
}
