package dev.wengert.nn.optim;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Structured;
import dev.wengert.Tensor;
import dev.wengert.nn.Values;
import dev.wengert.ops.Elementary;
import dev.wengert.ops.Selection;
import java.util.List;

/** A chain that takes a step after every so many, by the mean of their gradients. */
record MultiSteps(int steps, Chain chain) implements GradientTransformation<MultiSteps.Waiting> {

  /**
   * What a chain remembers that does not take every step.
   *
   * @param mean the mean of the gradients since its last step
   * @param chain the chain's own state
   */
  record Waiting(Values mean, ImmutableMap<String, Object> chain) implements Structured<Waiting> {

    @Override
    public ImmutableMap<String, ?> parts() {
      return ImmutableMap.of("mean", mean, "chain", chain);
    }

    @Override
    @SuppressWarnings("unchecked") // made as parts() is
    public Waiting withParts(List<?> parts) {
      return new Waiting((Values) parts.get(0), (ImmutableMap<String, Object>) parts.get(1));
    }
  }

  MultiSteps {
    Preconditions.checkArgument(steps > 0, "multiSteps: %s steps; give 1 or more", steps);
  }

  @Override
  public String name() {
    return "multiSteps";
  }

  @Override
  public ImmutableList<GradientTransformation<?>> parts() {
    return ImmutableList.of(chain);
  }

  @Override
  public Waiting init(Values parameters) {
    return new Waiting(Slots.zeros(parameters), chain.init(parameters));
  }

  @Override
  public Update<Waiting> update(Values updates, Waiting state, StepContext context) {
    Tensor isLast = Choice.isLast(context.step(), steps);
    Tensor number = Elementary.ceil(context.step().div(steps));
    // How many gradients the mean is of, with this one.
    Tensor count = context.step().minus(number.minus(1).times(steps));
    Tensor share = context.of(Tensor.scalar(1.0).div(count));
    Values means =
        updates.map(
            (path, g) -> {
              Tensor mean = state.mean.get(path);
              return mean.plus(g.minus(mean).times(share));
            });
    Update<ImmutableMap<String, Object>> taken =
        chain.update(means, state.chain, context.withStep(number));
    return new Update<>(
        taken.updates().map((path, update) -> Selection.where(isLast, update, 0)),
        new Waiting(
            state.mean.with(means.map((path, mean) -> Selection.where(isLast, 0, mean))),
            Choice.of(isLast, taken.state(), state.chain)));
  }

  @Override
  public Values evaluated(Values parameters, Waiting state) {
    return chain.evaluated(parameters, state.chain);
  }
}
