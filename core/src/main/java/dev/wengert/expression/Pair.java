package dev.wengert.expression;

import static dev.wengert.expression.Expression.fma;

/** A number as the sum of two, the second far below the first: twice the digits. */
record Pair(Expression high, Expression low) {

  /** The sum of two numbers, the first not the smaller one, and more low digits. */
  static Pair sum(Expression large, Expression small, Expression more) {
    Expression high = large.plus(small);
    return new Pair(high, large.minus(high).plus(small).plus(more));
  }

  static Pair product(Expression a, Expression b, Expression more) {
    Expression high = a.times(b);
    return new Pair(high, fma(a, b, high.unaryMinus()).plus(more));
  }
}
