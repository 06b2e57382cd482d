package dev.wengert.nn.data;

import java.util.Arrays;
import java.util.NoSuchElementException;

/** A run over a set in a given order, in which examples may be left out or come several times. */
final class OrderedRun implements Batches {

  private final IndexedDataSet<?> set;
  private final int[] order;
  private final Batching batching;
  private int next;

  OrderedRun(IndexedDataSet<?> set, int[] order, Batching batching) {
    this.set = set;
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
    int[] places = Arrays.copyOfRange(order, next, end);
    next = end;
    return set.batch(places);
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
