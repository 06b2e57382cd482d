package dev.wengert.nn.optim;

import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.expression.Expression;
import dev.wengert.nn.Values;
import dev.wengert.ops.Elementary;
import dev.wengert.ops.Reductions;

/** Values as one long vector. */
final class Vectors {

  private static final Elementwise PLUS_TIMES =
      Elementwise.of(
          "plusTimes", 3, Expression.input(0).plus(Expression.input(2).times(Expression.input(1))));

  private Vectors() {}

  /** Returns x + factor * y, for the paths of y. */
  static Values plusTimes(Values x, double factor, Values y) {
    return y.map((path, other) -> PLUS_TIMES.apply(x.get(path), other, scalar(other, factor)));
  }

  static Values times(Values x, double factor) {
    return x.map((path, value) -> value.times(factor));
  }

  static double dot(Values x, Values y) {
    double total = 0;
    for (var entry : x.byPath().entrySet()) {
      total += Reductions.sum(entry.getValue().times(y.get(entry.getKey()))).item();
    }
    return total;
  }

  /** Returns the largest size of an element, NaN if there is one. */
  static double largest(Values x) {
    double largest = 0;
    for (Tensor value : x.byPath().values()) {
      if (value.size() > 0) {
        largest = Math.max(largest, Reductions.max(Elementary.abs(value)).item());
      }
    }
    return largest;
  }

  private static Tensor scalar(Tensor like, double value) {
    return Tensor.full(new Spec(like.dtype(), Shape.SCALAR), value);
  }
}
