package dev.wengert.cpu.copy;

import java.util.Arrays;

/** Sets elements of an array, whatever its type is. */
public final class Elements {

  private Elements() {}

  /** Sets a stretch of an array to zero (false for BOOL). */
  public static void clear(Object array, int from, int to) {
    fill(array, from, to, 0);
  }

  /** Sets a stretch of an array to a number; to its truth for BOOL. */
  public static void fill(Object array, int from, int to, double value) {
    switch (array) {
      case float[] a -> Arrays.fill(a, from, to, (float) value);
      case double[] a -> Arrays.fill(a, from, to, value);
      case int[] a -> Arrays.fill(a, from, to, (int) value);
      case boolean[] a -> Arrays.fill(a, from, to, value != 0);
      default -> throw new AssertionError(array);
    }
  }
}
