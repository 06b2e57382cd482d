package dev.wengert.ops;

import com.google.common.base.Preconditions;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.ops.primitive.Axes;

/**
 * Tensors as sets: which numbers there are, how often, and which of others are among them.
 *
 * <p>How many numbers {@code unique} finds depends on their values, so it cannot be recorded in a
 * program or mapped; {@code isIn} can. All NaN are one number to {@code unique}, as in NumPy, and
 * are in no set.
 */
public final class Sets {

  private Sets() {}

  /**
   * The different numbers of a tensor.
   *
   * @param values each once
   * @param indices where each comes first, in row-major order: INT32
   * @param inverse which of the values each element is: INT32, of the tensor's shape
   * @param counts how often each comes: INT32
   */
  public record Unique(Tensor values, Tensor indices, Tensor inverse, Tensor counts) {}

  /**
   * Returns the different numbers among all elements in ascending order, NaN last. Pullback to x: d
   * to where each value comes first. NumPy and PyTorch: {@code unique}; JAX: {@code unique}, {@code
   * unique_all} and their kin.
   *
   * @throws IllegalArgumentException if x is BOOL
   */
  public static Unique unique(Tensor x) {
    x.dtype().checkNumber("unique");
    Tensor flat = Shapes.flatten(x);
    Tensor order = Indexing.argsort(flat, 0, false);
    Runs runs = Runs.of(Indexing.take(flat, order, 0));
    Tensor indices = Indexing.take(order, runs.starts, 0);
    Tensor inverse = Indexing.take(runs.numbers, Indexing.argsort(order, 0, false), 0);
    return new Unique(
        Indexing.take(flat, indices, 0), indices, inverse.reshape(x.shape()), runs.counts());
  }

  /**
   * Returns all elements in row-major order, but one for each run of equal ones. Pullback to x: d
   * to where each run begins. PyTorch: {@code unique_consecutive}.
   *
   * @throws IllegalArgumentException if x is BOOL
   */
  public static Unique uniqueConsecutive(Tensor x) {
    x.dtype().checkNumber("uniqueConsecutive");
    Tensor flat = Shapes.flatten(x);
    Runs runs = Runs.of(flat);
    return new Unique(
        Indexing.take(flat, runs.starts, 0),
        runs.starts,
        runs.numbers.reshape(x.shape()),
        runs.counts());
  }

  /**
   * Runs of equal elements.
   *
   * @param starts where each begins
   * @param numbers of which run each element is
   */
  private record Runs(Tensor starts, Tensor numbers) {

    static Runs of(Tensor x) {
      int n = x.size();
      Tensor first = Tensor.full(DType.BOOL, 1, Math.min(n, 1));
      Tensor later = Axes.part(x, 0, Math.min(n, 1), n);
      Tensor earlier = Axes.part(x, 0, 0, Math.max(n - 1, 0));
      Tensor bothNaN = Comparisons.and(later.ne(later), earlier.ne(earlier));
      Tensor changes = Comparisons.and(later.ne(earlier), Comparisons.not(bothNaN));
      Tensor begins = Shapes.concat(0, first, changes);
      Tensor numbers = Reductions.cumsum(begins.to(DType.INT32), 0).minus(1);
      return new Runs(Shapes.flatten(Indexing.argwhere(begins)), numbers);
    }

    Tensor counts() {
      return Statistics.bincount(numbers, starts.size());
    }
  }

  /**
   * Returns which elements of x are in a set: BOOL, of x's shape. Each element is compared with
   * each of the set. There is no derivative. NumPy and PyTorch: {@code isin}.
   *
   * @param set any shape
   * @throws IllegalArgumentException if the dtypes differ
   */
  public static Tensor isIn(Tensor x, Tensor set) {
    Preconditions.checkArgument(
        x.dtype() == set.dtype(),
        "isIn: dtypes differ: %s and %s; convert one of them with to(...)",
        x.dtype(),
        set.dtype());
    return Comparisons.any(Shapes.unsqueeze(x, -1).eq(Shapes.flatten(set)), -1);
  }
}
