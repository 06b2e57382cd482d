package dev.wengert.nn.optim;

import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.expression.Expression;

/**
 * A moving average {@code beta * average + (1 - beta) * x}, of a gradient or of its square.
 *
 * @param beta the share of the old, a scalar
 * @param rest the share of the new: {@code 1 - beta}, rounded once
 */
record Average(Tensor beta, Tensor rest) {

  private static final Elementwise FIRST =
      Elementwise.of("movingAverage", 4, formula(Expression.input(1)));

  private static final Elementwise SECOND =
      Elementwise.of(
          "movingAverageOfSquares", 4, formula(Expression.input(1).times(Expression.input(1))));

  private static Expression formula(Expression x) {
    return Expression.input(2).times(Expression.input(0)).plus(Expression.input(3).times(x));
  }

  /**
   * The root of a sum or mean of squares, whose slope at 0 is taken to be 0: there every one of the
   * squared numbers is 0, and what a rule divides by the root, too. So its step has the right
   * derivative by a gradient that is 0.
   */
  static Expression root(Expression squares) {
    Expression root = Expression.sqrt(squares);
    Expression slope =
        Expression.select(
            squares.eq(0), Expression.constant(0), Expression.constant(0.5).div(root));
    return Expression.withSlope(root, squares, slope);
  }

  static Average of(StepScalars scalars, double beta) {
    return new Average(scalars.of(beta), scalars.of(1 - beta));
  }

  Tensor next(Tensor average, Tensor x) {
    return FIRST.apply(average, x, beta, rest);
  }

  Tensor nextOfSquares(Tensor average, Tensor x) {
    return SECOND.apply(average, x, beta, rest);
  }
}
