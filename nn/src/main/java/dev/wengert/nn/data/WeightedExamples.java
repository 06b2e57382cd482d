package dev.wengert.nn.data;

import com.google.common.base.Preconditions;
import dev.wengert.Key;
import dev.wengert.array.DType;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * Examples of which a shuffled run draws each with a chance of its own, with replacement: the first
 * whose cumulated weight is above a uniform number times the total.
 */
final class WeightedExamples implements DataSet {

  private final IndexedDataSet<?> set;
  private final double[] cumulated;

  WeightedExamples(IndexedDataSet<?> set, double[] weights) {
    Preconditions.checkArgument(
        weights.length == set.count(),
        "weighted: %s weights for %s examples; give one for each",
        weights.length,
        set.count());
    this.set = set;
    this.cumulated = new double[weights.length];
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      if (!(weights[i] >= 0 && Double.isFinite(weights[i]))) {
        throw new IllegalArgumentException(
            "weighted: the weight of example "
                + i
                + " is "
                + weights[i]
                + "; give 0 or a positive number");
      }
      sum += weights[i];
      cumulated[i] = sum;
    }
    Preconditions.checkArgument(
        sum > 0 && Double.isFinite(sum),
        "weighted: the sum of the weights is %s; give one example or more a weight",
        sum);
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
    double[] places = key.fold(epoch).uniform(DType.FLOAT64, cumulated.length).toDoubleArray();
    double total = cumulated[cumulated.length - 1];
    int[] order = new int[places.length];
    Arrays.setAll(order, i -> place(places[i] * total));
    return new OrderedRun(set, order, batching);
  }

  /** Returns the first example whose cumulated weight is above a number; its own is not 0. */
  private int place(double number) {
    int low = 0;
    int high = cumulated.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (cumulated[middle] > number) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    // A number that rounding made the total: the last example that has a weight.
    while (low > 0 && cumulated[low] == cumulated[low - 1]) {
      low--;
    }
    return low;
  }

  @Override
  public String toString() {
    return "weighted " + set;
  }
}
