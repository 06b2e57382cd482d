package dev.wengert;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import it.unimi.dsi.fastutil.ints.IntArrayList;

/**
 * What {@link Tensor#get} takes of one axis: a position, a range, all of it, computed positions,
 * what a mask lets through, or a new axis of side 1.
 *
 * <p>Positions count from the end when negative, as in NumPy: -1 is the last. Where several axes
 * have computed positions, these broadcast with each other and choose together; the axes of their
 * common shape stand where the first one was, or in front if other axes lie between. (A plain
 * position simply makes its axis vanish; it does not count among the computed ones.)
 */
public sealed interface Index {

  /**
   * One position; the axis vanishes.
   *
   * @param position from {@code -side} to {@code side - 1}
   */
  record At(int position) implements Index {}

  /**
   * Every {@code step}-th position from {@code start} up to but without {@code stop}; both are cut
   * to the axis, as in NumPy.
   *
   * @param start the first position
   * @param stop the position before which it ends; {@link Integer#MAX_VALUE} for the end of the
   *     axis (with a negative step, {@link Integer#MIN_VALUE} for its beginning)
   * @param step not 0; negative to run backwards
   */
  record Range(int start, int stop, int step) implements Index {
    /**
     * Makes it.
     *
     * @throws IllegalArgumentException if the step is 0
     */
    public Range {
      if (step == 0) {
        throw new IllegalArgumentException("get: the step of a range is 0; give 1 or another step");
      }
    }
  }

  /** As many whole axes as are left over. */
  record Ellipsis() implements Index {}

  /** A new axis of side 1. */
  record NewAxis() implements Index {}

  /**
   * Positions along the axis, which their own axes replace.
   *
   * @param positions INT32, any shape
   */
  record Positions(Tensor positions) implements Index {
    /**
     * Makes it.
     *
     * @throws IllegalArgumentException if the positions are not INT32
     */
    public Positions {
      if (positions.dtype() != DType.INT32) {
        throw new IllegalArgumentException(
            "get: positions are " + positions.dtype() + "; give INT32, by to(INT32) if need be");
      }
    }
  }

  /**
   * The positions at which a mask holds; it covers as many axes as it has, and they become one.
   *
   * <p>How many there are is not known before the mask is: a program cannot be recorded of this.
   *
   * @param mask BOOL, of the sides of the axes it covers
   */
  record Mask(Tensor mask) implements Index {
    /**
     * Makes it.
     *
     * @throws IllegalArgumentException if the mask is not BOOL, or a scalar
     */
    public Mask {
      if (mask.dtype() != DType.BOOL || mask.rank() == 0) {
        throw new IllegalArgumentException(
            "get: the mask is "
                + mask.spec()
                + "; make truth values by a comparison, of rank 1 or more");
      }
    }
  }

  /** Returns one position. */
  static Index at(int position) {
    return new At(position);
  }

  /** Returns the positions from start up to but without stop. */
  static Index range(int start, int stop) {
    return new Range(start, stop, 1);
  }

  /** Returns every step-th position from start up to but without stop. */
  static Index range(int start, int stop, int step) {
    return new Range(start, stop, step);
  }

  /** Returns the positions from start to the end. */
  static Index from(int start) {
    return new Range(start, Integer.MAX_VALUE, 1);
  }

  /** Returns the positions before stop. */
  static Index to(int stop) {
    return new Range(0, stop, 1);
  }

  /** Returns all positions. */
  static Index all() {
    return from(0);
  }

  /** Returns all positions of as many axes as are left over. */
  static Index ellipsis() {
    return new Ellipsis();
  }

  /** Returns a new axis of side 1. */
  static Index newAxis() {
    return new NewAxis();
  }

  /** Returns computed positions, INT32. */
  static Index positions(Tensor positions) {
    return new Positions(positions);
  }

  /** Returns positions that are known. */
  static Index positions(int... positions) {
    return new Positions(Tensor.of(positions));
  }

