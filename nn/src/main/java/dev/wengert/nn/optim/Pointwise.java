package dev.wengert.nn.optim;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Tensor;
import dev.wengert.nn.Values;
import org.jspecify.annotations.Nullable;

/**
 * A transformation that looks at each number by itself. Where it ends a chain, but for factors and
 * decay, it is one loop with them and with the addition to the parameter.
 */
interface Pointwise extends GradientTransformation<Slots>, KeepsSign {

  /**
   * Returns the names of the tensors that it keeps for each parameter; they have the parameter's
   * dtype and shape and begin with 0.
   */
  ImmutableList<String> slots();

  /** Returns what is done in a step, for all parameters that share its scalars. */
  Move at(StepScalars scalars);

  /** What is done with one parameter. */
  @FunctionalInterface
  interface Move {
    /**
     * Returns {@code keep * value - rate * u}, u being the update, and after it the next slots;
     * {@code -rate * u} if there is no value.
     */
    Tensor[] apply(@Nullable Tensor value, Tensor gradient, Tensor[] slots);
  }

  @Override
  default Slots init(Values parameters) {
    ImmutableMap.Builder<String, Values> state = ImmutableMap.builder();
    for (String slot : slots()) {
      state.put(slot, Slots.zeros(parameters));
    }
    return new Slots(state.buildOrThrow());
  }

  @Override
  default Update<Slots> update(Values updates, Slots state, StepContext context) {
    return Stretch.of(this).update(updates, state, context);
  }
}
