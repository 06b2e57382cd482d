package dev.wengert.array;

import java.util.Arrays;

/**
 * The sides of an n-dimensional array, outermost first.
 *
 * <p>A scalar has rank 0 and size 1; a side may be 0, then the array is empty. Shapes broadcast as
 * in NumPy: aligned at the last axis, a side of 1 (or a missing one) stretches to the other's. An
 * axis may be given from the end: -1 is the last.
 */
public final class Shape {

  /** What every JVM can allocate. */
  private static final int LONGEST = Integer.MAX_VALUE - 8;

  /** The shape of a scalar: rank 0, one element. */
  public static final Shape SCALAR = new Shape(new int[0], "shape");

  private final int[] sides;
  private final int size;
  private final int hash;

  private Shape(int[] sides, String operation) {
    long count = 1;
    boolean empty = false;
    for (int side : sides) {
      if (side < 0) {
        throw new IllegalArgumentException(
            operation
                + ": a side is negative: "
                + Arrays.toString(sides)
                + "; every side must be 0 or more");
      }
      empty |= side == 0;
    }
    for (int side : sides) {
      count *= empty ? 0 : side;
      if (count > LONGEST) {
        throw new IllegalArgumentException(
            operation
                + ": too many elements for one Java array: "
                + Arrays.toString(sides)
                + "; split the tensor into parts of less than 2^31 elements");
      }
    }
    this.sides = sides;
    this.size = (int) count;
    this.hash = Arrays.hashCode(sides);
  }

  /**
   * Returns the shape with these sides.
   *
   * @throws IllegalArgumentException if a side is negative or the elements do not fit a Java array
   */
  public static Shape of(int... sides) {
    return sides.length == 0 ? SCALAR : new Shape(sides.clone(), "shape");
  }

  /**
   * Returns the side of an axis that an operation makes longer.
   *
   * @param operation the operation an error names
   * @throws IllegalArgumentException if no Java array is so long
   */
  public static int side(String operation, long side) {
    if (side > LONGEST) {
      throw new IllegalArgumentException(
          operation
              + ": too many elements for one Java array: an axis of "
              + side
              + "; split the tensor into parts of less than 2^31 elements");
    }
    return (int) side;
  }

  /** Returns the number of axes. */
  public int rank() {
    return sides.length;
  }

  /** Returns the number of elements, the product of the sides. */
  public int size() {
    return size;
  }

  /**
   * Returns the side at an axis, which may be counted from the end (-1 is the last).
   *
   * @throws IndexOutOfBoundsException if there is no such axis
   */
  public int side(int axis) {
    return sides[axis("side", axis)];
  }

  /** Returns a copy of the sides. */
  public int[] sides() {
    return sides.clone();
  }

  /**
   * Returns an axis counted from the front.
   *
   * @param operation the operation an error names
   * @param axis from {@code -rank} to {@code rank - 1}
   * @throws IndexOutOfBoundsException if there is no such axis
   */
  public int axis(String operation, int axis) {
    int rank = sides.length;
    if (axis < -rank || axis >= rank) {
      throw new IndexOutOfBoundsException(
          operation
              + ": no such axis: "
              + axis
              + " of shape "
              + this
              + "; "
              + (rank == 0
                  ? "a scalar has no axes"
                  : "axes go from " + -rank + " to " + (rank - 1)));
    }
    return axis < 0 ? axis + rank : axis;
  }

  /**
   * Returns distinct axes counted from the front, in ascending order; all axes when none is given.
   *
   * @param operation the operation an error names
   * @throws IndexOutOfBoundsException if there is no such axis
   * @throws IllegalArgumentException if an axis is named twice
   */
  public int[] axes(String operation, int... axes) {
    if (axes.length == 0) {
      int[] all = new int[sides.length];
      Arrays.setAll(all, i -> i);
      return all;
    }
    int[] result = new int[axes.length];
    for (int i = 0; i < axes.length; i++) {
      result[i] = axis(operation, axes[i]);
    }
    Arrays.sort(result);
    for (int i = 1; i < result.length; i++) {
      if (result[i] == result[i - 1]) {
        throw new IllegalArgumentException(
            operation
                + ": axis "
                + result[i]
                + " is named twice: "
                + Arrays.toString(axes)
                + " of shape "
                + this
                + "; name each axis once");
      }
    }
    return result;
  }

