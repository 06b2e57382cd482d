package dev.wengert.ops;

import dev.wengert.array.Buffer;
import dev.wengert.array.Shape;

/**
 * The lines of a contiguous buffer along one axis, numbered in row-major order of the other axes.
 *
 * @param buffer the elements
 * @param length how many elements a line has
 * @param stride how far apart they lie
 */
record Lines(Buffer buffer, int length, int stride) {

  static Lines of(Buffer buffer, int axis) {
    Shape shape = buffer.shape();
    return new Lines(buffer, shape.side(axis), shape.strides()[axis]);
  }

  /** Returns how many lines there are. */
  int count() {
    return length == 0 ? 0 : buffer.shape().size() / length;
  }

  private int start(int line) {
    return line / stride * stride * length + line % stride;
  }

  /** Copies a line out; a truth value as 0 or 1. */
  void read(int line, double[] into) {
    int at = start(line);
    switch (buffer.array()) {
      case double[] a -> {
        for (int j = 0; j < length; j++) {
          into[j] = a[at + j * stride];
        }
      }
      case float[] a -> {
        for (int j = 0; j < length; j++) {
          into[j] = a[at + j * stride];
        }
      }
      case int[] a -> {
        for (int j = 0; j < length; j++) {
          into[j] = a[at + j * stride];
        }
      }
      case boolean[] a -> {
        for (int j = 0; j < length; j++) {
          into[j] = a[at + j * stride] ? 1 : 0;
        }
      }
      default -> throw new AssertionError(buffer);
    }
  }

  /** Copies a line in, converted to the buffer's dtype. */
  void write(int line, double[] from) {
    int at = start(line);
    switch (buffer.array()) {
      case double[] a -> {
        for (int j = 0; j < length; j++) {
          a[at + j * stride] = from[j];
        }
      }
      case float[] a -> {
        for (int j = 0; j < length; j++) {
          a[at + j * stride] = (float) from[j];
        }
      }
      case int[] a -> {
        for (int j = 0; j < length; j++) {
          a[at + j * stride] = (int) from[j];
        }
      }
      default -> throw new AssertionError(buffer);
    }
  }
}
