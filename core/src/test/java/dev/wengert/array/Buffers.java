package dev.wengert.array;

import java.util.Random;

/** Buffers made from numbers, and read element by element without any kernel. */
public final class Buffers {

  private Buffers() {}

  /** Returns a contiguous buffer of values converted to the dtype. */
  public static Buffer of(DType dtype, Shape shape, double... values) {
    Object array =
        switch (dtype) {
          case FLOAT32 -> {
            float[] a = new float[values.length];
            for (int i = 0; i < a.length; i++) {
              a[i] = (float) values[i];
            }
            yield a;
          }
          case FLOAT64 -> values.clone();
          case INT32 -> {
            int[] a = new int[values.length];
            for (int i = 0; i < a.length; i++) {
              a[i] = (int) values[i];
            }
            yield a;
          }
          case BOOL -> {
            boolean[] a = new boolean[values.length];
            for (int i = 0; i < a.length; i++) {
              a[i] = values[i] != 0;
            }
            yield a;
          }
        };
    return Buffer.wrap(new Spec(dtype, shape), array);
  }

  /** Returns a contiguous buffer of 0, 1, 2, ... */
  public static Buffer counting(DType dtype, Shape shape) {
    double[] values = new double[shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    return of(dtype, shape, values);
  }

  /** Returns normal numbers, integers from -50 to 49, or fair truth values. */
  public static Buffer random(Random random, DType dtype, Shape shape) {
    double[] values = new double[shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (dtype) {
            case FLOAT32, FLOAT64 -> random.nextGaussian();
            case INT32 -> random.nextInt(100) - 50;
            case BOOL -> random.nextInt(2);
          };
    }
    return of(dtype, shape, values);
  }

  /** Returns the element at an index; a truth value as 0 or 1. */
  public static double at(Buffer buffer, int... index) {
    int[] strides = buffer.strides();
    int offset = 0;
    for (int axis = 0; axis < strides.length; axis++) {
      offset += index[axis] * strides[axis];
    }
    return switch (buffer.array()) {
      case float[] a -> a[offset];
      case double[] a -> a[offset];
      case int[] a -> a[offset];
      case boolean[] a -> a[offset] ? 1 : 0;
      default -> throw new AssertionError(buffer);
    };
  }

  /** Returns the element that a broadcast operand has at an index of the larger shape. */
  public static double broadcastAt(Buffer buffer, int... index) {
    Shape shape = buffer.shape();
    int[] own = new int[shape.rank()];
    for (int axis = 0; axis < own.length; axis++) {
      own[axis] = shape.side(axis) == 1 ? 0 : index[index.length - own.length + axis];
    }
    return at(buffer, own);
  }

  /** Returns all elements in row-major order. */
  public static double[] read(Buffer buffer) {
    double[] values = new double[buffer.shape().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = at(buffer, index(buffer.shape(), i));
    }
    return values;
  }

  /** Returns the index of the n-th element in row-major order. */
  public static int[] index(Shape shape, int n) {
    int[] index = new int[shape.rank()];
    int rest = n;
    for (int axis = index.length - 1; axis >= 0; axis--) {
      index[axis] = rest % shape.side(axis);
      rest /= shape.side(axis);
    }
    return index;
  }
}
