package dev.wengert.nn.data;

import dev.wengert.Key;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * A data set whose batches a function changes.
 *
 * @param source the set behind
 * @param inOrder what changes the batches of a run in order
 * @param shuffled what changes those of a shuffled run, given the run's key and epoch
 * @param isAugmenting whether that draws
 */
record MappedDataSet(
    DataSet source, UnaryOperator<Batch> inOrder, KeyedChange shuffled, boolean isAugmenting)
    implements DataSet {

  /** A function of batches that depends on a run. */
  interface KeyedChange {
    UnaryOperator<Batch> of(Key key, int epoch);
  }

  /** Returns how many augmentations a set has gone through. */
  static int augmentations(DataSet set) {
    return switch (set) {
      case MappedDataSet mapped -> augmentations(mapped.source) + (mapped.isAugmenting ? 1 : 0);
      case PrefetchedDataSet prefetched -> augmentations(prefetched.source());
      default -> 0;
    };
  }

  @Override
  public OptionalLong size() {
    return source.size();
  }

  @Override
  public Batches inOrder(Batching batching) {
    return new Run(source.inOrder(batching), inOrder);
  }

  @Override
  public Batches shuffled(Batching batching, Key key, int epoch) {
    return new Run(source.shuffled(batching, key, epoch), shuffled.of(key, epoch));
  }

  /** A run whose batches are changed as they are asked for. */
  private record Run(Batches batches, UnaryOperator<Batch> change) implements Batches {

    @Override
    public boolean hasNext() {
      return batches.hasNext();
    }

    @Override
    public Batch next() {
      return change.apply(batches.next());
    }

    @Override
    public void skip(long count) {
      batches.skip(count);
    }

    @Override
    public void close() {
      batches.close();
    }
  }
}
