package dev.wengert.nn.data;

import com.google.common.base.Preconditions;

/**
 * The examples of two sets, one behind the other, in batches as the first makes them.
 *
 * @param first the first set
 * @param second the second
 * @param <S> what one example is
 */
record JoinedExamples<S>(IndexedDataSet<S> first, IndexedDataSet<? extends S> second)
    implements IndexedDataSet<S> {

  JoinedExamples {
    Preconditions.checkArgument(
        (long) first.count() + second.count() <= Integer.MAX_VALUE,
        "dataSet: %s and %s examples are more than can be counted together; join fewer",
        first.count(),
        second.count());
  }

  @Override
  public int count() {
    return first.count() + second.count();
  }

  @Override
  public S example(int place) {
    int before = first.count();
    return place < before ? first.example(place) : second.example(place - before);
  }

  @Override
  public Collate<? super S> collate() {
    return first.collate();
  }

  @Override
  public String toString() {
    return first + " and " + second;
  }
}
