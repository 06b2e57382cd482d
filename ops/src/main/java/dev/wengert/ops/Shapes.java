package dev.wengert.ops;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Concat;
import dev.wengert.Pad;
import dev.wengert.Split;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.ops.primitive.Axes;
import java.util.Arrays;
import java.util.List;

/**
 * Joining, cutting, repeating and rearranging tensors of any dtype.
 *
 * <p>All of these are linear: the pullback is the transpose of the arrangement (a part that was cut
 * out is put back, what was repeated is added up). Axes count from the end when negative; one that
 * is not there is an {@link IndexOutOfBoundsException}. {@code reshape}, {@code transpose}, {@code
 * broadcastTo} and {@code get} are methods of {@link Tensor}.
 */
public final class Shapes {

  private Shapes() {}

  // Axes of side 1

  /** Returns x without its axes of side 1. */
  public static Tensor squeeze(Tensor x) {
    return squeeze(x, axesOfSideOne(x.shape()));
  }

  /**
   * Returns x without some axes of side 1; x itself for an empty list of axes.
   *
   * @throws IllegalArgumentException if a named axis has another side
   */
  public static Tensor squeeze(Tensor x, int... axes) {
    Shape shape = x.shape();
    int[] dropped = Axes.ascending("squeeze", shape, axes).toArray();
    for (int axis : dropped) {
      if (shape.side(axis) != 1) {
        throw new IllegalArgumentException(
            "squeeze: axis "
                + axis
                + " has side "
                + shape.side(axis)
                + ": the shape is "
                + shape
                + "; only an axis of side 1 can go");
      }
    }
    return dropped.length == 0 ? x : x.reshape(shape.reduced(dropped, false));
  }

  private static int[] axesOfSideOne(Shape shape) {
    int[] axes = new int[shape.rank()];
    int n = 0;
    for (int axis = 0; axis < axes.length; axis++) {
      if (shape.side(axis) == 1) {
        axes[n++] = axis;
      }
    }
    return Arrays.copyOf(axes, n);
  }

  /** Returns x with a new axis of side 1 at a place. NumPy: {@code expand_dims}. */
  public static Tensor unsqueeze(Tensor x, int axis) {
    int rank = x.rank() + 1;
    if (axis < -rank || axis >= rank) {
      throw new IndexOutOfBoundsException(
          "unsqueeze: no place "
              + axis
              + " for a new axis of shape "
              + x.shape()
              + "; places go from "
              + -rank
              + " to "
              + (rank - 1));
    }
    int at = axis < 0 ? axis + rank : axis;
    int[] from = x.shape().sides();
    int[] sides = new int[rank];
    Arrays.fill(sides, 1);
    System.arraycopy(from, 0, sides, 0, at);
    System.arraycopy(from, at, sides, at + 1, from.length - at);
    return x.reshape(sides);
  }

  /** Returns the elements as one axis. NumPy: {@code ravel}. */
  public static Tensor flatten(Tensor x) {
    return x.reshape(x.size());
  }

  /** Returns x with the axes from one to another, both included, made one. */
  public static Tensor flatten(Tensor x, int first, int last) {
    int from = x.shape().axis("flatten", first);
    int to = x.shape().axis("flatten", last);
    if (from > to) {
      throw new IllegalArgumentException(
          "flatten: the axes are not in order: "
              + first
              + " and "
              + last
              + "; give the first one"
              + " first");
    }
    int[] sides = x.shape().sides();
    int[] result = new int[sides.length - (to - from)];
    System.arraycopy(sides, 0, result, 0, from);
    result[from] = 1;
    for (int axis = from; axis <= to; axis++) {
      result[from] *= sides[axis];
    }
    System.arraycopy(sides, to + 1, result, from + 1, sides.length - to - 1);
    return x.reshape(result);
  }

  /** Returns x with one axis moved to another place. NumPy: {@code moveaxis}. */
  public static Tensor moveAxis(Tensor x, int from, int to) {
    Shape shape = x.shape();
    return Axes.permute(
        x, Axes.moving(x.rank(), shape.axis("moveAxis", from), shape.axis("moveAxis", to)));
  }

  /** Returns x with two axes exchanged. NumPy: {@code swapaxes}. */
  public static Tensor swapAxes(Tensor x, int first, int second) {
    int a = x.shape().axis("swapAxes", first);
    int b = x.shape().axis("swapAxes", second);
    int[] order = Axes.range(0, x.rank());
    order[a] = b;
    order[b] = a;
    return Axes.permute(x, order);
  }

  // Joining and cutting

  /**
   * Returns tensors joined along an axis. NumPy: {@code concatenate}; PyTorch: {@code cat}.
   *
   * @throws IllegalArgumentException if there is none, the dtypes differ, or the sides differ
   *     elsewhere than at the axis
   */
  public static Tensor concat(int axis, Tensor... parts) {
    if (parts.length == 0) {
      throw new IllegalArgumentException("concat: no tensors; give at least one");
    }
    int at = parts[0].shape().axis("concat", axis);
    return parts.length == 1 ? parts[0] : new Concat(at).apply(parts);
  }

