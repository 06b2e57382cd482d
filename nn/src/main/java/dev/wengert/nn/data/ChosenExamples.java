package dev.wengert.nn.data;

import com.google.common.base.Preconditions;

/**
 * Some examples of a set, in an order of their own.
 *
 * @param <S> what one is
 */
final class ChosenExamples<S> implements IndexedDataSet<S> {

  private final IndexedDataSet<S> set;
  private final int[] places;

  ChosenExamples(IndexedDataSet<S> set, int[] places) {
    this.set = set;
    this.places = places.clone();
    for (int i = 0; i < places.length; i++) {
      int place = places[i] < 0 ? places[i] + set.count() : places[i];
      this.places[i] = Preconditions.checkElementIndex(place, set.count(), "take: example");
    }
  }

  @Override
  public int count() {
    return places.length;
  }

  @Override
  public S example(int place) {
    return set.example(places[place]);
  }

  @Override
  public Collate<? super S> collate() {
    return set.collate();
  }

  @Override
  public String toString() {
    return places.length + " of " + set;
  }
}
