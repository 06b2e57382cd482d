package dev.wengert.nn.optim;

import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.expression.Expression;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A formula as a step down from a parameter: {@code keep * w - formula}, and {@code -formula} by
 * itself, each in one loop.
 */
record Descent(Elementwise onto, Elementwise alone) {

  /**
   * Makes the loops.
   *
   * @param operands how many inputs the formula has
   */
  static Descent of(String name, int operands, Expression formula) {
    Expression kept = Expression.input(operands + 1).times(Expression.input(operands));
    return new Descent(
        Elementwise.of(name, operands + 2, kept.minus(formula)),
        Elementwise.of(name, operands, formula.unaryMinus()));
  }

  /** Returns the parameter after the step, or the step by itself if there is no parameter. */
  Tensor apply(@Nullable Tensor value, Tensor keep, Tensor... operands) {
    if (value == null) {
      return alone.apply(operands);
    }
    Tensor[] all = Arrays.copyOf(operands, operands.length + 2);
    all[operands.length] = value;
    all[operands.length + 1] = keep;
    return onto.apply(all);
  }
}
