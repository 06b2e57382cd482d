package dev.wengert.ops;

import dev.wengert.Elementwise;
import dev.wengert.Gather;
import dev.wengert.MapSum;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.kernel.Expression;
import java.util.Arrays;

/**
 * Places along an axis, each a sum of few elements with a weight each. What a place does not mix
 * does not reach it, be it infinite or NaN: a product with a matrix of weights would spread it over
 * all places.
 */
final class Mixture {

  /** What has no weight does not count, not even if it is infinite. */
  private static final Elementwise SHARE =
      Elementwise.of(
          "mixture", (x, w) -> Expression.select(w.eq(0), Expression.constant(0), x.times(w)));

  private final int places;
  private final int most;
  private final int[] positions;
  private final double[] weights;
  private final int[] counts;

  /** Starts with no element at each of some places, to each of which at most some can be added. */
  Mixture(int places, int most) {
    this.places = places;
    this.most = most;
    this.positions = new int[Math.multiplyExact(places, most)];
    this.weights = new double[positions.length];
    this.counts = new int[places];
  }

  /** Adds an element to a place; nothing if it has no weight. */
  void add(int place, int position, double weight) {
    if (weight != 0) {
      int at = place * most + counts[place]++;
      positions[at] = position;
      weights[at] = weight;
    }
  }

  /** Returns x with an axis replaced by the places. */
  Tensor of(Tensor x, int axis) {
    int reach = Arrays.stream(counts).max().orElse(0);
    int[] taken = new int[places * reach];
    double[] shares = new double[taken.length];
    boolean isAll = taken.length == x.shape().side(axis);
    for (int i = 0; i < taken.length; i++) {
      int from = i / reach * most + i % reach;
      taken[i] = positions[from];
      shares[i] = weights[from];
      isAll &= taken[i] == i;
    }
    int[] sides = x.shape().sides();
    int[] seen =
        Convolutions.prepend(Arrays.copyOfRange(sides, axis + 1, sides.length), places, reach);
    Tensor elements =
        isAll
            ? x.reshape(Convolutions.prepend(seen, Arrays.copyOf(sides, axis)))
            : new Gather(axis, 0).apply(x, Tensor.wrap(taken, places, reach));
    int[] along = new int[seen.length];
    Arrays.fill(along, 1);
    along[0] = places;
    along[1] = reach;
    Tensor factors = Tensor.wrap(shares, Shape.of(along).sides()).to(x.dtype());
    return MapSum.of(SHARE, false, new int[] {axis + 1}, elements, factors);
  }
}
