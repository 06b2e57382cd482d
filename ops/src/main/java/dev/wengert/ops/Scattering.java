package dev.wengert.ops;

import com.google.common.base.Preconditions;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Autodiff;
import dev.wengert.Gather;
import dev.wengert.Index;
import dev.wengert.ScatterAdd;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.ops.primitive.ArgSort;
import dev.wengert.ops.primitive.Axes;
import dev.wengert.ops.primitive.Numbers;

/**
 * Putting values at computed positions, several at one of them included; the sum is {@link
 * Indexing#scatterAdd}.
 *
 * <p>{@code scatter} and its kin take an index along one axis, {@code indexSet} and {@code
 * indexAdd} any {@link Index}. x itself takes part where values meet it (PyTorch: {@code
 * include_self=True}), and where nothing is put, it stays. Positions are INT32 and count from the
 * end where negative; one outside its axis is an {@link IndexOutOfBoundsException}. Values and x
 * have one dtype. The positions are sorted, so it is the same on every run what comes last.
 */
public final class Scattering {

  private Scattering() {}

  /**
   * Values at positions, all axes but the one made rows.
   *
   * @param values [rows, n]
   * @param index [rows, n], from 0
   * @param side how many positions there are
   */
  private record Updates(Tensor values, Tensor index, int side) {

    /** Returns how many values each position gets: INT32 [rows, side]. */
    Tensor counts() {
      return new ScatterAdd(1, 1, side).apply(Tensor.full(index.spec(), 1), index);
    }

    /** Returns the order that brings together what goes to one position: last ones last. */
    Tensor order() {
      return new ArgSort(1, false).apply(index);
    }

    /** Returns the order by position, and at one position the extreme, the first of them, last. */
    Tensor order(boolean largest) {
      int n = index.shape().side(1);
      Tensor known = Autodiff.stopGradient(values);
      Tensor backwards = Shapes.flip(largest ? known : known.unaryMinus(), 1);
      Tensor byValue = new ArgSort(1, false).apply(backwards).times(-1).plus(n - 1);
      Tensor sorted = new Gather(1, 1).apply(index, byValue);
      return new Gather(1, 1).apply(byValue, new ArgSort(1, false).apply(sorted));
    }

    /** Returns what comes last at each position in some order; anything where nothing comes. */
    Tensor last(Tensor order) {
      Tensor ends = Reductions.cumsum(counts(), 1).minus(1);
      Tensor place = Elementary.maximum(ends, 0);
      return new Gather(1, 1).apply(values, new Gather(1, 1).apply(order, place));
    }

    /** Returns the product at each position, 1 where nothing comes. */
    Tensor products() {
      Tensor order = order();
      Tensor keys = new Gather(1, 1).apply(index, order);
      Tensor result = new Gather(1, 1).apply(values, order);
      int n = index.shape().side(1);
      // After each step an element is made of the last 2 * reach ones that go where it goes.
      for (int reach = 1; reach < n; reach *= 2) {
        Tensor done = Axes.part(result, 1, 0, reach);
        Tensor later = Axes.part(result, 1, reach, n);
        Tensor earlier = Axes.part(result, 1, 0, n - reach);
        Tensor same = Axes.part(keys, 1, reach, n).eq(Axes.part(keys, 1, 0, n - reach));
        result = Shapes.concat(1, done, later.times(Selection.where(same, earlier, 1)));
      }
      Tensor ends = Elementary.maximum(Reductions.cumsum(counts(), 1).minus(1), 0);
      return Selection.where(counts().gt(0), new Gather(1, 1).apply(result, ends), 1);
    }
  }

  /** How what was put where is laid over x. */
  private record Plan(Tensor x, Updates updates, Shape part, ImmutableIntArray order) {

    static Plan of(String operation, Tensor x, Tensor index, Tensor values, int axis) {
      int at = x.shape().axis(operation, axis);
      Indexing.checkAlong(operation, x.shape(), index.shape(), at);
      Preconditions.checkArgument(
          values.shape().equals(index.shape()),
          "%s: index and values differ in shape: %s and %s; give one position a value",
          operation,
          index.shape(),
          values.shape());
      checkDTypes(operation, x, values);
      int[] order = Axes.moving(x.rank(), at, x.rank() - 1);
      int side = x.shape().side(at);
      Tensor positions = Indexing.checked(operation, index, at, side);
      Updates updates =
          new Updates(Indexing.rows(values, order), Indexing.rows(positions, order), side);
      return new Plan(
          x, updates, index.shape().withSide(at, side), ImmutableIntArray.copyOf(order));
    }