  /**
   * Returns the shape to which two shapes broadcast.
   *
   * @param operation the operation an error names
   * @throws IllegalArgumentException if two sides differ and neither is 1
   */
  public static Shape broadcast(String operation, Shape a, Shape b) {
    if (a.equals(b) || b.rank() == 0) {
      return a;
    }
    if (a.rank() == 0) {
      return b;
    }
    int rank = Math.max(a.rank(), b.rank());
    int[] result = new int[rank];
    for (int i = 1; i <= rank; i++) {
      int left = i <= a.rank() ? a.sides[a.rank() - i] : 1;
      int right = i <= b.rank() ? b.sides[b.rank() - i] : 1;
      if (left != right && left != 1 && right != 1) {
        throw new IllegalArgumentException(
            operation
                + ": shapes do not broadcast: "
                + a
                + " and "
                + b
                + " differ at axis "
                + -i
                + "; make the sides equal, or one of them 1 with reshape(...)");
      }
      result[rank - i] = left == 1 ? right : left;
    }
    return new Shape(result, operation);
  }

  /** Returns whether an array of this shape broadcasts to {@code target} without changing it. */
  public boolean broadcastsTo(Shape target) {
    int offset = target.rank() - rank();
    if (offset < 0) {
      return false;
    }
    for (int i = 0; i < rank(); i++) {
      if (sides[i] != 1 && sides[i] != target.sides[offset + i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns the axes of {@code target} along which this shape is stretched when it broadcasts
   * there: the missing leading axes, and those where this side is 1 and the other is not.
   */
  public int[] stretchedAxes(Shape target) {
    int offset = target.rank() - rank();
    int[] axes = new int[target.rank()];
    int count = 0;
    for (int i = 0; i < target.rank(); i++) {
      if (i < offset || (sides[i - offset] == 1 && target.sides[i] != 1)) {
        axes[count++] = i;
      }
    }
    return Arrays.copyOf(axes, count);
  }

  /** Returns all axes but one, which may be counted from the end. */
  public int[] axesBut(int axis) {
    int left = axis("axesBut", axis);
    int[] axes = new int[sides.length - 1];
    Arrays.setAll(axes, i -> i < left ? i : i + 1);
    return axes;
  }

  /**
   * Returns the shape that is left when axes are reduced.
   *
   * @param axes ascending and counted from the front, as {@link #axes} returns them
   * @param keep whether a reduced axis stays with side 1
   */
  public Shape reduced(int[] axes, boolean keep) {
    int[] result = new int[keep ? sides.length : sides.length - axes.length];
    int next = 0;
    int at = 0;
    for (int i = 0; i < sides.length; i++) {
      boolean isReduced = next < axes.length && axes[next] == i;
      if (isReduced) {
        next++;
        if (keep) {
          result[at++] = 1;
        }
      } else {
        result[at++] = sides[i];
      }
    }
    return new Shape(result, "reduce");
  }

  /** Returns this shape behind further leading sides. */
  public Shape prepend(int... leading) {
    int[] result = Arrays.copyOf(leading, leading.length + sides.length);
    System.arraycopy(sides, 0, result, leading.length, sides.length);
    return new Shape(result, "shape");
  }

  /** Returns this shape without its first axes. */
  public Shape drop(int axes) {
    return new Shape(Arrays.copyOfRange(sides, axes, sides.length), "shape");
  }

  /** Returns this shape with one side replaced. */
  public Shape withSide(int axis, int side) {
    int[] result = sides.clone();
    result[axis("withSide", axis)] = side;
    return new Shape(result, "shape");
  }

  /**
   * Returns the indices, one an axis, of the element that is number {@code at} in row-major order.
   */
  public int[] indices(int at) {
    int[] indices = new int[sides.length];
    int rest = at;
    for (int axis = sides.length - 1; axis >= 0; axis--) {
      indices[axis] = rest % sides[axis];
      rest /= sides[axis];
    }
    return indices;
  }

  /** Returns the row-major strides in elements: the last is 1. */
  public int[] strides() {
    int[] strides = new int[sides.length];
    int stride = 1;
    for (int i = sides.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= sides[i];
    }
    return strides;
  }

  @Override
  public boolean equals(@org.jspecify.annotations.Nullable Object other) {
    return this == other
        || (other instanceof Shape shape
            && hash == shape.hash
            && Arrays.equals(sides, shape.sides));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /** Returns for example {@code [3, 4]}; {@code []} for a scalar. */
  @Override
  public String toString() {
    return Arrays.toString(sides);
  }
}
