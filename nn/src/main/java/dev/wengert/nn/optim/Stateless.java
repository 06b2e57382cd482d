package dev.wengert.nn.optim;

import dev.wengert.nn.Values;
import java.util.function.BiFunction;

/** A transformation that remembers nothing. */
record Stateless(String name, BiFunction<Values, StepContext, Values> function)
    implements GradientTransformation<Values> {

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
