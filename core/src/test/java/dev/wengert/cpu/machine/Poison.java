package dev.wengert.cpu.machine;

import dev.wengert.device.Scratch;
import java.util.Arrays;

/** Numbers that must not matter: what a destination, a margin or the scratch held before. */
public final class Poison {

  private Poison() {}

  /** Puts NaN and the like where something will be written. */
  public static void numbers(Object array, int from, int count) {
    switch (array) {
      case float[] a -> Arrays.fill(a, from, from + count, Float.NaN);
      case double[] a -> Arrays.fill(a, from, from + count, Double.NaN);
      case int[] a -> Arrays.fill(a, from, from + count, 0xBAD);
      case long[] a -> Arrays.fill(a, from, from + count, 0xBAD);
      case boolean[] a -> Arrays.fill(a, from, from + count, true);
      default -> throw new AssertionError(array);
    }
  }

  /** Puts what nobody computes where nothing may be written. */
  public static void margin(Object array, int from, int count) {
    switch (array) {
      case float[] a -> Arrays.fill(a, from, from + count, 1234.5f);
      case double[] a -> Arrays.fill(a, from, from + count, 1234.5);
      case int[] a -> Arrays.fill(a, from, from + count, 12345);
      case boolean[] a -> Arrays.fill(a, from, from + count, true);
      default -> throw new AssertionError(array);
    }
  }

  /** Puts NaN and the like into all working memory that has been used so far. */
  public static void scratch(Scratch scratch) {
    Lanes lanes = (Lanes) scratch;
    lane(lanes.first());
    for (Lane other : lanes.others) {
      if (other != null) {
        lane(other);
      }
    }
  }

  private static void lane(Lane lane) {
    Object[][] kinds = {lane.floats, lane.doubles, lane.ints, lane.longs, lane.booleans};
    for (Object[] arrays : kinds) {
      for (Object array : arrays) {
        if (array != null) {
          numbers(array, 0, java.lang.reflect.Array.getLength(array));
        }
      }
    }
  }
}
