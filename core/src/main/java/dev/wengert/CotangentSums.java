package dev.wengert;

import dev.wengert.expression.Expression;
import org.jspecify.annotations.Nullable;

/**
 * The cotangents that reach each place of a tape, added up in the order in which they come.
 *
 * <p>A second one waits for a third: three are added in one pass over memory.
 */
final class CotangentSums {

  private static final Elementwise ADD_THREE =
      Elementwise.of(
          "add", 3, Expression.input(0).plus(Expression.input(1)).plus(Expression.input(2)));

  private final @Nullable Tensor[] sums;
  private final @Nullable Tensor[] waiting;

  CotangentSums(int places) {
    sums = new @Nullable Tensor[places];
    waiting = new @Nullable Tensor[places];
  }

  void add(int place, Tensor cotangent) {
    Tensor sum = sums[place];
    Tensor second = waiting[place];
    if (sum == null) {
      sums[place] = cotangent;
    } else if (second == null) {
      waiting[place] = cotangent;
    } else {
      sums[place] = ADD_THREE.apply(sum, second, cotangent);
      waiting[place] = null;
    }
  }

  boolean isReached(int place) {
    return sums[place] != null;
  }

  /** Returns the sum at a place; null if nothing has reached it. */
  @Nullable Tensor get(int place) {
    Tensor sum = sums[place];
    Tensor second = waiting[place];
    if (sum != null && second != null) {
      sum = sum.plus(second);
      sums[place] = sum;
      waiting[place] = null;
    }
    return sum;
  }

  /** Lets go of a sum that nobody asks for again. */
  void drop(int place) {
    sums[place] = null;
  }

  /** Returns the sums at all places. */
  @Nullable Tensor[] all() {
    for (int place = 0; place < sums.length; place++) {
      get(place);
    }
    return sums;
  }
}
