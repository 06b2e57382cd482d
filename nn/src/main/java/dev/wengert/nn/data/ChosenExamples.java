package dev.wengert.nn.data;

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
      if (place < 0 || place >= set.count()) {
        throw new IndexOutOfBoundsException(
            "take: there is no example " + places[i] + " in a set of " + set.count());
      }
      this.places[i] = place;
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
