package dev.wengert.ops;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Elementwise;
import dev.wengert.FlatIndex;
import dev.wengert.Gather;
import dev.wengert.InRange;
import dev.wengert.ScatterAdd;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.expression.Expression;
import dev.wengert.ops.primitive.ArgSort;
import dev.wengert.ops.primitive.Axes;
import dev.wengert.ops.primitive.Numbers;
import java.util.Arrays;

/**
 * Taking and putting by computed positions, and sorting.
 *
 * <p>Positions are INT32 tensors and count from the end where negative. One outside its axis is an
 * {@link IndexOutOfBoundsException} that names index, axis and size. The pullback of taking adds up
 * the cotangents of what was taken more than once. Fixed positions and ranges are {@link
 * Tensor#get}.
 */
public final class Indexing {

  private static final Elementwise MASKED_FILL =
      Elementwise.of(
          "maskedFill",
          3,
          Expression.select(Expression.logical(1), Expression.input(2), Expression.input(0)));

  private Indexing() {}

  /**
   * Returns the rows of x at positions along an axis: {@code y[i.., j.., k..] = x[i.., index[j..],
   * k..]}. Pullback: {@link #scatterAdd} of d into zeros. PyTorch: {@code index_select} for an
   * index of rank 1.
   *
   * @param index INT32, any shape, which takes the place of the axis
   * @throws IllegalArgumentException if the index is not INT32
   */
  public static Tensor take(Tensor x, Tensor index, int axis) {
    return take("take", x, index, axis);
  }

  private static Tensor take(String operation, Tensor x, Tensor index, int axis) {
    int at = x.shape().axis(operation, axis);
    Tensor positions = checked(operation, index, at, x.shape().side(at));
    return new Gather(at, 0).apply(x, positions);
  }

  /**
   * Returns the rows of x at positions along an axis, as {@link #take} does. NumPy: {@code take}.
   *
   * @param index INT32 [n]
   * @throws IllegalArgumentException if the index is not INT32 or not of rank 1
   */
  public static Tensor indexSelect(Tensor x, Tensor index, int axis) {
    if (index.rank() != 1) {
      throw new IllegalArgumentException(
          "indexSelect: the index must have rank 1: its shape is "
              + index.shape()
              + "; use take(...) for others");
    }
    return take("indexSelect", x, index, axis);
  }

  /**
   * Returns the rows of a table: [n, width] and [...] to [..., width]. Pullback: rows that were
   * looked up more than once add up. NumPy: {@code table[index]}, but symbols do not count from the
   * end where negative.
   *
   * @throws IllegalArgumentException if the table is not a matrix or the index not INT32
   * @throws IndexOutOfBoundsException if the table has no such row, also where it is negative
   */
  public static Tensor embedding(Tensor table, Tensor index) {
    if (table.rank() != 2) {
      throw new IllegalArgumentException(
          "embedding: the table is not a matrix: its shape is "
              + table.shape()
              + "; give [rows, width]");
    }
    int rows = table.shape().side(0);
    return new Gather(0, 0)
        .apply(table, new InRange("embedding", "symbol", rows - 1, rows + " rows").apply(index));
  }

  /**
   * Returns one element of x for each of the index: {@code y[i, j, k] = x[i, index[i, j, k], k]}
   * for axis 1 of 3. Pullback: {@link #scatterAdd} of d into zeros. NumPy: {@code take_along_axis}.
   *
   * @param index INT32, of x's rank; along the other axes not longer than x
   * @throws IllegalArgumentException if the ranks differ or the index is too long
   */
  public static Tensor gather(Tensor x, Tensor index, int axis) {
    int at = x.shape().axis("gather", axis);
    checkAlong("gather", x.shape(), index.shape(), at);
    return alongAxis(x, checked("gather", index, at, x.shape().side(at)), at);
  }

  /** The elements at positions that are known to lie inside the axis. */
  static Tensor alongAxis(Tensor x, Tensor index, int at) {
    Tensor within = cutTo(x, index.shape(), at);
    int[] order = Axes.moving(x.rank(), at, x.rank() - 1);
    Tensor rows = rows(within, order);
    Tensor taken = new Gather(1, 1).apply(rows, rows(index, order));
    return unrows(taken, index.shape(), order);
  }

