package dev.wengert.nn.optim;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.nn.Values;

/**
 * An optimiser that has a name: a {@link Chain} that ends with a learning rate, as a paper puts it
 * together. It is used as it is, or as a link of another chain.
 *
 * <p>Decay is decoupled from the gradient: Loshchilov and Hutter, "Decoupled weight decay
 * regularization", 2019. A step shrinks the parameter by {@code 1 - rate * decay}.
 */
public interface UpdateRule extends GradientTransformation<ImmutableMap<String, Object>> {

  /** Returns the learning rate by step, for parameters whose group has none of its own. */
  Schedule rate();

  /** Returns what it consists of. */
  Chain chain();

  @Override
  default ImmutableList<GradientTransformation<?>> parts() {
    return ImmutableList.of(chain());
  }

  @Override
  default ImmutableMap<String, Object> init(Values parameters) {
    return chain().init(parameters);
  }

  @Override
  default Update<ImmutableMap<String, Object>> update(
      Values updates, ImmutableMap<String, Object> state, StepContext context) {
    return chain().update(updates, state, context);
  }

  @Override
  default Values evaluated(Values parameters, ImmutableMap<String, Object> state) {
    return chain().evaluated(parameters, state);
  }
}
