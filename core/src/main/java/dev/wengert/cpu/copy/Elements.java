package dev.wengert.cpu.copy;

import java.util.Arrays;

/** Moves elements between arrays of one type, whatever the type is. */
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

  /**
   * Copies elements.
   *
   * @param s the array they are in
   * @param so where the first one is
   * @param ss how far apart they are
   * @param t the array they go to
   * @param to where the first one goes
   * @param ts how far apart they go
   * @param n how many they are
   */
  static void copy(Object s, int so, int ss, Object t, int to, int ts, int n) {
    if (ss == 1 && ts == 1) {
      System.arraycopy(s, so, t, to, n);
      return;
    }
    switch (s) {
      case float[] from -> {
        float[] into = (float[]) t;
        for (int i = 0; i < n; i++) {
          into[to + i * ts] = from[so + i * ss];
        }
      }
      case double[] from -> {
        double[] into = (double[]) t;
        for (int i = 0; i < n; i++) {
          into[to + i * ts] = from[so + i * ss];
        }
      }
      case int[] from -> {
        int[] into = (int[]) t;
        for (int i = 0; i < n; i++) {
          into[to + i * ts] = from[so + i * ss];
        }
      }
      case boolean[] from -> {
        boolean[] into = (boolean[]) t;
        for (int i = 0; i < n; i++) {
          into[to + i * ts] = from[so + i * ss];
        }
      }
      default -> throw new AssertionError(s);
    }
  }
}
