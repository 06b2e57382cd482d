package dev.wengert.nn.layer.attention;

import com.google.common.base.Preconditions;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.ops.Indexing;
import dev.wengert.ops.Shapes;

/**
 * The keys and values of the places that attention has seen, so that what comes behind them is
 * computed by itself: a cache, which never changes, but is followed by a longer one.
 *
 * @param keys floating [N, K, S, D] for K heads of keys, rotated where the layer rotates them
 * @param values like the keys
 */
public record KeyValues(Tensor keys, Tensor values) {

  /**
   * Makes them.
   *
   * @throws IllegalArgumentException if the two differ, or are not [N, K, S, D]
   */
  public KeyValues {
    Preconditions.checkArgument(
        keys.rank() == 4 && keys.spec().equals(values.spec()),
        "keyValues: keys are %s, values are %s; give [N, K, S, D] both",
        keys.spec(),
        values.spec());
  }

  /** Returns how many places were seen. */
  public int length() {
    return keys.shape().side(2);
  }

  /** Returns those of some examples, in another order or several times. */
  public KeyValues of(Tensor examples) {
    return new KeyValues(Indexing.take(keys, examples, 0), Indexing.take(values, examples, 0));
  }

  boolean fits(KeyValues further) {
    Shape here = keys.shape();
    Shape there = further.keys.shape();
    return here.withSide(2, 1).equals(there.withSide(2, 1)) && keys.dtype() == further.keys.dtype();
  }

  KeyValues with(KeyValues further) {
    return new KeyValues(
        Shapes.concat(2, keys, further.keys), Shapes.concat(2, values, further.values));
  }

  /** Returns keys or values for so many heads of queries, some of which share one. */
  static Tensor repeated(Tensor x, int heads) {
    Shape shape = x.shape();
    int own = shape.side(1);
    if (own == heads) {
      return x;
    }
    int n = shape.side(0);
    int steps = shape.side(2);
    int size = shape.side(3);
    return x.reshape(n, own, 1, steps, size)
        .broadcastTo(n, own, heads / own, steps, size)
        .reshape(n, heads, steps, size);
  }
}