  /** Returns the positions at which a BOOL mask holds. */
  static Index mask(Tensor mask) {
    return new Mask(mask);
  }

  /** Returns the part of a tensor that indices point at. */
  static Tensor get(Tensor x, Index... indices) {
    for (Index index : indices) {
      if (index instanceof Positions || index instanceof Mask) {
        return new ComputedIndex(indices).get(x);
      }
    }
    return new Resolution(x.shape(), indices).get(x);
  }

  /** The indices of one call, resolved against a shape. */
  final class Resolution {
    private final Shape whole;
    private final IntArrayList starts = new IntArrayList();
    private final IntArrayList steps = new IntArrayList();
    private final IntArrayList sides = new IntArrayList();

    /** The sides of the result: without the axes that vanish, with the new ones. */
    private final IntArrayList result = new IntArrayList();

    private Resolution(Shape whole, Index[] indices) {
      this.whole = whole;
      int taken = 0;
      int ellipses = 0;
      for (Index index : indices) {
        taken += index instanceof At || index instanceof Range ? 1 : 0;
        ellipses += index instanceof Ellipsis ? 1 : 0;
      }
      if (taken > whole.rank() || ellipses > 1) {
        throw new IllegalArgumentException(
            ellipses > 1
                ? "get: more than one ellipsis: " + ellipses + "; one stands for all axes left over"
                : "get: more indices than axes: "
                    + taken
                    + " for shape "
                    + whole
                    + "; leave out the last "
                    + (taken - whole.rank()));
      }
      for (Index index : indices) {
        switch (index) {
          case At(int position) -> at(position);
          case Range(int start, int stop, int step) -> range(start, stop, step);
          case NewAxis() -> result.add(1);
          case Ellipsis() -> all(whole.rank() - taken);
          case Positions p -> throw new AssertionError(p);
          case Mask m -> throw new AssertionError(m);
        }
      }
      all(whole.rank() - starts.size());
    }

    private void at(int position) {
      int axis = starts.size();
      int side = whole.side(axis);
      if (position < -side || position >= side) {
        throw new IndexOutOfBoundsException(
            "get: index "
                + position
                + " is outside axis "
                + axis
                + " of size "
                + side
                + " (shape "
                + whole
                + "); positions go from "
                + -side
                + " to "
                + (side - 1));
      }
      take(position < 0 ? position + side : position, 1, 1);
    }

    private void range(int start, int stop, int step) {
      int side = whole.side(starts.size());
      int low = step > 0 ? 0 : -1;
      int high = step > 0 ? side : side - 1;
      int first = clip(start, side, low, high);
      int end = stop == Integer.MIN_VALUE ? -1 : clip(stop, side, low, high);
      long span = step > 0 ? (long) end - first : (long) first - end;
      long stride = Math.abs((long) step);
      int count = (int) Math.max(0, (span + stride - 1) / stride);
      take(count == 0 ? 0 : first, step, count);
      result.add(count);
    }

    private static int clip(int position, int side, int low, int high) {
      int fromFront = position < 0 ? position + side : position;
      return Math.max(low, Math.min(high, fromFront));
    }

    private void all(int axes) {
      for (int i = 0; i < axes; i++) {
        int side = whole.side(starts.size());
        take(0, 1, side);
        result.add(side);
      }
    }

    private void take(int start, int step, int side) {
      starts.add(start);
      steps.add(step);
      sides.add(side);
    }

    private Tensor get(Tensor x) {
      Shape part = Shape.of(sides.toIntArray());
      Tensor taken =
          part.equals(whole) && steps.intStream().allMatch(step -> step == 1)
              ? x
              : new Slice(
                      ImmutableIntArray.copyOf(starts.toIntArray()),
                      ImmutableIntArray.copyOf(steps.toIntArray()),
                      part)
                  .apply(x);
      return taken.reshape(Shape.of(result.toIntArray()));
    }
  }
}
