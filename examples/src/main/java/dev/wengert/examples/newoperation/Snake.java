package dev.wengert.examples.newoperation;

import static dev.wengert.expression.Expression.sin;

import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.expression.Expression;

/**
 * The activation {@code snake(x) = x + sin(x)^2}, for periodic data. Source: Ziyin, Hartwig and
 * Ueda, 2020.
 *
 * <p>The formula is all there is: derivatives of every order and both modes follow from it, and
 * each runs as one compiled loop.
 */
final class Snake {

  private static final Elementwise SNAKE =
      Elementwise.of("snake", (Expression x) -> x.plus(sin(x).times(sin(x))));

  private Snake() {}

  /** Returns {@code x + sin(x)^2}, element by element. */
  static Tensor snake(Tensor x) {
    return SNAKE.apply(x);
  }
}
