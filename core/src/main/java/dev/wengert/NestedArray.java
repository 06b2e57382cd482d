package dev.wengert;

import com.google.common.base.Preconditions;
import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.lang.reflect.Array;
import java.util.Objects;

/** Java arrays within arrays, one level an axis, and the same elements one after the other. */
final class NestedArray {

  private NestedArray() {}

  /** Returns a buffer with a copy of the elements. */
  static Buffer flat(Object nested) {
    Class<?> type = nested.getClass();
    int rank = 0;
    for (; type.isArray(); type = type.getComponentType()) {
      rank++;
    }
    Preconditions.checkArgument(
        rank > 0
            && (type == double.class
                || type == float.class
                || type == int.class
                || type == boolean.class),
        "tensor: not an array of double, float, int or boolean: it is %s; give double[], double[][]"
            + " and so on",
        nested.getClass().getSimpleName());
    Shape shape = shape(nested, rank);
    Object flat = Array.newInstance(type, shape.size());
    flatten(nested, rank, flat, 0);
    return Buffer.wrap(new Spec(DType.of(type), shape), flat);
  }

  private static Shape shape(Object nested, int rank) {
    int n = Array.getLength(nested);
    if (rank == 1) {
      return Shape.of(n);
    }
    Shape first = n == 0 ? Shape.of(new int[rank - 1]) : shape(part(nested, 0), rank - 1);
    for (int i = 1; i < n; i++) {
      Shape other = shape(part(nested, i), rank - 1);
      Preconditions.checkArgument(
          rank != 2 || other.equals(first),
          "tensor: rows differ in length: row 0 has %s values, row %s has %s; make them equal",
          first.size(),
          i,
          other.size());
      Preconditions.checkArgument(
          other.equals(first),
          "tensor: %s differ in shape: the first is %s, number %s is %s; make them equal",
          rank == 3 ? "matrices" : "parts",
          first,
          i,
          other);
    }
    return first.prepend(n);
  }

  private static Object part(Object nested, int index) {
    return Objects.requireNonNull(
        Array.get(nested, index), () -> "tensor: part " + index + " of an array is null");
  }

  private static int flatten(Object nested, int rank, Object flat, int at) {
    int n = Array.getLength(nested);
    if (rank == 1) {
      System.arraycopy(nested, 0, flat, at, n);
      return at + n;
    }
    int next = at;
    for (int i = 0; i < n; i++) {
      next = flatten(part(nested, i), rank - 1, flat, next);
    }
    return next;
  }

  /** Returns elements in row-major order as arrays within arrays, of a shape of rank 1 or more. */
  static Object of(Object elements, Shape shape) {
    return nest(elements, 0, shape.sides(), 0);
  }

  /** Cuts the elements from a position on into arrays within arrays. */
  private static Object nest(Object flat, int from, int[] sides, int axis) {
    int[] rest = IntArrayList.wrap(sides).subList(axis, sides.length).toIntArray();
    Object result = Array.newInstance(flat.getClass().getComponentType(), rest);
    if (rest.length == 1) {
      System.arraycopy(flat, from, result, 0, rest[0]);
      return result;
    }
    int size = Shape.of(rest).size() / Math.max(1, rest[0]);
    for (int i = 0; i < rest[0]; i++) {
      Array.set(result, i, nest(flat, from + i * size, sides, axis + 1));
    }
    return result;
  }
}
