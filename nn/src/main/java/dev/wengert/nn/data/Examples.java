package dev.wengert.nn.data;

import com.google.common.base.Preconditions;
import dev.wengert.Gather;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.OptionalLong;

/**
 * A data set that lies in memory: examples along the first axis of two tensors.
 *
 * @param x the inputs [n, ...]
 * @param y the targets [n, ...]
 */
public record Examples(Tensor x, Tensor y) implements DataSet {

  private static final Gather ROWS = new Gather(0, 0);

  /**
   * Makes a set.
   *
   * @throws IllegalArgumentException if there are not as many targets as inputs
   */
  public Examples {
    checkPair("dataSet", x, y);
  }

  static void checkPair(String operation, Tensor x, Tensor y) {
    Preconditions.checkArgument(
        x.rank() > 0 && y.rank() > 0 && x.shape().side(0) == y.shape().side(0),
        "%s: inputs and targets differ in number: x is %s, y is %s; give one target for each"
            + " input along the first axis",
        operation,
        x.shape(),
        y.shape());
  }

  /** Returns the number of examples. */
  public int count() {
    return x.shape().side(0);
  }

  @Override
  public OptionalLong size() {
    return OptionalLong.of(count());
  }

  /**
   * Returns the set of some of these examples, in the order given.
   *
   * @param indices places in this set, from the end where negative
   * @throws IndexOutOfBoundsException if there is no example at an index
   */
  public Examples take(int... indices) {
    Tensor rows = Tensor.of(indices);
    return new Examples(ROWS.apply(x, rows), ROWS.apply(y, rows));
  }

  @Override
  public Batches inOrder(Batching batching) {
    int[] order = new int[count()];
    Arrays.setAll(order, i -> i);
    return new Run(order, batching);
  }

  @Override
  public Batches shuffled(Batching batching, Key key, int epoch) {
    return new Run(key.fold(epoch).permutation(count()).toIntArray(), batching);
  }

  /**
   * Returns this set with shuffled runs that draw each example with a chance in proportion to a
   * weight, with replacement: as many as there are, some of them several times, others not at all.
   * Runs in order are not changed. {@link ClassWeights#perExample} gives weights for which all
   * classes are seen alike. PyTorch: {@code WeightedRandomSampler}.
   *
   * @param weights one an example, not negative
   * @throws IllegalArgumentException if there are not as many as examples, one is negative or not
   *     finite, or all are 0
   */
  public DataSet weighted(Tensor weights) {
    return new WeightedExamples(this, weights.to(DType.FLOAT64).toDoubleArray());
  }

  /** Returns a run in an order, in which examples may be left out or come several times. */
  Batches run(int[] order, Batching batching) {
    return new Run(order, batching);
  }

  /** Returns for example {@code Examples[x FLOAT32[60000, 784], y INT32[60000]]}. */
  @Override
  public String toString() {
    return "Examples[x " + x.spec() + ", y " + y.spec() + "]";
  }

  /** A run in a given order. */
  private final class Run implements Batches {

    private final int[] order;
    private final Batching batching;
    private int next;

    Run(int[] order, Batching batching) {
      this.order = order;
      this.batching = batching;
    }

    @Override
    public boolean hasNext() {
      int left = order.length - next;
      return batching.dropLast() ? left >= batching.size() : left > 0;
    }

    @Override
    public Batch next() {
      if (!hasNext()) {
        throw new NoSuchElementException("batches: the epoch has ended; ask hasNext() first");
      }
      int end = (int) Math.min(order.length, (long) next + batching.size());
      Tensor rows = Tensor.wrap(Arrays.copyOfRange(order, next, end), end - next);
      next = end;
      return new Batch(ROWS.apply(x, rows), ROWS.apply(y, rows), rows);
    }

    @Override
    public void skip(long count) {
      ExampleBatches.checkSkipped(count);
      long last = next + Math.min(count, order.length) * (long) batching.size();
      next = (int) Math.min(order.length, last);
    }

    @Override
    public void close() {
      next = order.length;
    }
  }
}
