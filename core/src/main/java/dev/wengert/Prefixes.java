package dev.wengert;

import dev.wengert.array.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;

/**
 * Running combinations of rows, in a tree.
 *
 * @param <X> what a row is
 */
final class Prefixes<X> {
  private final BinaryOperator<X> combine;
  private final Leaves<X> like;

  Prefixes(BinaryOperator<X> combine, Leaves<X> like) {
    this.combine = combine;
    this.like = like;
  }

  /**
   * Combines neighbours, finds the running combinations of the pairs, which are every second of
   * those sought, and the others from them.
   */
  Tensor[] of(Tensor[] rows) {
    int n = rows[0].shape().side(0);
    if (n < 2) {
      return rows;
    }
    Tensor[] pairs = combined(every(rows, 0, n - 1), every(rows, 1, n));
    Tensor[] odd = of(pairs);
    if (n == 2) {
      return interleaved(every(rows, 0, 1), odd, n);
    }
    int between = (n - 1) / 2;
    Tensor[] even = combined(range(odd, 0, between), every(rows, 2, n));
    Tensor[] withFirst = new Tensor[rows.length];
    for (int i = 0; i < withFirst.length; i++) {
      withFirst[i] = new Concat(0).apply(Rows.range(rows[i], 0, 1), even[i]);
    }
    return interleaved(withFirst, odd, n);
  }

  private static Tensor[] every(Tensor[] rows, int from, int to) {
    Tensor[] some = new Tensor[rows.length];
    Arrays.setAll(some, i -> rows[i].get(Index.range(from, to, 2)));
    return some;
  }

  private static Tensor[] range(Tensor[] rows, int from, int to) {
    Tensor[] some = new Tensor[rows.length];
    Arrays.setAll(some, i -> Rows.range(rows[i], from, to));
    return some;
  }

  /** Puts the rows at even places and those at odd ones together. */
  private static Tensor[] interleaved(Tensor[] even, Tensor[] odd, int n) {
    Tensor[] all = new Tensor[even.length];
    for (int i = 0; i < all.length; i++) {
      Shape row = even[i].shape().drop(1);
      int pairs = odd[i].shape().side(0);
      Tensor left = Rows.range(even[i], 0, pairs).reshape(row.prepend(pairs, 1));
      Tensor right = odd[i].reshape(row.prepend(pairs, 1));
      Tensor both = new Concat(1).apply(left, right).reshape(row.prepend(2 * pairs));
      all[i] = n % 2 == 0 ? both : new Concat(0).apply(both, Rows.range(even[i], pairs, pairs + 1));
    }
    return all;
  }

  private Tensor[] combined(Tensor[] left, Tensor[] right) {
    int parts = left.length;
    List<Tensor> both = Arrays.asList(Rows.joined(left, right));
    return Autodiff.vmap(
            (List<Tensor> in) ->
                Arrays.asList(
                    ControlFlow.next(
                        "associativeScan",
                        "a row",
                        Leaves.of(like.with(in.subList(0, parts))),
                        combine.apply(
                            like.with(in.subList(0, parts)),
                            like.with(in.subList(parts, 2 * parts))))),
            both)
        .toArray(new Tensor[0]);
  }
}
