package dev.wengert.kernel;

import dev.wengert.expression.Expression;
import dev.wengert.expression.LoopBody;

/** A way to make one number of many, whatever their order. */
@SuppressWarnings("ImmutableEnumChecker") // a body does not change
public enum Fold {
  /** The sum; 0 of nothing. */
  SUM(0, Expression.input(0).plus(Expression.input(1))),
  /** The product; 1 of nothing. */
  PRODUCT(1, Expression.input(0).times(Expression.input(1))),
  /** The largest; NaN if any is. */
  MAX(Double.NEGATIVE_INFINITY, Expression.max(Expression.input(0), Expression.input(1))),
  /** The smallest; NaN if any is. */
  MIN(Double.POSITIVE_INFINITY, Expression.min(Expression.input(0), Expression.input(1)));

  private final double identity;
  private final LoopBody body;

  Fold(double identity, Expression two) {
    this.identity = identity;
    this.body = LoopBody.of(two, 2);
  }

  /** Returns the number that changes nothing. */
  public double identity() {
    return identity;
  }

  /** Returns the fold of two numbers. */
  public LoopBody body() {
    return body;
  }
}
