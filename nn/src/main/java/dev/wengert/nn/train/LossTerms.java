package dev.wengert.nn.train;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Tensor;
import java.util.Map;

/**
 * A loss and what it is made of.
 *
 * @param data the term of the data
 * @param penalties the penalties by name
 */
public record LossTerms(double data, ImmutableMap<String, Double> penalties) {

  static final LossTerms NONE = new LossTerms(0, ImmutableMap.of());

  /** Returns the numbers that scalars hold. */
  static LossTerms of(Tensor data, Map<String, Tensor> penalties) {
    ImmutableMap.Builder<String, Double> terms = ImmutableMap.builder();
    penalties.forEach((name, value) -> terms.put(name, value.item()));
    return new LossTerms(data.item(), terms.buildOrThrow());
  }

  /** Returns the sum of all terms. */
  public double total() {
    double total = data;
    for (double penalty : penalties.values()) {
      total += penalty;
    }
    return total;
  }

  /** Returns this plus a factor times other terms. */
  LossTerms plus(LossTerms other, double factor) {
    ImmutableMap.Builder<String, Double> sums = ImmutableMap.builder();
    other.penalties.forEach(
        (name, value) -> sums.put(name, penalties.getOrDefault(name, 0.0) + factor * value));
    return new LossTerms(data + factor * other.data, sums.buildOrThrow());
  }

  LossTerms times(double factor) {
    return NONE.plus(this, factor);
  }
}