  /** Returns tensors joined along an axis. */
  public static Tensor concat(int axis, List<Tensor> parts) {
    return concat(axis, parts.toArray(new Tensor[0]));
  }

  /**
   * Returns tensors of one shape joined along a new axis.
   *
   * @throws IllegalArgumentException if there is none, or dtypes or shapes differ
   */
  public static Tensor stack(int axis, Tensor... parts) {
    if (parts.length == 0) {
      throw new IllegalArgumentException("stack: no tensors; give at least one");
    }
    Tensor[] raised = new Tensor[parts.length];
    for (int i = 0; i < parts.length; i++) {
      if (!parts[i].spec().equals(parts[0].spec())) {
        throw new IllegalArgumentException(
            "stack: the tensors differ: "
                + parts[0].spec()
                + " and "
                + parts[i].spec()
                + "; give them one dtype and shape");
      }
      raised[i] = unsqueeze(parts[i], axis);
    }
    return concat(axis, raised);
  }

  /** Returns tensors of one shape joined along a new axis. */
  public static Tensor stack(int axis, List<Tensor> parts) {
    return stack(axis, parts.toArray(new Tensor[0]));
  }

  /**
   * Returns x cut along an axis into parts of given sides. PyTorch: {@code split}; NumPy's {@code
   * split} takes the places of the cuts instead.
   *
   * @throws IllegalArgumentException if the sides do not add up to the axis
   */
  public static List<Tensor> split(Tensor x, int axis, int... sides) {
    int at = x.shape().axis("split", axis);
    if (sides.length == 0 && x.shape().side(at) == 0) {
      return List.of();
    }
    if (sides.length == 1 && sides[0] == x.shape().side(at)) {
      return List.of(x);
    }
    Tensor[] parts = new Split(at, ImmutableIntArray.copyOf(sides)).applyAll(x);
    return List.of(parts);
  }

  /**
   * Returns x cut along an axis into equal parts, the last ones smaller, or left out, if it does
   * not come out even; an empty axis into as many empty parts. NumPy: {@code array_split} up to
   * where the odd ones go.
   *
   * @throws IllegalArgumentException if the number of parts is not positive
   */
  public static List<Tensor> chunk(Tensor x, int axis, int parts) {
    if (parts <= 0) {
      throw new IllegalArgumentException(
          "chunk: not a number of parts: " + parts + "; give 1 or more");
    }
    int side = x.shape().side(x.shape().axis("chunk", axis));
    int length = Math.max(1, Math.ceilDiv(side, parts));
    // Of nothing there are as many parts as of anything, all empty.
    int[] sides = new int[side == 0 ? parts : Math.ceilDiv(side, length)];
    Arrays.fill(sides, side == 0 ? 0 : length);
    sides[sides.length - 1] = side - sides[0] * (sides.length - 1);
    return split(x, axis, sides);
  }

  // Repeating and rearranging

  /**
   * Returns the coordinates of a grid: for vectors of sides n0, n1, ... as many tensors [n0, n1,
   * ...], the i-th of which varies along axis i as the i-th vector does. Pullback: the sum of d
   * over the other axes. NumPy: {@code meshgrid(indexing="ij")}, which is PyTorch's default.
   *
   * @throws IllegalArgumentException if there is none, or one is not a vector
   */
  public static List<Tensor> meshgrid(Tensor... vectors) {
    if (vectors.length == 0) {
      throw new IllegalArgumentException("meshgrid: no vectors; give at least one");
    }
    int[] grid = new int[vectors.length];
    for (int i = 0; i < vectors.length; i++) {
      if (vectors[i].rank() != 1) {
        throw new IllegalArgumentException(
            "meshgrid: number "
                + i
                + " is not a vector: its shape is "
                + vectors[i].shape()
                + "; flatten it first");
      }
      grid[i] = vectors[i].size();
    }
    Tensor[] coordinates = new Tensor[vectors.length];
    for (int i = 0; i < vectors.length; i++) {
      int[] along = new int[grid.length];
      Arrays.fill(along, 1);
      along[i] = grid[i];
      coordinates[i] = vectors[i].reshape(along).broadcastTo(grid);
    }
    return List.of(coordinates);
  }

  /**
   * Returns x repeated as a whole along each axis. PyTorch: {@code repeat}, {@code tile}.
   *
   * @param counts one an axis of x, counted from the last; where there are more than axes, leading
   *     axes of side 1 are added to x
   * @throws IllegalArgumentException if a count is negative
   */
  public static Tensor tile(Tensor x, int... counts) {
    int rank = Math.max(x.rank(), counts.length);
    int[] spread = new int[2 * rank];
    int[] repeated = new int[2 * rank];
    int[] result = new int[rank];
    for (int i = 0; i < rank; i++) {
      int axis = i - (rank - x.rank());
      int side = axis < 0 ? 1 : x.shape().side(axis);
      int at = i - (rank - counts.length);
      int count = at < 0 ? 1 : checkCount("tile", counts[at]);
      spread[2 * i] = 1;
      spread[2 * i + 1] = side;
      repeated[2 * i] = count;
      repeated[2 * i + 1] = side;
      result[i] = Shape.side("tile", (long) side * count);
    }
    return x.reshape(spread).broadcastTo(repeated).reshape(result);
  }

