package dev.wengert.nn.optim;

import dev.wengert.nn.Values;
import java.util.function.BiFunction;

/**
 * A transformation that remembers nothing.
 *
 * @param keepsSign whether it is known not to turn a gradient into a step down
 */
record Stateless(String name, BiFunction<Values, StepContext, Values> function, boolean keepsSign)
    implements GradientTransformation<Values> {

  /** Returns one of the transformations here, none of which turns the sign. */
  static GradientTransformation<Values> of(
      String name, BiFunction<Values, StepContext, Values> function) {
    return new Stateless(name, function, true);
  }

  @Override
  public Values init(Values parameters) {
    return Values.empty();
  }

  @Override
  public Update<Values> update(Values updates, Values state, StepContext context) {
    return new Update<>(function.apply(updates, context), state);
  }

  @Override
  public String toString() {
    return name;
  }
}