    /** Returns rows laid out as x, with a value where x has more than they. */
    Tensor spread(Tensor rows, double otherwise) {
      Tensor laid = Indexing.unrows(rows, part, order.toArray());
      int[] after = x.shape().sides();
      for (int i = 0; i < after.length; i++) {
        after[i] -= part.side(i);
      }
      return Shapes.pad(laid, new int[x.rank()], after, otherwise);
    }

    Tensor isHit() {
      return spread(updates.counts().gt(0), 0);
    }
  }

  private static void checkDTypes(String operation, Tensor x, Tensor values) {
    Preconditions.checkArgument(
        x.dtype() == values.dtype(),
        "%s: dtypes differ: %s and %s; convert one of them with to(...)",
        operation,
        x.dtype(),
        values.dtype());
  }

  /** Selection of any dtype. */
  private static Tensor choose(Tensor condition, Tensor x, Tensor y) {
    return x.dtype() == DType.BOOL
        ? Comparisons.or(
            Comparisons.and(condition, x), Comparisons.and(Comparisons.not(condition), y))
        : Selection.where(condition, x, y);
  }

  /**
   * Returns x with values in place of what it has at positions along an axis: {@code y[i, index[i,
   * j, k], k] = values[i, j, k]} for axis 1 of 3; of several at one position the last stays.
   * Pullback: to x what was not replaced, to the values what stayed. NumPy: {@code put_along_axis};
   * PyTorch: {@code scatter}.
   *
   * @param index INT32, of the values' shape
   * @param values of x's rank; along the other axes not longer than x
   * @throws IllegalArgumentException if the ranks or the shapes of index and values differ, or the
   *     dtypes of x and values
   */
  public static Tensor scatter(Tensor x, Tensor index, Tensor values, int axis) {
    Plan plan = Plan.of("scatter", x, index, values, axis);
    if (index.size() == 0) {
      return x;
    }
    Tensor put = plan.spread(plan.updates.last(plan.updates.order()), 0);
    return choose(plan.isHit(), put, x);
  }

  /**
   * Returns the largest of x and the values that come to each position, NaN if one is. Pullback: d
   * to the largest; x and a value that are equal get half each, of equal values the first takes
   * all. PyTorch: {@code scatter_reduce("amax")}; JAX: {@code x.at[...].max}.
   *
   * @throws IllegalArgumentException as {@link #scatter}, or if x is BOOL
   */
  public static Tensor scatterMax(Tensor x, Tensor index, Tensor values, int axis) {
    return extreme("scatterMax", true, x, index, values, axis);
  }

  /**
   * Returns the smallest of x and the values that come to each position, NaN if one is. Pullback:
   * as {@link #scatterMax}. PyTorch: {@code scatter_reduce("amin")}; JAX: {@code x.at[...].min}.
   *
   * @throws IllegalArgumentException as {@link #scatter}, or if x is BOOL
   */
  public static Tensor scatterMin(Tensor x, Tensor index, Tensor values, int axis) {
    return extreme("scatterMin", false, x, index, values, axis);
  }

  private static Tensor extreme(
      String operation, boolean largest, Tensor x, Tensor index, Tensor values, int axis) {
    x.dtype().checkNumber(operation);
    Plan plan = Plan.of(operation, x, index, values, axis);
    if (index.size() == 0) {
      return x;
    }
    Tensor put = plan.spread(plan.updates.last(plan.updates.order(largest)), 0);
    Tensor both = largest ? Elementary.maximum(x, put) : Elementary.minimum(x, put);
    return Selection.where(plan.isHit(), both, x);
  }

