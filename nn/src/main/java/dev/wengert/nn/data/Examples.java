package dev.wengert.nn.data;

import com.google.common.base.Preconditions;
import dev.wengert.Gather;
import dev.wengert.Tensor;

/**
 * A data set that lies in memory: examples along the first axis of two tensors.
 *
 * @param x the inputs [n, ...]
 * @param y the targets [n, ...]
 */
public record Examples(Tensor x, Tensor y) implements IndexedDataSet<Example> {

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

  /** Refuses the places of a batch that are none, or at which a set has no example. */
  static void checkPlaces(int count, int... places) {
    Preconditions.checkArgument(
        places.length > 0, "dataSet: a batch of no examples; give one place or more");
    for (int place : places) {
      if (place < 0 || place >= count) {
        throw new IndexOutOfBoundsException(
            "dataSet: there is no example " + place + " in a set of " + count);
      }
    }
  }

  @Override
  public int count() {
    return x.shape().side(0);
  }

  @Override
  public Example example(int place) {
    return new Example(x.get(place), y.get(place));
  }

  @Override
  public Examples take(int... places) {
    Tensor rows = Tensor.of(places);
    return new Examples(ROWS.apply(x, rows), ROWS.apply(y, rows));
  }

  @Override
  public Batch batch(int... places) {
    checkPlaces(count(), places);
    Tensor rows = Tensor.of(places);
    return new Batch(ROWS.apply(x, rows), ROWS.apply(y, rows), rows);
  }

  /** Returns for example {@code Examples[x FLOAT32[60000, 784], y INT32[60000]]}. */
  @Override
  public String toString() {
    return "Examples[x " + x.spec() + ", y " + y.spec() + "]";
  }
}