  /**
   * Returns x with each element repeated along an axis, the copies side by side. NumPy: {@code
   * repeat}; PyTorch: {@code repeat_interleave}.
   *
   * @throws IllegalArgumentException if the count is negative
   */
  public static Tensor repeat(Tensor x, int count, int axis) {
    checkCount("repeat", count);
    int at = x.shape().axis("repeat", axis);
    Tensor raised = unsqueeze(x, at + 1);
    return raised
        .broadcastTo(raised.shape().withSide(at + 1, count))
        .reshape(x.shape().withSide(at, Shape.side("repeat", (long) x.shape().side(at) * count)));
  }

  private static int checkCount(String operation, int count) {
    if (count < 0) {
      throw new IllegalArgumentException(
          operation + ": a count is negative: " + count + "; give 0 or more");
    }
    return count;
  }

  /**
   * Returns x shifted along an axis; what leaves at one end enters at the other. {@code roll([1, 2,
   * 3], 1, 0)} is {@code [3, 1, 2]}.
   */
  public static Tensor roll(Tensor x, int shift, int axis) {
    int at = x.shape().axis("roll", axis);
    int side = x.shape().side(at);
    int by = side == 0 ? 0 : Math.floorMod(shift, side);
    return by == 0
        ? x
        : concat(at, Axes.part(x, at, side - by, side), Axes.part(x, at, 0, side - by));
  }

  /** Returns x with all axes in reverse order. */
  public static Tensor flip(Tensor x) {
    return flip(x, Axes.all(x));
  }

  /** Returns x with some axes in reverse order; x itself for an empty list of axes. */
  public static Tensor flip(Tensor x, int... axes) {
    Tensor result = x;
    for (int axis : Axes.ascending("flip", x.shape(), axes).toArray()) {
      int side = x.shape().side(axis);
      result = side == 0 ? result : Axes.stepped(result, axis, side - 1, -1, side);
    }
    return result;
  }

  /**
   * Returns x with zeros around it.
   *
   * @param before one an axis, how many before its elements
   * @param after one an axis, how many behind them
   * @throws IllegalArgumentException if there is not one number an axis, or one is negative
   */
  public static Tensor pad(Tensor x, int[] before, int[] after) {
    int rank = x.rank();
    if (before.length != rank || after.length != rank) {
      throw new IllegalArgumentException(
          "pad: the widths do not fit the shape "
              + x.shape()
              + ": before is "
              + Arrays.toString(before)
              + ", after is "
              + Arrays.toString(after)
              + "; give one an axis");
    }
    int[] sides = x.shape().sides();
    boolean changes = false;
    for (int axis = 0; axis < rank; axis++) {
      if (before[axis] < 0 || after[axis] < 0) {
        throw new IllegalArgumentException(
            "pad: a width is negative: before is "
                + Arrays.toString(before)
                + ", after is "
                + Arrays.toString(after)
                + "; cut with get(...) instead");
      }
      long added = (long) before[axis] + after[axis];
      sides[axis] = Shape.side("pad", sides[axis] + added);
      changes |= added > 0;
    }
    int[] steps = new int[rank];
    Arrays.fill(steps, 1);
    return changes
        ? new Pad(
                ImmutableIntArray.copyOf(before), ImmutableIntArray.copyOf(steps), Shape.of(sides))
            .apply(x)
        : x;
  }

  /** Returns x with a value around it, as {@link #pad(Tensor, int[], int[])} puts zeros. */
  public static Tensor pad(Tensor x, int[] before, int[] after, double value) {
    Tensor padded = pad(x, before, after);
    if (value == 0 || padded.size() == x.size()) {
      return padded;
    }
    Tensor inside = pad(Tensor.full(new Spec(DType.BOOL, x.shape()), 1), before, after);
    return Selection.where(inside, padded, value);
  }

  /**
   * Returns a tensor [C] shaped so that it broadcasts along axis 1 of x. Pullback: d, reshaped.
   *
   * @throws IllegalArgumentException if it does not have one value a channel
   */
  public static Tensor channels(Tensor perChannel, Tensor x) {
    if (perChannel.rank() != 1 || perChannel.size() != x.shape().side(1)) {
      throw new IllegalArgumentException(
          "channels: "
              + perChannel.shape()
              + " does not have one value a channel of "
              + x.shape()
              + "; give ["
              + x.shape().side(1)
              + "]");
    }
    if (x.rank() == 2) {
      return perChannel;
    }
    int[] sides = new int[x.rank() - 1];
    Arrays.fill(sides, 1);
    sides[0] = perChannel.size();
    return perChannel.reshape(sides);
  }
}
