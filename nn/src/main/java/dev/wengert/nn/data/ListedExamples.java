package dev.wengert.nn.data;

import java.util.List;

/**
 * A data set of single examples, as a list has them.
 *
 * @param examples the list, which is asked for an example each time that one is wanted
 * @param collate how they become a batch
 * @param <S> what one is
 */
record ListedExamples<S>(List<? extends S> examples, Collate<? super S> collate)
    implements IndexedDataSet<S> {

  @Override
  public int count() {
    return examples.size();
  }

  @Override
  public S example(int place) {
    return examples.get(place);
  }

  /** Returns for example {@code list of 800, padding {tokens=0.0}}. */
  @Override
  public String toString() {
    return "list of " + count() + (collate instanceof PadToLongest ? ", " + collate : "");
  }
}