  /**
   * Returns x with values added at positions along an axis: {@code y[i, index[i, j, k], k] +=
   * values[i, j, k]} for axis 1 of 3. Pullback: d to x, {@link #gather} of d to the values. NumPy:
   * {@code add.at}.
   *
   * @param index INT32, of the values' shape
   * @param values of x's rank; along the other axes not longer than x
   * @throws IllegalArgumentException if the ranks or the shapes of index and values differ, or the
   *     dtypes of x and values
   */
  public static Tensor scatterAdd(Tensor x, Tensor index, Tensor values, int axis) {
    int at = x.shape().axis("scatterAdd", axis);
    checkAlong("scatterAdd", x.shape(), index.shape(), at);
    if (!values.shape().equals(index.shape())) {
      throw new IllegalArgumentException(
          "scatterAdd: index and values differ in shape: "
              + index.shape()
              + " and "
              + values.shape()
              + "; give one position a value");
    }
    if (values.dtype() != x.dtype()) {
      throw new IllegalArgumentException(
          "scatterAdd: dtypes differ: "
              + x.dtype()
              + " and "
              + values.dtype()
              + "; convert one of them with to(...)");
    }
    int[] order = Axes.moving(x.rank(), at, x.rank() - 1);
    int side = x.shape().side(at);
    Tensor positions = checked("scatterAdd", index, at, side);
    Tensor added = new ScatterAdd(1, 1, side).apply(rows(values, order), rows(positions, order));
    Shape part = index.shape().withSide(at, side);
    Tensor sums = unrows(added, part, order);
    int[] after = x.shape().sides();
    for (int i = 0; i < after.length; i++) {
      after[i] -= part.side(i);
    }
    return x.plus(Shapes.pad(sums, new int[x.rank()], after));
  }

  static void checkAlong(String operation, Shape x, Shape index, int axis) {
    boolean fits = x.rank() == index.rank();
    for (int i = 0; fits && i < x.rank(); i++) {
      fits = i == axis || index.side(i) <= x.side(i);
    }
    if (!fits) {
      throw new IllegalArgumentException(
          operation
              + ": the index does not fit: x is "
              + x
              + ", the index is "
              + index
              + "; it must have x's rank and be no longer than x along all axes but "
              + axis);
    }
  }

  private static Tensor cutTo(Tensor x, Shape shape, int except) {
    Tensor result = x;
    for (int axis = 0; axis < x.rank(); axis++) {
      if (axis != except) {
        result = Axes.part(result, axis, 0, shape.side(axis));
      }
    }
    return result;
  }

  /** Permutes and makes a matrix whose rows are the last axis. */
  static Tensor rows(Tensor x, int[] order) {
    Tensor moved = Axes.permute(x, order);
    int length = moved.shape().side(-1);
    int rows = 1;
    for (int i = 0; i < moved.rank() - 1; i++) {
      rows *= moved.shape().side(i);
    }
    return moved.reshape(rows, length);
  }

  static Tensor unrows(Tensor rows, Shape result, int[] order) {
    int[] sides = new int[order.length];
    for (int i = 0; i < sides.length; i++) {
      sides[i] = result.side(order[i]);
    }
    return Axes.permute(rows.reshape(sides), Axes.inverse(order));
  }

  /** Returns positions below a size, those from the end made positive, and checked. */
  static Tensor checked(String operation, Tensor index, int axis, int size) {
    return new FlatIndex(operation, ImmutableIntArray.of(axis), ImmutableIntArray.of(size))
        .apply(index);
  }

  // Sorting

  /**
   * Returns the order that sorts x along an axis: {@code gather(x, argsort(x, axis), axis)} is
   * sorted. INT32; equal elements keep their order; NaN comes last in either order. There is no
   * derivative.
   *
   * @throws IllegalArgumentException if x is BOOL
   */
  public static Tensor argsort(Tensor x, int axis, boolean descending) {
    return argsort("argsort", x, axis, descending);
  }

