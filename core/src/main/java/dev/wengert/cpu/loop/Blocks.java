package dev.wengert.cpu.loop;

/** Numbers of any dtype as a block of doubles and back; a truth value is 0 or 1. */
public final class Blocks {

  private Blocks() {}

  /** Loads n elements of an array, a stride apart, to the beginning of a block. */
  public static void load(Object array, int offset, int stride, double[] block, int n) {
    switch (array) {
      case double[] a -> {
        if (stride == 1) {
          System.arraycopy(a, offset, block, 0, n);
        } else {
          for (int i = 0; i < n; i++) {
            block[i] = a[offset + i * stride];
          }
        }
      }
      case float[] a -> {
        for (int i = 0; i < n; i++) {
          block[i] = a[offset + i * stride];
        }
      }
      case int[] a -> {
        for (int i = 0; i < n; i++) {
          block[i] = a[offset + i * stride];
        }
      }
      case boolean[] a -> {
        for (int i = 0; i < n; i++) {
          block[i] = a[offset + i * stride] ? 1 : 0;
        }
      }
      default -> throw new AssertionError(array);
    }
  }

  /** Stores the first n numbers of a block in an array, converted to its type, a stride apart. */
  public static void store(double[] block, Object array, int offset, int stride, int n) {
    switch (array) {
      case double[] a -> {
        if (stride == 1) {
          System.arraycopy(block, 0, a, offset, n);
        } else {
          for (int i = 0; i < n; i++) {
            a[offset + i * stride] = block[i];
          }
        }
      }
      case float[] a -> {
        for (int i = 0; i < n; i++) {
          a[offset + i * stride] = (float) block[i];
        }
      }
      case int[] a -> {
        for (int i = 0; i < n; i++) {
          a[offset + i * stride] = (int) block[i];
        }
      }
      case boolean[] a -> {
        for (int i = 0; i < n; i++) {
          a[offset + i * stride] = block[i] != 0;
        }
      }
      default -> throw new AssertionError(array);
    }
  }
}