  /**
   * Returns x times all values that come to each position. Pullback: to each d times the product of
   * the others, right also where some are 0. PyTorch: {@code scatter_reduce("prod")}; JAX: {@code
   * x.at[...].multiply}.
   *
   * @throws IllegalArgumentException as {@link #scatter}, or if x is BOOL
   */
  public static Tensor scatterMul(Tensor x, Tensor index, Tensor values, int axis) {
    x.dtype().checkNumber("scatterMul");
    Plan plan = Plan.of("scatterMul", x, index, values, axis);
    return index.size() == 0 ? x : x.times(plan.spread(plan.updates.products(), 1));
  }

  /**
   * Returns the mean of x and all values that come to each position. Pullback: d over how many
   * these are. PyTorch: {@code scatter_reduce("mean")}.
   *
   * @throws IllegalArgumentException as {@link #scatter}, or if x is not floating
   */
  public static Tensor scatterMean(Tensor x, Tensor index, Tensor values, int axis) {
    x.dtype().checkFloating("scatterMean");
    Plan plan = Plan.of("scatterMean", x, index, values, axis);
    if (index.size() == 0) {
      return x;
    }
    Tensor counts = plan.spread(plan.updates.counts().to(x.dtype()), 0);
    return Indexing.scatterAdd(x, index, values, axis).div(counts.plus(1));
  }

  /**
   * Returns x with values in place of what an index selects: {@code indexSet(x, v, Index.at(2))} is
   * x with row 2 replaced. Of several values at one place the last stays. Pullback: to x what was
   * not replaced, to the values what stayed. NumPy: {@code x[...] = values}; PyTorch: {@code
   * index_put}, {@code index_copy}; JAX: {@code x.at[...].set(values)}.
   *
   * @param values broadcast to what {@code x.get(indices)} has for its shape
   * @throws IllegalArgumentException if the values do not broadcast to that, or the dtypes differ
   */
  public static Tensor indexSet(Tensor x, Tensor values, Index... indices) {
    Tensor places = places("indexSet", x, values, indices);
    Tensor put = values.broadcastTo(places.shape()).reshape(places.size());
    return scatter(Shapes.flatten(x), Shapes.flatten(places), put, 0).reshape(x.shape());
  }

  /**
   * Returns x with values added to what an index selects, each as often as it is selected.
   * Pullback: d to x, what the index selects of d to the values. NumPy: {@code add.at}; PyTorch:
   * {@code index_put(accumulate=True)}, {@code index_add}; JAX: {@code x.at[...].add(values)}.
   *
   * @param values broadcast to what {@code x.get(indices)} has for its shape
   * @throws IllegalArgumentException if the values do not broadcast to that, the dtypes differ, or
   *     x is BOOL
   */
  public static Tensor indexAdd(Tensor x, Tensor values, Index... indices) {
    x.dtype().checkNumber("indexAdd");
    Tensor places = places("indexAdd", x, values, indices);
    Tensor put = values.broadcastTo(places.shape()).reshape(places.size());
    return Indexing.scatterAdd(Shapes.flatten(x), Shapes.flatten(places), put, 0)
        .reshape(x.shape());
  }

  /** Returns the numbers, in row-major order, of the elements that an index selects. */
  private static Tensor places(String operation, Tensor x, Tensor values, Index... indices) {
    checkDTypes(operation, x, values);
    Tensor places = Numbers.upTo(x.size()).reshape(x.shape()).get(indices);
    Preconditions.checkArgument(
        values.shape().broadcastsTo(places.shape()),
        "%s: the values do not fit: they are %s, the index selects %s of %s; give what broadcasts"
            + " to that",
        operation,
        values.shape(),
        places.shape(),
        x.shape());
    return places;
  }

  /** Returns what comes to each segment, rows along axis 0, by one of the ways of this class. */
  static Tensor combined(Tensor x, Tensor segments, int count, Combination how) {
    int n = x.shape().side(0);
    Shape rest = x.shape().drop(1);
    Tensor columns = x.reshape(n, rest.size()).transpose();
    Tensor index = segments.broadcastTo(rest.size(), n);
    Updates updates = new Updates(columns, index, count);
    Tensor result =
        switch (how) {
          case PRODUCT -> updates.products();
          case LARGEST -> updates.last(updates.order(true));
          case SMALLEST -> updates.last(updates.order(false));
        };
    return result.transpose().reshape(rest.prepend(count));
  }

  /** How several values become one. */
  enum Combination {
    PRODUCT,
    LARGEST,
    SMALLEST
  }
}