  private static Tensor argsort(String operation, Tensor x, int axis, boolean descending) {
    x.dtype().checkNumber(operation);
    return new ArgSort(x.shape().axis(operation, axis), descending).apply(x);
  }

  /**
   * Returns x sorted along an axis, NaN last in either order. Pullback: d back to where the
   * elements came from.
   *
   * @throws IllegalArgumentException if x is BOOL
   */
  public static Tensor sort(Tensor x, int axis, boolean descending) {
    Tensor order = argsort("sort", x, axis, descending);
    return alongAxis(x, order, x.shape().axis("sort", axis));
  }

  /** Returns x sorted along an axis in ascending order. */
  public static Tensor sort(Tensor x, int axis) {
    return sort(x, axis, false);
  }

  /**
   * The largest elements and where they were.
   *
   * @param values in descending order
   * @param indices their positions along the axis: INT32
   */
  public record TopK(Tensor values, Tensor indices) {}

  /**
   * Returns the k largest elements along an axis, in descending order: the first k of {@link
   * #sort}, so that a NaN is among them only where there are fewer than k numbers. Pullback: d back
   * to where they came from. PyTorch takes NaN for the largest.
   *
   * @throws IllegalArgumentException if k is negative or larger than the axis
   */
  public static TopK topk(Tensor x, int k, int axis) {
    int at = x.shape().axis("topk", axis);
    int side = x.shape().side(at);
    if (k < 0 || k > side) {
      throw new IllegalArgumentException(
          "topk: k is "
              + k
              + ", but axis "
              + at
              + " has size "
              + side
              + " (shape "
              + x.shape()
              + "); give k from 0 to "
              + side);
    }
    Tensor indices = Axes.part(argsort("topk", x, at, true), at, 0, k);
    return new TopK(alongAxis(x, indices, at), indices);
  }

  // Masks

  /**
   * Returns the elements of x where a mask holds, in row-major order: the mask covers the leading
   * axes of x, which become one. NumPy: {@code x[mask]}; PyTorch: {@code masked_select} for a mask
   * of x's shape.
   *
   * <p>How many there are depends on the mask's values, so this cannot be recorded in a program or
   * mapped; {@link Selection#where} can.
   *
   * @throws IllegalArgumentException if the mask is not BOOL or its sides are not x's leading ones
   */
  public static Tensor maskedSelect(Tensor x, Tensor mask) {
    boolean fits = mask.dtype() == DType.BOOL && mask.rank() >= 1 && mask.rank() <= x.rank();
    for (int axis = 0; fits && axis < mask.rank(); axis++) {
      fits = mask.shape().side(axis) == x.shape().side(axis);
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "maskedSelect: the mask does not fit: it is "
              + mask.spec()
              + ", x is "
              + x.shape()
              + "; give BOOL of the sides of x's leading axes, at least one");
    }
    return x.get(dev.wengert.Index.mask(mask));
  }

  /** Returns x with a value where a mask holds. Pullback: d where it does not hold. */
  public static Tensor maskedFill(Tensor x, Tensor mask, double value) {
    return MASKED_FILL.apply(x, mask, Numbers.like("maskedFill", x, value));
  }

  /**
   * Returns where a mask holds: INT32 [count, rank], one row of positions an element, in row-major
   * order. NumPy: {@code argwhere}; PyTorch: {@code nonzero}.
   *
   * @throws IllegalArgumentException if the mask is not BOOL
   */
  public static Tensor argwhere(Tensor mask) {
    if (mask.dtype() != DType.BOOL) {
      throw new IllegalArgumentException(
          "argwhere: the mask is " + mask.dtype() + "; make truth values by a comparison");
    }
    boolean[] holds = mask.detach().toBooleanArray();
    int rank = mask.rank();
    int[] found = new int[holds.length * rank];
    int count = 0;
    for (int i = 0; i < holds.length; i++) {
      if (holds[i]) {
        System.arraycopy(mask.shape().indices(i), 0, found, count++ * rank, rank);
      }
    }
    return Tensor.wrap(Arrays.copyOf(found, count * rank), count, rank);
  }
}
