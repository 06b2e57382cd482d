package dev.wengert.nn.data;

import com.google.common.base.Preconditions;
import dev.wengert.Key;
import it.unimi.dsi.fastutil.ints.IntArrays;
import java.util.OptionalLong;

/**
 * Examples whose shuffled runs have batches of about one length.
 *
 * <p>The examples' order is that of a shuffled run; a stretch of it is sorted, which keeps that
 * order among equal lengths, and then whole batches are shuffled.
 */
final class BucketedExamples implements DataSet {

  private final IndexedDataSet<?> set;
  private final int[] lengths;
  private final int batches;

  BucketedExamples(IndexedDataSet<?> set, int[] lengths, int batches) {
    Preconditions.checkArgument(
        lengths.length == set.count(),
        "bucketed: %s lengths for %s examples; give one for each",
        lengths.length,
        set.count());
    checkBatches(batches);
    this.set = set;
    this.lengths = lengths.clone();
    this.batches = batches;
  }

  static void checkBatches(int batches) {
    Preconditions.checkArgument(
        batches > 0, "bucketed: %s batches are sorted together; give 1 or more", batches);
  }

  @Override
  public OptionalLong size() {
    return set.size();
  }

  @Override
  public Batches inOrder(Batching batching) {
    return set.inOrder(batching);
  }

  @Override
  public Batches shuffled(Batching batching, Key key, int epoch) {
    Key drawn = key.fold(epoch);
    int[] order = drawn.permutation(lengths.length).toIntArray();
    int size = batching.size();
    int full = order.length / size;
    long stretch = (long) batches * size;
    for (long begin = 0; begin < (long) full * size; begin += stretch) {
      int end = (int) Math.min(begin + stretch, (long) full * size);
      IntArrays.stableSort(
          order, (int) begin, end, (a, b) -> Integer.compare(lengths[a], lengths[b]));
    }
    int[] which = drawn.fold("buckets").permutation(full).toIntArray();
    int[] shuffled = order.clone();
    for (int i = 0; i < full; i++) {
      System.arraycopy(order, which[i] * size, shuffled, i * size, size);
    }
    return new OrderedRun(set, shuffled, batching);
  }

  @Override
  public String toString() {
    return "bucketed " + set;
  }
}
